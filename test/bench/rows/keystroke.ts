import { join } from 'node:path';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { METHODS, type AnalysisResult, type Position } from '../../../shared/src/protocol.ts';
import { Analyzer } from '../../../server/src/engine/analyze.ts';
import { LineIndex } from '../../../server/src/engine/text/lineIndex.ts';
import { DEFAULT_TRIGGERS } from '../../../server/src/engine/triggers/defaultRules.ts';
import { parseRules } from '../../../server/src/engine/triggers/parseRules.ts';
import { sharedTokenizer } from '../../../server/src/services.ts';
import { testDigest } from '../../helpers/testDigest.ts';
import type { CorpusFile } from '../corpus/files.ts';
import { loadCorpus } from '../corpus/load.ts';
import { figure, type Row } from '../figures.ts';
import { pause, withTemporaryFolder } from '../processes.ts';
import { interleave, timed } from '../runner.ts';
import { ServerUnderTest } from '../server.ts';

const ROW = 'keystroke';
const DOCUMENT_UNITS = 1_000_000;
const WARMUP_EDITS = 500;
const EDITS = { quick: 3000, full: 20_000 };
const SLOW_EDITS = 600;
/** As fast as a key repeats. */
const PACE_MS = 20;
/** Edits at one place before the cursor goes elsewhere. */
const BURST = 20;
const TYPED = 'etaoin shrdlu.x(){}=;';

/** One edit in an open document of 1 MB, in the real server, against analysing the document anew. */
export const keystroke: Row = async ({ full, log }) => {
  const text = bigDocument(await loadCorpus(log));
  const count = full ? EDITS.full : EDITS.quick;
  log(`${count} edits, ${BURST} at one place, then each elsewhere, then ${SLOW_EDITS} every ${PACE_MS} ms`);
  const typing = await measure(text, { count, burst: BURST });
  const jumping = await measure(text, { count, burst: 1 });
  const slow = await measure(text, { count: SLOW_EDITS, burst: BURST, paceMs: PACE_MS });
  log('analysing the document anew');
  const anew = await timeAnew(text);
  const shared = { row: ROW, unit: 'ms', better: 'less', peer: 'full re-analysis', peerValue: anew.anew } as const;
  return {
    figures: [
      figure({
        ...shared,
        metric: 'p50',
        value: typing.p50,
        reach: '≤ 50 µs and ≥ 80× full re-analysis',
        meets: (value, ratio) => value <= 0.05 && ratio >= 80,
      }),
      figure({ ...shared, metric: 'p99', value: typing.p99 }),
      figure({ ...shared, metric: 'p50, another place each edit', value: jumping.p50 }),
      figure({ ...shared, metric: 'p99, another place each edit', value: jumping.p99 }),
      figure({ ...shared, metric: `p50, an edit every ${PACE_MS} ms`, value: slow.p50 }),
      figure({
        ...shared,
        metric: 'p50 against TextDocument.update alone',
        value: typing.p50,
        peer: 'TextDocument.update',
        peerValue: anew.update,
      }),
    ],
    notes: [
      `${count} edits of a document of ${(text.length / 1e6).toFixed(1)} MB over LSP: letters, a line break in 20, a deletion in 20, ${BURST} at one place; in the second measurement each edit at another random place; sent one behind the other.`,
      `With ${PACE_MS} ms between edits the same work takes several times as long here, because the processor’s caches are cold by then: a loop over 400 scattered objects takes 12 µs hot and 56 µs after 10 ms of rest.`,
      'Measured in the server (`winnow/stats`), from the arrival of `didChange` until text, line starts, trigger hits, secrets, redacted text, chunks and the chunks’ exact tokens are up to date; which rules fire is worked out when somebody asks.',
      'Checked: text, hits, findings, chunks and tokens after all edits are those of a second server that opens the edited text.',
      'Full re-analysis: line table, scan, secrets, redaction, chunks and their exact tokens of the whole document.',
    ],
  };
};

function bigDocument(files: readonly CorpusFile[]): string {
  const sources = files.filter(({ path }) => /\.[cm]?[jt]s$/.test(path));
  let text = '';
  for (let n = 0; text.length < DOCUMENT_UNITS && n < sources.length; n++) text += `${sources[n]!.text}\n`;
  return text.slice(0, text.lastIndexOf('\n', DOCUMENT_UNITS) + 1);
}

interface Session {
  readonly count: number;
  readonly burst: number;
  readonly paceMs?: number;
}

async function measure(text: string, { count, burst, paceMs }: Session) {
  return withTemporaryFolder(async (home) => {
    const server = await ServerUnderTest.start(home, 0, home);
    const path = join(home, 'big.ts');
    const uri = server.open(path, text, 'typescript');
    const analysis = () => server.client.request<AnalysisResult>(METHODS.analysis, { textDocument: { uri } });
    await analysis();
    const document = TextDocument.create(uri, 'typescript', 1, text);
    const changes = [...editsOf(document, WARMUP_EDITS + count, burst)];
    let version = 1;
    for (const change of changes) {
      if (paceMs !== undefined && version > WARMUP_EDITS) await pause(paceMs);
      server.client.notify('textDocument/didChange', {
        textDocument: { uri, version: ++version },
        contentChanges: [change],
      });
    }
    const incremental = await analysis();
    const { keystrokeMs } = await server.stats();
    await server.stop();
    const fresh = await ServerUnderTest.start(home, 0, home);
    const edited = changes.reduce((before, change) => applied(before, change), document);
    fresh.open(path, edited.getText(), 'typescript');
    const whole = await fresh.client.request<AnalysisResult>(METHODS.analysis, { textDocument: { uri } });
    await fresh.stop();
    if (JSON.stringify({ ...incremental, version: 0 }) !== JSON.stringify({ ...whole, version: 0 }))
      throw new Error(`after ${version - 1} edits the server knows other things than one that opens the text`);
    if (keystrokeMs?.edits !== WARMUP_EDITS + count) throw new Error(`${keystrokeMs?.edits} edits were measured`);
    return keystrokeMs;
  });
}

interface Change {
  readonly range: { readonly start: Position; readonly end: Position };
  readonly text: string;
}

/** A session of typing; the same each time. Lines are taken from the document as it was. */
function* editsOf(document: TextDocument, count: number, burst: number): Generator<Change> {
  const random = sequence(7);
  let at: Position = { line: 0, character: 0 };
  for (let n = 0; n < count; n++) {
    if (n % burst === 0) at = { line: random(document.lineCount), character: random(30) };
    const kind = random(20);
    if (kind === 0) {
      yield { range: { start: at, end: at }, text: '\n' };
      at = { line: at.line + 1, character: 0 };
    } else if (kind === 1) {
      yield { range: { start: at, end: { ...at, character: at.character + 1 } }, text: '' };
    } else {
      yield { range: { start: at, end: at }, text: TYPED[random(TYPED.length)]! };
      at = { ...at, character: at.character + 1 };
    }
  }
}

/** Made anew each time: `TextDocument.update` loses count of the lines where a position lies past the text's end. */
function applied(document: TextDocument, { range, text }: Change): TextDocument {
  const whole = document.getText();
  const after = whole.slice(0, document.offsetAt(range.start)) + text + whole.slice(document.offsetAt(range.end));
  return TextDocument.create(document.uri, document.languageId, document.version, after);
}

/** Whole numbers below a limit; a linear congruential generator (Numerical Recipes). */
function sequence(seed: number): (limit: number) => number {
  let state = seed;
  return (limit) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state >>> 8) % limit;
  };
}

async function timeAnew(text: string) {
  const analyzer = new Analyzer({ rules: parseRules(DEFAULT_TRIGGERS).rules, digest: testDigest });
  const document = TextDocument.create('file:///big.ts', 'typescript', 1, text);
  let lines = document.lineCount;
  let tokens = 0;
  return interleave({
    anew: () =>
      timed(() => {
        const analysis = analyzer.analyze({ path: 'big.ts', text });
        for (const { start, end } of analysis.chunks)
          tokens += sharedTokenizer().count(analysis.text.slice(start, end));
        return tokens + new LineIndex(text).lineCount;
      }),
    update: () =>
      timed(() => {
        const at = { line: (lines * 7919) % document.lineCount, character: 0 };
        lines += TextDocument.update(document, [{ range: { start: at, end: at }, text: 'x' }], 2).lineCount;
        return lines;
      }),
  });
}

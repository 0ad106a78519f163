import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sample, totalBytes, type CorpusFile } from '../corpus/files.ts';
import { loadCorpus } from '../corpus/load.ts';
import { figure, type Row, type Runs } from '../figures.ts';
import { BENCH_DIR, DIST_DIR, STATE_DIR } from '../paths.ts';
import { loadPeer } from '../peers.ts';
import { runNode } from '../processes.ts';
import { interleave, speed, summarize } from '../runner.ts';
import { loadGptTokenizer, loadWinnow, type Count } from '../tokenCounters.ts';
import type { TokensProbe } from '../tokensMain.ts';

const ROW = 'tokens';
const NAMES = ['Winnow', 'gpt-tokenizer', 'tiktoken'] as const;
type Name = (typeof NAMES)[number];
/** tiktoken is slow by a factor of ten; it gets every eighth file. */
const TIKTOKEN_STEP = 8;

/** Exact o200k_base counts: speed warm and cold, time to load, memory added. */
export const tokens: Row = async ({ full, log }) => {
  const files = await loadCorpus(log);
  const bundle = await bundleTokenizer();
  const winnow = loadWinnow(bundle);
  const reference = await loadGptTokenizer();
  log('checking the counts against gpt-tokenizer');
  const checked = checkSameCounts(files, winnow, reference, full);
  const cl100k = [loadWinnow(bundle, 'cl100k_base'), await loadGptTokenizer('cl100k_base')] as const;
  const checkedCl100k = checkSameCounts(files, ...cl100k, full);
  const few = sample(files, TIKTOKEN_STEP);
  log('timing fresh processes');
  const probes = await probeAll(bundle);
  const of = (name: Name, read: (probe: TokensProbe) => number): Runs => summarize(probes[name].map(read));
  const bytes = (name: Name) => totalBytes(name === 'tiktoken' ? few : files);
  const hot = (name: Name) =>
    speed(
      bytes(name),
      of(name, ({ secondPassMs }) => secondPassMs),
    );
  const cold = (name: Name) =>
    speed(
      bytes(name),
      of(name, ({ firstPassMs }) => firstPassMs),
    );
  const faster = { unit: 'MB/s', better: 'more', reach: '≥ 4× gpt-tokenizer' } as const;
  const fourTimes = { meets: (_: number, ratio: number) => ratio >= 4 };
  const smaller = { better: 'less', peer: 'gpt-tokenizer' } as const;
  const loadMs = (probe: TokensProbe) => probe.loadMs;
  const memory = (probe: TokensProbe) => probe.addedBytes / 1e6;
  const gpt = 'gpt-tokenizer';
  const row = ROW;
  return {
    figures: [
      figure({ row, metric: 'warm', ...faster, ...fourTimes, value: hot('Winnow'), peer: gpt, peerValue: hot(gpt) }),
      figure({ row, metric: 'cold', ...faster, ...fourTimes, value: cold('Winnow'), peer: gpt, peerValue: cold(gpt) }),
      figure({
        row,
        metric: 'load',
        unit: 'ms',
        ...smaller,
        value: of('Winnow', loadMs),
        peerValue: of(gpt, loadMs),
        reach: '≤ 60 ms',
        meets: (value) => value <= 60,
      }),
      figure({
        row,
        metric: 'memory',
        unit: 'MB',
        ...smaller,
        value: of('Winnow', memory),
        peerValue: of(gpt, memory),
        reach: '≤ 25 MB added',
        meets: (value) => value <= 25,
      }),
      figure({
        row,
        metric: 'differences',
        unit: '',
        value: checked.differences,
        better: 'less',
        reach: '0',
        meets: (value) => value === 0,
      }),
      figure({
        row,
        metric: 'differences in cl100k_base',
        unit: '',
        value: checkedCl100k.differences,
        better: 'less',
        reach: '0',
        meets: (value) => value === 0,
      }),
      figure({
        row,
        metric: 'warm against tiktoken',
        unit: 'MB/s',
        better: 'more',
        value: hot('Winnow'),
        peer: 'tiktoken (WASM)',
        peerValue: hot('tiktoken'),
      }),
      figure({
        row,
        metric: 'cold against tiktoken',
        unit: 'MB/s',
        better: 'more',
        value: cold('Winnow'),
        peer: 'tiktoken (WASM)',
        peerValue: cold('tiktoken'),
      }),
      figure({
        row,
        metric: 'load against tiktoken',
        unit: 'ms',
        better: 'less',
        value: of('Winnow', loadMs),
        peer: 'tiktoken (WASM)',
        peerValue: of('tiktoken', loadMs),
      }),
    ],
    notes: [
      `Counted: ${(bytes('Winnow') / 1e6).toFixed(1)} MB of the corpus, file by file; tiktoken counts every ${TIKTOKEN_STEP}th file.`,
      `Checked first: ${checked.texts} texts (every file, code points in contexts of their own, lone surrogates, random mixtures) against gpt-tokenizer: ${checked.differences} differences; the same in cl100k_base: ${checkedCl100k.differences}.`,
      'Cold: the first pass of a fresh process, after loading. Warm: the second pass of the same process. Load: from import to the first count.',
      'Memory: heap and external memory added by loading and both passes, after a full collection. Winnow is measured as bundled, the peers as npm installs them.',
    ],
  };
};

/** Bundles the tokenizer as the product ships it and puts its vocabulary beside it; returns the bundle's path. */
async function bundleTokenizer(): Promise<string> {
  const { build } = await import('esbuild');
  const outfile = join(STATE_DIR, 'tokenizer.cjs');
  const entry = join(BENCH_DIR, '../../server/src/engine/tokens/tokenizer.ts');
  await build({
    entryPoints: [entry],
    outfile,
    bundle: true,
    minify: true,
    platform: 'node',
    format: 'cjs',
    logLevel: 'silent',
  });
  for (const encoding of ['o200k', 'cl100k'] as const) {
    const shipped = join(DIST_DIR, `${encoding}.bin`);
    const packed = existsSync(shipped) ? readFileSync(shipped) : await packedVocabulary(encoding);
    writeFileSync(join(STATE_DIR, `${encoding}.bin`), packed);
  }
  return outfile;
}

async function packedVocabulary(encoding: 'o200k' | 'cl100k'): Promise<Uint8Array> {
  const { packVocabulary } = await import('../../../server/build/packVocabulary.mjs');
  const { default: ranks } = await loadPeer<{ default: readonly (string | readonly number[])[] }>(
    `gpt-tokenizer/bpeRanks/${encoding}_base`,
  );
  return packVocabulary(ranks);
}

async function probeAll(bundle: string): Promise<Record<Name, TokensProbe[]>> {
  const probes: Record<Name, TokensProbe[]> = { Winnow: [], 'gpt-tokenizer': [], tiktoken: [] };
  const probe = (name: Name) => async () => {
    const { stdout } = await runNode([
      '--expose-gc',
      join(BENCH_DIR, 'tokensMain.ts'),
      name,
      bundle,
      String(name === 'tiktoken' ? TIKTOKEN_STEP : 1),
    ]);
    const measured = JSON.parse(stdout) as TokensProbe;
    probes[name].push(measured);
    return measured.firstPassMs;
  };
  // A fresh process needs no warm-up beyond files in the system's cache.
  await interleave(
    { Winnow: probe('Winnow'), 'gpt-tokenizer': probe('gpt-tokenizer'), tiktoken: probe('tiktoken') },
    { warmups: 0 },
  );
  return probes;
}

const RANDOM_TEXTS = 100_000;
const PARTS = [
  'a',
  'Zeta',
  "'s",
  "'LL",
  ' ',
  '  ',
  '\t',
  '\n',
  '\r\n',
  '\n\n ',
  '1',
  '1234',
  '_',
  '/',
  '//',
  '{}',
  '<|endoftext|>',
  'é',
  'é',
  'ǅ',
  'ß',
  '漢字',
  'かな',
  'ع',
  'ि',
  '👩‍👩‍👧',
  '🇨🇭',
  '\u00a0',
  '\u3000',
  '\u2028',
  '\ufeff',
  '\ufffd',
  '\ud83d',
  '\ude00',
  '\0',
  '𝒳',
  '٣',
  'ⅷ',
];

function checkSameCounts(files: readonly CorpusFile[], winnow: Count, reference: Count, full: boolean) {
  let texts = 0;
  let differences = 0;
  const check = (text: string) => {
    texts++;
    if (winnow(text) !== reference(text)) differences++;
  };
  for (const { text } of files) check(text);
  // All of the first two planes; the rest is mostly unassigned or alike and takes the reference minutes.
  for (let code = 0; code <= 0x10ffff; code += full || code < 0x20000 ? 1 : code < 0x40000 ? 31 : 509) {
    const character = String.fromCodePoint(code);
    check(`${character}a ${character}${full ? `${character}'s 1${character}\n` : ''}`);
  }
  let state = 1;
  const random = (below: number) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
  for (let n = 0; n < RANDOM_TEXTS; n++) {
    check(Array.from({ length: 1 + random(12) }, () => PARTS[random(PARTS.length)]).join(''));
  }
  return { texts, differences };
}

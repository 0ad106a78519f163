import { Analyzer } from '../../../server/src/engine/analyze.ts';
import { useTextWriter } from '../../../server/src/engine/wasm.ts';
import { ALNUM, pseudoRandom } from '../../../server/src/engine/secrets/rules/samples.ts';
import { SECRET_RULES } from '../../../server/src/engine/secrets/rules/index.ts';
import { parseRules } from '../../../server/src/engine/triggers/parseRules.ts';
import { utf16Writer } from '../../../server/src/base/utf16Writer.ts';
import { totalBytes, type CorpusFile } from '../corpus/files.ts';
import { loadCorpus } from '../corpus/load.ts';
import { figure, type Row } from '../figures.ts';
import { loadPeer } from '../peers.ts';
import { interleave, speed } from '../runner.ts';

const ROW = 'secrets';
const LEAST_RULES = 220;
const PRESET = '@secretlint/secretlint-rule-preset-recommend';

/** How many secrets a scanner finds in a file. */
type Finder = (file: Pick<CorpusFile, 'path' | 'text'>) => number | Promise<number>;

interface Secretlint {
  lintSource(input: {
    source: { filePath: string; content: string; contentType: 'text'; ext: string };
    options: { config: { rules: readonly { id: string; rule: unknown }[] } };
  }): Promise<{ messages: readonly unknown[] }>;
}

/** Finding the secrets of the whole corpus, scan for keywords included. */
export const secrets: Row = async ({ log }) => {
  const files = await loadCorpus(log);
  const finders = { Winnow: ourFinder(), secretlint: await secretlintFinder() };
  await checkFinds(finders);
  log('timing');
  const flagged = { Winnow: 0, secretlint: 0 };
  const over = (name: keyof typeof finders) => async () => {
    const start = performance.now();
    let count = 0;
    for (const file of files) if ((await finders[name](file)) > 0) count++;
    flagged[name] = count;
    return performance.now() - start;
  };
  const times = await interleave({ Winnow: over('Winnow'), secretlint: over('secretlint') }, { warmups: 2 });
  const bytes = totalBytes(files);
  return {
    figures: [
      figure({
        row: ROW,
        metric: 'value',
        unit: 'MB/s',
        better: 'more',
        value: speed(bytes, times.Winnow),
        peer: 'secretlint (recommended preset)',
        peerValue: speed(bytes, times.secretlint),
        reach: `≥ 10× secretlint with ≥ ${LEAST_RULES} rules`,
        meets: (_value, ratio) => ratio >= 10 && SECRET_RULES.length >= LEAST_RULES,
      }),
      figure({ row: ROW, metric: 'rules', unit: '', better: 'more', value: SECRET_RULES.length }),
      figure({
        row: ROW,
        metric: 'flagged files',
        unit: `of ${files.length}`,
        better: 'less',
        value: flagged.Winnow,
        peer: 'secretlint (recommended preset)',
        peerValue: flagged.secretlint,
        reach: '≤ 1 per 1,000',
        meets: (value) => value * 1_000 <= files.length,
      }),
    ],
    notes: [
      `Winnow: ${SECRET_RULES.length} rules on texts in memory, from the scan for keywords to the resolved findings; secretlint: lintSource of its core with the recommended preset, on the same texts, one after another.`,
      'Checked before timing: both find a GitHub token that is assembled for the check, and neither finds anything in plain words.',
    ],
  };
};

function ourFinder(): Finder {
  useTextWriter(utf16Writer);
  const analyzer = new Analyzer({ rules: parseRules('').rules, digest: () => '00000000' });
  return ({ text }) => analyzer.secrets(text).length;
}

async function secretlintFinder(): Promise<Finder> {
  const { lintSource } = await loadPeer<Secretlint>('@secretlint/core');
  const { creator } = await loadPeer<{ creator: unknown }>(PRESET);
  const options = { config: { rules: [{ id: PRESET, rule: creator }] } };
  return async ({ path, text }) => {
    const ext = path.slice(path.lastIndexOf('.'));
    const source = { filePath: path, content: text, contentType: 'text', ext } as const;
    return (await lintSource({ source, options })).messages.length;
  };
}

async function checkFinds(finders: Readonly<Record<string, Finder>>): Promise<void> {
  const token = `ghp_${pseudoRandom(ALNUM, 36, 1)}`;
  for (const [name, find] of Object.entries(finders)) {
    const found = await find({ path: 'a.txt', text: `token: ${token}\n` });
    const clean = await find({ path: 'a.txt', text: 'nothing to see here\n' });
    if (found !== 1 || clean !== 0) throw new Error(`${name} finds ${found} and ${clean} secrets, not 1 and 0`);
  }
}

import { afterAll, beforeAll, expect, test } from 'vitest';
import { withoutSecrets } from '../../../server/src/engine/withoutSecrets.ts';
import { compressOutput, type CompressOutputOptions } from '../../../server/src/outputs/compressOutput.ts';
import { KeptOutputs } from '../../../server/src/outputs/keptOutputs.ts';
import { OriginalText } from '../../../server/src/outputs/originalText.ts';
import { countingTokenizer, testAnalyzer } from '../../helpers/foldedOutput.ts';
import { githubToken } from '../../helpers/samples.ts';
import { temporaryFolder, type TemporaryFolder } from '../../helpers/temporary.ts';

const LOG = { info: () => {}, warn: () => {}, error: () => {} };
const SECRET = githubToken(5);
const NOISY = `${Array.from({ length: 60 }, (_, at) => `Downloading package number ${at}`).join('\n')}\nerror: no\n`;

let folder: TemporaryFolder;
let kept: KeptOutputs;
beforeAll(() => {
  folder = temporaryFolder();
  kept = new KeptOutputs({ dataFolder: folder.path, key: new Uint8Array(32), wallClockMs: Date.now, log: LOG });
});
afterAll(() => folder.remove());

function compress(text: string, options: Partial<CompressOutputOptions> = {}) {
  const tokenizer = countingTokenizer();
  return compressOutput([text], { analyzer: testAnalyzer(), tokenizer, label: 'npm ci', kept, ...options });
}

test('the last line names the original, which is counted with the rest', async () => {
  const output = await compress(NOISY);
  expect(output.text).toMatch(/\nerror: no\n… 5 of 61 lines shown; all: winnow compress --get [0-9a-f]{8}\n$/);
  expect(output.tokens).toBe(Math.ceil(output.text.length / 4));
  expect(output.rawTokens).toBe(Math.ceil(NOISY.length / 4));
  expect(kept.get(output.id!)?.text).toBe(NOISY);
});

test('secrets are in neither', async () => {
  const output = await compress(
    `${NOISY}token = "${SECRET}"\n\u001b[31mghp\u001b[0m ${SECRET.slice(0, 9)}\u001b[0m${SECRET.slice(9)}\n`,
    {
      label: `curl -H ${SECRET}`,
    },
  );
  const { head, text } = kept.get(output.id!)!;
  for (const place of [output.text, text, head.label]) {
    expect(place).not.toContain(SECRET);
    expect(place).toContain('[REDACTED:github');
  }
});

test('nothing is named where nothing is kept, or where nothing was folded', async () => {
  expect(await compress(NOISY, { kept: undefined })).toMatchObject({
    shown: 5,
    text: expect.not.stringContaining('--get'),
  });
  const short = 'all is well\nand so is this\n';
  expect(await compress(short)).toMatchObject({ text: short, shown: 2, lines: 2, folded: {}, tokens: 7, rawTokens: 7 });
});

test('where the name of the original would cost what was saved, the output passes', async () => {
  const text = 'abcd\n'.repeat(14);
  expect((await compress(text, { kept: undefined })).shown).toBeLessThan(14);
  expect(await compress(text)).toMatchObject({ text, shown: 14, folded: {} });
});

test('a budget holds with the last line', async () => {
  const errors = Array.from({ length: 50 }, (_, at) => `error: thing ${at} is wrong in many ways`).join('\n');
  const { text, tokens, folded, id } = await compress(errors, { budget: 120 });
  expect(tokens).toBeLessThanOrEqual(120);
  expect(text).toMatch(/^error: thing 0 .*error: thing 49 .*\n… \d+ of 50 lines shown/s);
  expect(folded.error).toBeGreaterThan(30);
  expect(id).toBeDefined();
});

test('of a very long output the beginning and the end are kept', () => {
  const original = new OriginalText({ head: 40, tail: 30 });
  for (let at = 1; at < 10; at++) original.push(withoutSecrets(`line ${at}\nbelow\n`));
  const { text, missing } = original.finish();
  expect(text).toBe('line 1\nbelow\nline 2\nbelow\nline 3\nbelow\nline 8\nbelow\nline 9\nbelow\n');
  expect(missing).toEqual({ line: 7, lines: 8, at: 39 });
});

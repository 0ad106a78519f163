import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { loadVocabulary } from '../../../server/src/base/vocabulary.ts';
import { stripControls } from '../../../server/src/engine/compress/controls.ts';
import { splitOutput } from '../../../server/src/engine/compress/outputLines.ts';
import { createTokenizer } from '../../../server/src/engine/tokens/tokenizer.ts';
import { withoutSecrets } from '../../../server/src/engine/withoutSecrets.ts';
import { compressText, faultOf } from '../../helpers/foldedOutput.ts';
import { REPOSITORY } from '../../helpers/repository.ts';

const FOLDER = join(REPOSITORY, 'test/fixtures/compress');
const tokenizer = createTokenizer(loadVocabulary());

/** `input.txt` is what a tool printed, `expected.txt` what is made of it. */
describe('outputs of real tools', () => {
  test.each(readdirSync(FOLDER))('%s', (name) => {
    const input = readFileSync(join(FOLDER, name, 'input.txt'), 'utf8');
    const { text } = compressText(input, { tokenizer });
    expect(text).toBe(readFileSync(join(FOLDER, name, 'expected.txt'), 'utf8'));
    expect(tokenizer.count(text)).toBeLessThanOrEqual(tokenizer.count(input));
    expect(compressText(text, { tokenizer }).text).toBe(text);
    const lines = splitOutput(withoutSecrets(stripControls(input)));
    // Parts of a long line that stand together are one line again.
    if (lines.some(({ continues }) => continues)) return;
    expect(
      faultOf(
        lines.map((line) => line.text),
        text.replaceAll('\r', ''),
      ),
    ).toBeUndefined();
  });

  test('what was folded before passes, unless it is over the budget', () => {
    const lines = Array.from({ length: 30 }, (_, at) => `fetching the package number ${at}`);
    const text = ['first', '… 12 similar lines @2', ...lines].join('\n');
    expect(compressText(text, { tokenizer }).text).toBe(text);
    expect(tokenizer.count(compressText(text, { tokenizer, budget: 60 }).text)).toBeLessThanOrEqual(60);
  });

  test.each(['cargo-test', 'pytest-verbose', 'docker-build', 'server-log', 'json-array', 'tsc-pretty'])(
    '%s fits into any budget, and errors stay the longest',
    (name) => {
      const input = readFileSync(join(FOLDER, name, 'input.txt'), 'utf8');
      for (const budget of [60, 120, 240, 480]) {
        const { text, folded } = compressText(input, { tokenizer, budget });
        expect(tokenizer.count(text)).toBeLessThanOrEqual(budget);
        expect(text).toMatch(/error|fail/i);
        if (budget === 480 && name !== 'tsc-pretty') expect(folded.error ?? 0).toBeLessThan(20);
      }
    },
  );
});

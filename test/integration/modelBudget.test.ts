import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { countTokens as countCl100k } from 'gpt-tokenizer/encoding/cl100k_base';
import { countTokens as countO200k } from 'gpt-tokenizer/encoding/o200k_base';
import { afterAll, expect, test } from 'vitest';
import type { OptimizeResult } from '../../shared/src/protocol.ts';
import { REPOSITORY } from '../helpers/repository.ts';
import { temporaryFolder } from '../helpers/temporary.ts';

const BUILT = join(REPOSITORY, 'dist/cli.cjs');
const ENTRY = existsSync(BUILT) ? BUILT : join(REPOSITORY, 'server/src/cli.ts');
const BUDGET = 900;

const home = temporaryFolder();
const workspace = temporaryFolder(
  Object.fromEntries(
    Array.from({ length: 12 }, (_, file) => [
      `src/service${file}.ts`,
      Array.from(
        { length: 12 },
        (__, at) =>
          `/** Größe №${at} – 日本語. */\nexport function price${file}x${at}(amount: number): number {\n  return amount * ${at * 7919};\n}\n`,
      ).join('\n'),
    ]),
  ),
);
afterAll(() => {
  home.remove();
  workspace.remove();
});

function ask(...args: readonly string[]) {
  const fixed = ['--query', 'how is the price computed?', '--budget', String(BUDGET), '--json'];
  return spawnSync(process.execPath, [ENTRY, 'optimize', ...fixed, ...args, '--workspace', workspace.path], {
    env: { ...process.env, WINNOW_HOME: home.path },
    encoding: 'utf8',
  });
}

function packOf(model: string): OptimizeResult {
  return JSON.parse(ask('--model', model).stdout) as OptimizeResult;
}

test('a budget in another encoding is kept exactly, and every other figure stays in o200k_base', () => {
  const pack = packOf('gpt-4');
  const counted = countCl100k(pack.text);
  expect(pack).toMatchObject({ model: 'gpt-4', modelTokens: counted, modelTokensKind: 'exact' });
  expect(counted).toBeLessThanOrEqual(BUDGET);
  expect(counted).toBeGreaterThan(0.9 * BUDGET);
  expect(pack.tokens).toBe(countO200k(pack.text));
});

test.each([
  ['gemini-2.5-pro', 'estimate ±8 %', 1.08],
  ['claude-sonnet-4', 'estimate ±20 %, not calibrated', 1.2],
])('%s: the estimate and its error fit the budget', (model, kind, most) => {
  const { modelTokens = Infinity, modelTokensKind, tokens, text } = packOf(model);
  expect(modelTokensKind).toBe(kind);
  expect(modelTokens * most).toBeLessThanOrEqual(BUDGET + 1);
  expect(modelTokens * most).toBeGreaterThan(0.85 * BUDGET);
  expect(tokens).toBe(countO200k(text));
});

test('packs of two models are kept apart; without a model none is told', () => {
  expect(packOf('gpt-4').cacheLevel).not.toBe('none');
  expect(packOf('qwen3').cacheLevel).toBe('none');
  const plain = JSON.parse(ask().stdout) as OptimizeResult;
  expect(plain).not.toHaveProperty('model');
  expect(plain).not.toHaveProperty('modelTokens');
});

test('a name that is not known is told with those that are', () => {
  const { status, stderr } = ask('--model', 'nope');
  expect(status).toBe(3);
  expect(stderr).toContain('the model “nope” is not known: name one of OpenAI');
});

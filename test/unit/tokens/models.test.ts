import cl100k from 'gpt-tokenizer/bpeRanks/cl100k_base';
import { expect, test } from 'vitest';
import { packVocabulary } from '../../../server/build/packVocabulary.mjs';
import { createModelMeter, modelOf, type ModelMeter } from '../../../server/src/engine/tokens/models.ts';
import { createTokenizer, type Encoding, type WeighingTokenizer } from '../../../server/src/engine/tokens/tokenizer.ts';

const TOKENIZERS: Record<Encoding, WeighingTokenizer> = {
  o200k_base: createTokenizer(packVocabulary()),
  cl100k_base: createTokenizer(packVocabulary(cl100k), 'cl100k_base'),
};

function meterOf(name: string): ModelMeter {
  const model = modelOf(name);
  if (!model) throw new Error(`${name} is not known`);
  return createModelMeter(model, (encoding) => TOKENIZERS[encoding]);
}

test.each([
  ['gpt-4o-mini', 'OpenAI GPT-4o, GPT-4.1, GPT-5, o-series', 'exact'],
  ['openai/gpt-5', 'OpenAI GPT-4o, GPT-4.1, GPT-5, o-series', 'exact'],
  ['gpt-4.1', 'OpenAI GPT-4o, GPT-4.1, GPT-5, o-series', 'exact'],
  ['o3', 'OpenAI GPT-4o, GPT-4.1, GPT-5, o-series', 'exact'],
  ['gpt-4', 'OpenAI GPT-4, GPT-3.5', 'exact'],
  ['GPT-4-Turbo', 'OpenAI GPT-4, GPT-3.5', 'exact'],
  ['gpt-3.5-turbo', 'OpenAI GPT-4, GPT-3.5', 'exact'],
  ['claude-sonnet-4', 'Anthropic Claude', 'estimate ±20 %, not calibrated'],
  ['gemini-2.5-pro', 'Google Gemini', 'estimate ±8 %'],
  ['meta-llama/Llama-3.1-8B', 'Meta Llama 3', 'estimate ±10 %'],
  ['mistral-small', 'Mistral (Tekken)', 'estimate ±8 %'],
  ['deepseek-r1', 'DeepSeek', 'estimate ±10 %'],
  ['Qwen3-32B', 'Qwen', 'estimate ±8 %'],
])('%s is %s, %s', (name, family, kind) => {
  expect(modelOf(name)).toMatchObject({ name, family, kind });
});

test.each(['', 'nope', 'llama-2', 'o', 'gpt-2', 'xclaude', `gpt-4-${'x'.repeat(80)}`])(
  '“%s” is no known model',
  (name) => {
    expect(modelOf(name)).toBeUndefined();
  },
);

const SOURCE = 'const answer = 42; // the answer\n    return foo_bar(12345);\n';

/** Counted with the vendors' vocabularies. */
test.each([
  ['gpt-4o', 18],
  ['gpt-4', 18],
  ['llama-3', 18],
  ['gemini', 24],
  ['qwen', 22],
  ['deepseek', 18],
  ['mistral', 22],
])('%s: a few lines are %d tokens, or nearly', (name, tokens) => {
  const meter = meterOf(name);
  const error = 'encoding' in meter.model.counted ? 0 : 0.2;
  expect(Math.abs(meter.count(SOURCE) - tokens)).toBeLessThanOrEqual(error * tokens);
  expect(meter.most.count(SOURCE)).toBeGreaterThanOrEqual(meter.count(SOURCE));
});

test('an estimate’s bound holds its stated error', () => {
  const text = SOURCE.repeat(200);
  const meter = meterOf('gemini');
  expect(meter.most.count(text) / meter.count(text)).toBeCloseTo(1.08, 3);
  expect(meter.most.countUpTo(text, 1)).toBe(meter.most.count(text));
});

test.each([
  ['a word without end', 'x'.repeat(20_000)],
  ['letters of another script', '가'.repeat(5000)],
  ['blanks', ' '.repeat(20_000)],
  ['rules', '='.repeat(20_000)],
  ['digits', '7'.repeat(9000)],
  ['symbols', '👩‍👩‍👧'.repeat(900)],
])('no text weighs nothing: %s', (_, text) => {
  const tokens = TOKENIZERS.o200k_base.count(text);
  for (const name of ['claude', 'gemini', 'llama-3', 'mistral', 'deepseek', 'qwen']) {
    const counted = meterOf(name).count(text);
    expect(counted).toBeGreaterThanOrEqual(Math.floor(tokens / 2));
    expect(counted).toBeLessThanOrEqual(tokens * 4);
  }
});

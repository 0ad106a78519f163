import { describe, expect, test } from 'vitest';
import { MODEL_PRESETS, parseBudget, SIZE_PRESETS } from '../../../client/src/commands/budgetPresets.ts';
import { QueryHistory } from '../../../client/src/commands/queryHistory.ts';
import { modelOf } from '../../../server/src/engine/tokens/models.ts';
import { SETTINGS } from '../../../shared/src/settings.ts';

function memoryOf(kept: unknown) {
  let value = kept;
  return {
    get: () => value,
    update: (_key: string, next: unknown) => (value = next),
  };
}

const opened = (memory: ReturnType<typeof memoryOf>, mayKeep = true) =>
  new QueryHistory({ memory, mayKeep: () => mayKeep });

describe('the history of questions', () => {
  test('the newest first, each once, at most 50, kept for the next window', () => {
    const memory = memoryOf(undefined);
    const history = opened(memory);
    for (let at = 0; at < 60; at++) history.add(`question ${at}`);
    history.add('question 30');
    expect(history.queries).toHaveLength(50);
    expect(history.queries.slice(0, 3)).toEqual(['question 30', 'question 59', 'question 58']);
    expect(opened(memory).queries).toEqual(history.queries);
  });

  test('one is forgotten, then all', () => {
    const memory = memoryOf(['a', 'b']);
    const history = opened(memory);
    history.remove('a');
    expect(opened(memory).queries).toEqual(['b']);
    history.clear();
    expect([history.queries, memory.get()]).toEqual([[], undefined]);
  });

  test('a workspace that is not trusted leaves nothing behind, and can be cleared', () => {
    const memory = memoryOf(['before']);
    const history = opened(memory, false);
    history.add('now');
    expect([history.queries, memory.get()]).toEqual([['now', 'before'], ['before']]);
    history.clear();
    expect(memory.get()).toBeUndefined();
  });

  test.each([[7], [{ a: 1 }], ['text'], [null]])('what is no list is none: %j', (kept) => {
    expect(opened(memoryOf(kept)).queries).toEqual([]);
  });

  test('a pasted text is no question to come back to', () => {
    const history = opened(memoryOf(['a', 3, 'b']));
    history.add('x'.repeat(501));
    expect(history.queries).toEqual(['a', 'b']);
  });
});

test.each([
  ['8000', 8000],
  [' 12k ', 12_000],
  ['1,000,000', 1_000_000],
  ['12.000', 12_000],
  ["64'000", 64_000],
  ['12.5', undefined],
  ['199', undefined],
  ['1000001', undefined],
  ['-8000', undefined],
  ['8e3', undefined],
  ['', undefined],
])('the budget %j', (typed, expected) => {
  expect(parseBudget(typed)).toBe(expected);
});

test('every preset is a budget that the setting allows, of a model that the server knows', () => {
  const { minimum, maximum } = SETTINGS['winnow.budget'];
  for (const { budget } of [...SIZE_PRESETS, ...MODEL_PRESETS]) {
    expect(budget).toBeGreaterThanOrEqual(minimum);
    expect(budget).toBeLessThanOrEqual(maximum);
  }
  expect(MODEL_PRESETS.filter(({ model = '' }) => modelOf(model) === undefined)).toEqual([]);
});

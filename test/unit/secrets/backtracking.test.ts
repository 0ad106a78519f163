import { describe, expect, test } from 'vitest';
import { SECRET_RULES } from '../../../server/src/engine/secrets/rules/index.ts';
import { waysToMatch } from './backtracking.ts';

/** Ways to match from one place; windows are some hundred units long, and few places match a pattern's beginning. */
const MOST_WAYS = 300_000;

const rows: readonly (readonly [name: string, pattern: RegExp, ways: number])[] = [
  ['one run', /a{0,99}b/, 100],
  ['runs apart', /a{0,99}b{0,99}c/, 100],
  ['runs with a sign of neither between', /\w{0,99}:\w{0,99}/, 100],
  ['runs with a sign of the first between', /[\w:]{0,99}:\w{0,99}x/, 10_000],
  ['side by side', /[a-z]{0,99}\w{0,99}!/, 10_000],
  ['side by side when case is ignored', /[a-z]{0,99}[A-Z]{0,99}!/i, 10_000],
  ['with something optional between', /a{0,99}-?a{0,99}b/, 10_000],
  ['in a lookahead', /x(?=a{0,99}a{0,99}b)/, 10_000],
  ['rounds with a border', /(?:[a-z]{1,9} ){1,9}x/, 9],
  ['rounds of ways that begin apart', /(?:[^\n\\]|\\\n){0,99}x/, 100],
  ['rounds without a border', /(?:a{1,9}){1,9}b/, Infinity],
  ['rounds of ways that begin alike', /(?:a|ab|b){1,40}c/, Infinity],
  ['rounds that may be empty', /(?:a?){1,40}b/, Infinity],
  ['the classic', /(?:.*a){12}b/, Infinity],
];

describe('waysToMatch', () => {
  test.each(rows)('%s', (_name, pattern, ways) => {
    expect(waysToMatch(pattern)).toBe(ways);
  });
});

test('no rule backtracks without end', () => {
  const slow = SECRET_RULES.map(({ id, pattern }) => ({ id, ways: waysToMatch(pattern) }));
  expect(slow.filter(({ ways }) => ways > MOST_WAYS)).toEqual([]);
});

import { expect, test } from 'vitest';
import { estimate, recallOf } from '../../../server/src/selfBench/score.ts';

const gold = [
  {
    path: 'a',
    ranges: [
      { first: 1, last: 4 },
      { first: 50, last: 50 },
    ],
  },
  { path: 'short', ranges: [{ first: 3, last: 9 }] },
];
const lineCount = (path: string) => (path === 'a' ? 100 : 3);

test.each<
  [name: string, selected: readonly [path: string, startLine: number, endLine: number][], file: number, line: number]
>([
  ['nothing selected', [], 0, 0],
  [
    'all',
    [
      ['a', 1, 100],
      ['short', 1, 3],
    ],
    1,
    1,
  ],
  ['too few lines find no file, but count as lines', [['a', 1, 2]], 0, 0.5 / 3],
  ['ten lines find a file', [['a', 41, 50]], 0.5, 1 / 3],
  ['a short file is found whole; a range past its end is its last line', [['short', 1, 3]], 0.5, 1 / 3],
  [
    'lines that are selected twice count once',
    [
      ['a', 1, 4],
      ['a', 1, 4],
      ['a', 2, 9],
    ],
    0,
    1 / 3,
  ],
  ['other files do not count', [['b', 1, 100]], 0, 0],
])('%s', (_, selected, file, line) => {
  const ranges = selected.map(([path, startLine, endLine]) => ({ path, startLine, endLine }));
  const recall = recallOf({ gold }, ranges, lineCount);
  expect(recall.file).toBeCloseTo(file);
  expect(recall.line).toBeCloseTo(line);
});

test('the interval holds the mean, narrows with more values, and is the same each time', () => {
  const few = [0, 1, 0, 1, 1, 0];
  const many = Array.from({ length: 50 }, () => few).flat();
  const [wide, narrow] = [estimate(few), estimate(many)];
  for (const { mean, low, high } of [wide, narrow]) {
    expect(mean).toBeCloseTo(0.5);
    expect(low).toBeLessThan(mean);
    expect(high).toBeGreaterThan(mean);
  }
  expect(narrow.high - narrow.low).toBeLessThan((wide.high - wide.low) / 3);
  expect(estimate(few)).toEqual(wide);
  expect(estimate([1, 1])).toEqual({ mean: 1, low: 1, high: 1 });
});

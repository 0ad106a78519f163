import { expect, test } from 'vitest';
import type { RequestRow } from '../../../server/src/cache/requestRow.ts';
import { percentile, periods } from '../../../server/src/rows/percentiles.ts';

test.each([
  [[5], 0.99, 5],
  [[1, 2], 0.5, 1.5],
  [[1, 2, 3], 0.5, 2],
  [[0, 10], 0.95, 9.5],
  [[0, 0, 0, 0, 100], 0.75, 0],
])('of %j, %d is %d', (values, fraction, expected) => {
  expect(percentile(values, fraction)).toBeCloseTo(expected, 12);
});

const HOUR_MS = 3_600_000;

function row(atMs: number, latencyMs: number, more: Partial<RequestRow> = {}): RequestRow {
  return { id: '', atMs, surface: 'cli', cache: 'none', latencyMs, stages: {}, tokensIn: 10, tokensOut: 3, ...more };
}

test('hours, the latest first, without those in which nobody asked', () => {
  const rows = [
    row(HOUR_MS, 1, { stages: { rank: 1 } }),
    row(2 * HOUR_MS - 1, 3, { cache: 'memory', stages: { rank: 2, read: 9 } }),
    row(5 * HOUR_MS, 8),
  ];
  const figures = { p95Ms: 8, p99Ms: 8, hitRate: 0, tokensIn: 10, tokensOut: 3, stagesP95Ms: {} };
  const [late, early, ...rest] = periods(rows, HOUR_MS);
  expect(late).toEqual({ fromMs: 5 * HOUR_MS, requests: 1, p50Ms: 8, ...figures });
  expect(early).toMatchObject({ fromMs: HOUR_MS, requests: 2, p50Ms: 2, hitRate: 0.5, tokensIn: 20, tokensOut: 6 });
  expect(Object.keys(early!.stagesP95Ms)).toEqual(['read', 'rank']);
  expect(rest).toEqual([]);
  expect(periods([], HOUR_MS)).toEqual([]);
});

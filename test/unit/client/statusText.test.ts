import { expect, test } from 'vitest';
import { hitRatePercent, megabytes, milliseconds, statusText } from '../../../client/src/statusText.ts';
import type { StatsResult } from '../../../shared/src/protocol.ts';

const stats: StatsResult = {
  version: '1.0.0',
  indexing: false,
  files: 3,
  skippedByReason: {},
  filesSkipped: 0,
  persistedIndex: null,
  chunks: 9,
  requests: 1,
  latencyMs: { last: 12.4, p50: 12, p95: 13, p99: 14 },
  keystrokeMs: null,
  memory: { rss: 84_000_000, heapUsed: 1, external: 1 },
  cache: { hits: 1, misses: 2, levels: [] },
  tokensOut: 1,
  redactions: 0,
  degraded: [],
};

test.each<[string, Partial<StatsResult>, string]>([
  ['after a pack', {}, 'Winnow 12 ms (p95 13 ms) · 84 MB · 33 %'],
  ['before the first', { latencyMs: null }, 'Winnow · 84 MB · 33 %'],
  ['while indexing', { indexing: true }, '$(sync~spin) Winnow 12 ms (p95 13 ms) · 84 MB · 33 %'],
  ['degraded', { degraded: ['no disk'] }, '$(warning) Winnow 12 ms (p95 13 ms) · 84 MB · 33 %'],
])('status bar %s', (_, change, expected) => {
  expect(statusText({ ...stats, ...change })).toBe(expected);
});

test.each([
  [0.04, '0 ms'],
  [1.25, '1.3 ms'],
  [9.96, '10 ms'],
  [412.6, '413 ms'],
  [12_340, '12.3 s'],
])('%d milliseconds are %j', (ms, expected) => {
  expect(milliseconds(ms)).toBe(expected);
});

test('megabytes are millions of bytes', () => {
  expect(megabytes(2_600_000)).toBe('3 MB');
});

test.each([
  [0, 0, undefined],
  [1, 2, 33],
  [4, 0, 100],
])('%d hits and %d misses are %s percent', (hits, misses, expected) => {
  expect(hitRatePercent({ hits, misses, levels: [] })).toBe(expected);
});

import { expect, test } from 'vitest';
import { barsOf } from '../../../client/src/dashboard/latencyBars.ts';
import { StatsHistory, toCsv } from '../../../client/src/dashboard/statsHistory.ts';
import type { StatsResult } from '../../../shared/src/protocol.ts';

/** What a server tells after so many packs. */
function stats(requests: number, last: number): StatsResult {
  return {
    requests,
    latencyMs: requests === 0 ? null : { last, p50: 4, p95: 9, p99: 12.5 },
    memory: { rss: 80e6, heapUsed: 20e6, external: 0 },
    cache: { hits: requests, misses: requests, levels: [] },
  } as Partial<StatsResult> as StatsResult;
}

test('the newest is at hand, and hits are shares of look-ups', () => {
  const history = new StatsHistory();
  for (const [at, told] of [stats(0, 0), stats(1, 3), stats(1, 3), stats(2, 40), stats(1, 7)].entries())
    history.add(told, 1000 * at);
  expect(history.samples.map(({ hitPercent }) => hitPercent)).toEqual([null, 50, 50, 50, 50]);
  expect(history.newest?.requests).toBe(1);
});

test('it holds an hour', () => {
  const history = new StatsHistory();
  for (let at = 0; at < 4000; at++) history.add(stats(at, 1), 1000 * at);
  expect(history.samples).toHaveLength(3600);
  expect(history.samples[0]?.atMs).toBe(400_000);
});

test('bars hold every answer that was counted, the last one all that took longer', () => {
  const boundsMs = [0.5, 1, 2.5, 10, 2500, 5000];
  const { labels, counts } = barsOf({ boundsMs, counts: [3, 4, 5, 0, 6, 7, 8] });
  expect(Object.fromEntries(labels.map((label, at) => [label, counts[at]]))).toMatchObject({
    '≤ 1': 7,
    '≤ 2.5': 5,
    '≤ 10': 0,
    '≤ 2.5 s': 6,
    '> 2.5 s': 15,
  });
  expect(barsOf(undefined).counts.every((count) => count === 0)).toBe(true);
});

test('comma-separated values: unknown figures are empty', () => {
  const history = new StatsHistory();
  history.add(stats(0, 0), Date.UTC(2026, 0, 2, 3, 4, 5));
  history.add(stats(1, 3), Date.UTC(2026, 0, 2, 3, 4, 6));
  expect(toCsv(history.samples)).toBe(
    'time,p50_ms,p95_ms,p99_ms,rss_bytes,heap_bytes,cache_hit_percent\r\n' +
      '2026-01-02T03:04:05.000Z,,,,80000000,20000000,\r\n' +
      '2026-01-02T03:04:06.000Z,4,9,12.5,80000000,20000000,50\r\n',
  );
});

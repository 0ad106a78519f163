import type { StatsResult } from '../../../shared/src/protocol.ts';

/** What the server told at one moment. */
export interface StatsSample {
  /** Milliseconds since 1970. */
  readonly atMs: number;
  readonly p50: number | null;
  readonly p95: number | null;
  readonly p99: number | null;
  readonly rssBytes: number;
  readonly heapBytes: number;
  /** Cache hits among look-ups since the start; null before the first. */
  readonly hitPercent: number | null;
}

/** An hour at one a second. */
const MOST_SAMPLES = 3600;
const MOST_LATENCIES = 5000;

/** What the server told since the window opened: bounded, in memory alone. */
export class StatsHistory {
  readonly #samples: StatsSample[] = [];
  readonly #latenciesMs: number[] = [];
  #requests = 0;
  #newest: StatsResult | undefined;

  get newest(): StatsResult | undefined {
    return this.#newest;
  }

  /** The oldest first. */
  get samples(): readonly StatsSample[] {
    return this.#samples;
  }

  /** The last latency at each look at which there was a new one. */
  get latenciesMs(): readonly number[] {
    return this.#latenciesMs;
  }

  add(stats: StatsResult, atMs: number): void {
    const { latencyMs, memory, cache, requests } = stats;
    this.#newest = stats;
    const lookUps = cache.hits + cache.misses;
    this.#samples.push({
      atMs,
      p50: latencyMs?.p50 ?? null,
      p95: latencyMs?.p95 ?? null,
      p99: latencyMs?.p99 ?? null,
      rssBytes: memory.rss,
      heapBytes: memory.heapUsed,
      hitPercent: lookUps === 0 ? null : (100 * cache.hits) / lookUps,
    });
    if (this.#samples.length > MOST_SAMPLES) this.#samples.shift();
    // A server that was started anew counts from zero.
    if (latencyMs && requests !== this.#requests) this.#latenciesMs.push(latencyMs.last);
    if (this.#latenciesMs.length > MOST_LATENCIES) this.#latenciesMs.shift();
    this.#requests = requests;
  }
}

/** Upper ends of the histogram's bars, in milliseconds; the last bar holds the rest. */
const BAR_ENDS_MS = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000];

export interface Histogram {
  readonly labels: readonly string[];
  readonly counts: readonly number[];
}

/** How many latencies fall into each bar. */
export function histogramOf(latenciesMs: readonly number[]): Histogram {
  const counts = Array.from({ length: BAR_ENDS_MS.length + 1 }, () => 0);
  for (const ms of latenciesMs) {
    const bar = BAR_ENDS_MS.findIndex((end) => ms <= end);
    counts[bar < 0 ? BAR_ENDS_MS.length : bar]! += 1;
  }
  const name = (ms: number) => (ms < 1000 ? `${ms}` : `${ms / 1000} s`);
  return { labels: [...BAR_ENDS_MS.map((end) => `≤ ${name(end)}`), `> ${name(BAR_ENDS_MS.at(-1)!)}`], counts };
}

/** The samples as comma-separated values (RFC 4180). */
export function toCsv(samples: readonly StatsSample[]): string {
  const rows = samples.map(({ atMs, p50, p95, p99, rssBytes, heapBytes, hitPercent }) =>
    [new Date(atMs).toISOString(), p50, p95, p99, rssBytes, heapBytes, hitPercent]
      .map((value) => value ?? '')
      .join(','),
  );
  return ['time,p50_ms,p95_ms,p99_ms,rss_bytes,heap_bytes,cache_hit_percent', ...rows, ''].join('\r\n');
}

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

/** What the server told since the window opened: bounded, in memory alone. */
export class StatsHistory {
  readonly #samples: StatsSample[] = [];
  #newest: StatsResult | undefined;

  get newest(): StatsResult | undefined {
    return this.#newest;
  }

  /** The oldest first. */
  get samples(): readonly StatsSample[] {
    return this.#samples;
  }

  add(stats: StatsResult, atMs: number): void {
    const { latencyMs, memory, cache } = stats;
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
  }
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

import type { StatsResult } from '../../../shared/src/protocol.ts';
import { CacheTotals } from '../metrics/cacheTotals.ts';

const COUNTED = ['requests', 'tokensOut', 'redactions'] as const;
const CACHE_COUNTED = ['hits', 'misses'] as const;

type Counts = Readonly<Record<(typeof COUNTED)[number] | (typeof CACHE_COUNTED)[number], number>>;

/** Adds up what several threads count, those that have ended included. */
export class ThreadCounts {
  readonly #levels = new CacheTotals();
  readonly #last = new Map<object, Counts>();

  /** Takes in what `thread` has counted since it began. */
  update(thread: object, { requests, tokensOut, redactions, cache }: StatsResult): void {
    this.#levels.update(thread, cache.levels);
    this.#last.set(thread, { requests, tokensOut, redactions, hits: cache.hits, misses: cache.misses });
  }

  /** `stats` with the sums for its counts. */
  summed(stats: StatsResult): StatsResult {
    const sum = (name: keyof Counts) => [...this.#last.values()].reduce((total, one) => total + one[name], 0);
    return {
      ...stats,
      requests: sum('requests'),
      tokensOut: sum('tokensOut'),
      redactions: sum('redactions'),
      cache: { hits: sum('hits'), misses: sum('misses'), levels: this.#levels.levels() },
    };
  }
}

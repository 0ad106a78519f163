import type { CacheLevelCounts } from './metricsView.ts';
import { CACHE_LEVELS } from './names.ts';

const COUNTED = ['hits', 'misses', 'corrupt', 'failures', 'lookupMs', 'evictions', 'writesDropped'] as const;
const NOTHING = Object.fromEntries(COUNTED.map((name) => [name, 0])) as unknown as Counts;

type Counts = Pick<CacheLevelCounts, (typeof COUNTED)[number]>;

/** Adds up what several caches count, so that the sums never fall when one of them is closed or begins anew. */
export class CacheTotals {
  readonly #totals = new Map<CacheLevelCounts['level'], CacheLevelCounts>();
  readonly #last = new WeakMap<object, ReadonlyMap<string, Counts>>();

  /** Takes in what `cache` has counted since it was last told of. */
  update(cache: object, levels: readonly CacheLevelCounts[]): void {
    const before = this.#last.get(cache);
    for (const now of levels) {
      const total = this.#totals.get(now.level) ?? { ...now, ...NOTHING };
      const was = before?.get(now.level);
      const sums = COUNTED.map((name) => [name, total[name] + grown(now[name], was?.[name] ?? 0)] as const);
      this.#totals.set(now.level, { ...now, ...(Object.fromEntries(sums) as unknown as Counts) });
    }
    this.#last.set(cache, new Map(levels.map((level) => [level.level, level])));
  }

  /** Nearest first; a breaker is told as the last cache has it. */
  levels(): readonly CacheLevelCounts[] {
    return CACHE_LEVELS.flatMap((level) => this.#totals.get(level) ?? []);
  }
}

/** A count that fell was begun anew. */
function grown(now: number, before: number): number {
  return now >= before ? now - before : now;
}

import type { CacheLevelStats } from '../../../shared/src/statsProtocol.ts';
import type { CacheStats } from '../cache/tieredCache.ts';

const NONE = { corrupt: 0, failures: 0, lookupMs: 0, evictions: 0, writesDropped: 0, breaker: 'closed' } as const;

/** The levels of the cache, nearest first, as they are told to others. */
export function cacheLevels({ memory, stores }: CacheStats): readonly CacheLevelStats[] {
  const { hits, misses, evictions } = memory;
  return [
    { ...NONE, level: 'memory', hits, misses, evictions },
    ...stores.map((store): CacheLevelStats => {
      const { level, corrupt, failures, breaker, writesDropped } = store;
      const lookupMs = store.readMs.total;
      return {
        ...NONE,
        level,
        hits: store.hits,
        misses: store.misses,
        corrupt,
        failures,
        lookupMs,
        writesDropped,
        breaker,
      };
    }),
  ];
}

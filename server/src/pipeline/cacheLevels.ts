import type { CacheLevelStats } from '../../../shared/src/statsProtocol.ts';
import type { CacheStats } from '../cache/tieredCache.ts';

/** The levels of the cache, nearest first, as they are told to others. */
export function cacheLevels({ memory, stores }: CacheStats): readonly CacheLevelStats[] {
  const { hits, misses } = memory;
  return [
    { level: 'memory', hits, misses, corrupt: 0, failures: 0, breaker: 'closed' },
    ...stores.map((store): CacheLevelStats => {
      const { level, corrupt, failures, breaker } = store;
      return { level, hits: store.hits, misses: store.misses, corrupt, failures, breaker };
    }),
  ];
}

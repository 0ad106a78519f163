import { systemClock, type Clock } from '../base/clock.ts';
import { withDeadline } from '../base/deadline.ts';
import { silentLogger, type Logger } from '../base/logger.ts';
import { singleFlight } from '../base/singleFlight.ts';
import type { CachedPack, Codec } from './codec.ts';
import { guardStore, type GuardOptions, type GuardedStore, type StoreStats } from './guardedStore.ts';
import { createMemoryStore, type MemoryStore } from './memoryStore.ts';
import type { CacheLevel, CacheStore } from './store.ts';
import { createWriteBehind, type WriteBehind } from './writeBehind.ts';

export interface TieredCacheOptions<V extends CachedPack> {
  /** Nearest first. None is required. */
  readonly stores: readonly CacheStore[];
  readonly codec: Codec<V>;
  /** Default: 64 MiB, 1,000 entries. */
  readonly memory?: MemoryStore<V>;
  readonly clock?: Clock;
  readonly log?: Logger;
  /** How long a reader waits for one store. Default 50. */
  readonly deadlineMs?: number;
  /** How long the first reader of all waits for one store. Default: `deadlineMs`. */
  readonly firstDeadlineMs?: number;
  /** How long one write may take, behind the reader's back. Default 1,000. */
  readonly writeDeadlineMs?: number;
  /** Lifetime of an entry, give or take a tenth. Default a week; entries are never stale, only useless. */
  readonly ttlMs?: number;
  /** Writes that may wait for one store. Default 256. */
  readonly queueLimit?: number;
  readonly breaker?: GuardOptions['breaker'];
  /** From 0 to below 1. */
  readonly random?: () => number;
}

export interface Reach {
  /** Look at, or write to, this process's memory only. */
  readonly memoryOnly?: boolean;
}

export interface CacheHit<V> {
  readonly value: V;
  readonly level: CacheLevel;
}

export interface CacheStats {
  readonly hits: number;
  readonly misses: number;
  readonly memory: {
    readonly hits: number;
    readonly misses: number;
    readonly entries: number;
    readonly bytes: number;
    readonly evictions: number;
  };
  /** Nearest first. `writesDropped`: the queue was full. */
  readonly stores: readonly (StoreStats & { readonly writesDropped: number; readonly writesWaiting: number })[];
}

/** Nothing here rejects: whatever goes wrong in a store is a miss, and counted. */
export interface TieredCache<V extends CachedPack> {
  get(key: string, reach?: Reach): Promise<CacheHit<V> | undefined>;
  /** In memory when it returns; in the stores soon. */
  set(key: string, value: V, reach?: Reach): void;
  stats(): CacheStats;
  clear(): Promise<void>;
  /** Waits for the writes, at most `withinMs`; `false` when some were left. */
  flush(withinMs?: number): Promise<boolean>;
  /** Flushes, then closes the stores. */
  close(): Promise<void>;
}

const WEEK_MS = 7 * 24 * 3600 * 1000;
const JITTER = 0.1;
const FLUSH_MS = 2000;

interface Tier {
  readonly store: GuardedStore;
  readonly writes: WriteBehind;
  dropped: number;
}

/** Memory, then the stores, nearest first. A hit is written to every level above it. One read per key at a time. */
export function createTieredCache<V extends CachedPack>(options: TieredCacheOptions<V>): TieredCache<V> {
  const {
    codec,
    clock = systemClock,
    log = silentLogger,
    ttlMs = WEEK_MS,
    queueLimit = 256,
    random = Math.random,
  } = options;
  const { deadlineMs = 50, firstDeadlineMs = deadlineMs, writeDeadlineMs = 1000, breaker = {} } = options;
  const memory = options.memory ?? createMemoryStore<V>({ nowMs: () => clock.nowMs() });
  const tiers: readonly Tier[] = options.stores.map((store) => ({
    store: guardStore(store, { clock, log, deadlineMs, firstDeadlineMs, writeDeadlineMs, breaker }),
    writes: createWriteBehind(queueLimit),
    dropped: 0,
  }));
  const flight = singleFlight<CacheHit<V> | undefined>();
  const memoryCounts = { hits: 0, misses: 0 };
  const counts = { hits: 0, misses: 0 };
  // What was read before the cache was cleared must not come back after it.
  let clearings = 0;

  const lifetimeMs = (): number => ttlMs * (1 + JITTER * (2 * random() - 1));

  function write(key: string, value: V, into: readonly Tier[]): void {
    memory.set(key, value, lifetimeMs());
    const address = once(() => codec.address(key));
    const bytes = once(() => codec.encode(key, value));
    for (const tier of into) {
      const taken = tier.writes.add(key, () => tier.store.set(address(), bytes, lifetimeMs()));
      if (!taken) tier.dropped++;
    }
  }

  async function read(key: string): Promise<CacheHit<V> | undefined> {
    const before = clearings;
    const address = codec.address(key);
    for (const [depth, { store }] of tiers.entries()) {
      const value = await store.get(address, (bytes) => codec.decode(key, bytes));
      if (value === undefined) continue;
      if (before === clearings) write(key, value, tiers.slice(0, depth));
      return { value, level: store.level };
    }
    return undefined;
  }

  async function find(key: string, memoryOnly: boolean): Promise<CacheHit<V> | undefined> {
    const value = memory.get(key);
    memoryCounts[value === undefined ? 'misses' : 'hits']++;
    if (value !== undefined) return { value, level: 'memory' };
    return memoryOnly || tiers.length === 0 ? undefined : flight.run(key, () => read(key));
  }

  function forget(): void {
    clearings++;
    memory.clear();
    for (const { writes } of tiers) writes.clear();
  }

  async function flush(withinMs = FLUSH_MS): Promise<boolean> {
    const idle = async (): Promise<unknown> => Promise.all(tiers.map(({ writes }) => writes.idle()));
    return withDeadline(idle, { deadlineMs: withinMs, clock }).then(
      () => true,
      () => false,
    );
  }

  return {
    get: async (key, { memoryOnly = false } = {}) => {
      const hit = await find(key, memoryOnly);
      counts[hit ? 'hits' : 'misses']++;
      return hit;
    },
    set: (key, value, { memoryOnly = false } = {}) => {
      write(key, value, memoryOnly ? [] : tiers);
    },
    stats: () => ({
      ...counts,
      memory: { ...memoryCounts, entries: memory.entries, bytes: memory.bytes, evictions: memory.evictions },
      stores: tiers.map(({ store, writes, dropped }) => ({
        ...store.stats(),
        writesDropped: dropped,
        writesWaiting: writes.length,
      })),
    }),
    clear: async () => {
      forget();
      await flush();
      await Promise.all(tiers.map(({ store }) => store.clear()));
      // What was read between the two.
      forget();
    },
    flush,
    close: async () => {
      await flush();
      for (const { writes } of tiers) writes.clear();
      await Promise.all(tiers.map(({ store }) => store.close()));
    },
  };
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}

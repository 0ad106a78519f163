import { systemClock, type Clock } from '../base/clock.ts';
import { withDeadline } from '../base/deadline.ts';
import { silentLogger, type Logger } from '../base/logger.ts';
import { singleFlight } from '../base/singleFlight.ts';
import type { CachedPack, Codec } from './codec.ts';
import { guardStore, type GuardOptions, type GuardedStore, type StoreStats } from './guardedStore.ts';
import { createMemoryStore, type MemoryStore } from './memoryStore.ts';
import type { CacheLevel, CacheStore } from './store.ts';
import { isTagged, type Tagged } from './tags.ts';
import { createWriteBehind, type WriteBehind } from './writeBehind.ts';

export interface TieredCacheOptions<V extends CachedPack> {
  /** Nearest first. None is required. */
  readonly stores: readonly CacheStore[];
  /** Those of a team, farther than all of these, and asked by what machines have in common: see `getShared`. */
  readonly team?: readonly GuardedStore[];
  readonly codec: Codec<V>;
  /** What an entry may be cleared by. Default: nothing is known of any. */
  readonly tagsOf?: (value: V) => readonly string[];
  /** Default: 64 MiB, 1,000 entries. */
  readonly memory?: MemoryStore<V>;
  readonly clock?: Clock;
  readonly log?: Logger;
  /** How long a reader waits for one store. Default 50. */
  readonly deadlineMs?: number;
  /** How long a reader waits for the team's stores together, once they were asked before. Default: for each as long as it is given. */
  readonly teamDeadlineMs?: number;
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
  /** Written to the team's stores, too, under this key. */
  readonly sharedKey?: string;
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
  get(key: string, reach?: Pick<Reach, 'memoryOnly'>): Promise<CacheHit<V> | undefined>;
  /**
   * What the team's stores have under `sharedKey`, after `get` found nothing under `key`. The two are keys of the same
   * value: `key` is known at once but means something on this machine only, `sharedKey` takes work and means the same on all.
   * `own` makes of another machine's value this one's.
   */
  getShared(sharedKey: string, key: string, own?: (value: V) => V): Promise<CacheHit<V> | undefined>;
  /** In memory when it returns; in the stores soon. */
  set(key: string, value: V, reach?: Reach): void;
  stats(): CacheStats;
  /** Everything, or what `only` says of it. */
  clear(only?: Tagged): Promise<void>;
  /** Forgets what this machine holds of it: the team's stores were cleared by another one. */
  clearNear(only?: Tagged): Promise<void>;
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
    tagsOf,
    clock = systemClock,
    log = silentLogger,
    ttlMs = WEEK_MS,
    queueLimit = 256,
    random = Math.random,
  } = options;
  const { deadlineMs = 50, firstDeadlineMs = deadlineMs, writeDeadlineMs = 1000, breaker = {} } = options;
  const { teamDeadlineMs = Infinity } = options;
  const memory = options.memory ?? createMemoryStore<V>({ nowMs: () => clock.nowMs() });
  const tierOf = (store: GuardedStore): Tier => ({ store, writes: createWriteBehind(queueLimit), dropped: 0 });
  const near = options.stores.map((store) =>
    tierOf(guardStore(store, { clock, log, deadlineMs, firstDeadlineMs, writeDeadlineMs, breaker })),
  );
  const team = (options.team ?? []).map(tierOf);
  const tiers: readonly Tier[] = [...near, ...team];
  const flight = singleFlight<CacheHit<V> | undefined>();
  const memoryCounts = { hits: 0, misses: 0 };
  const counts = { hits: 0, misses: 0 };
  // What was read before the cache was cleared must not come back after it.
  let clearings = 0;

  const lifetimeMs = (): number => ttlMs * (1 + JITTER * (2 * random() - 1));

  function keep(key: string, value: V, into: readonly Tier[]): void {
    memory.set(key, value, lifetimeMs());
    write(key, value, into);
  }

  function write(key: string, value: V, into: readonly Tier[]): void {
    const address = once(() => codec.address(key));
    const bytes = once(() => codec.encode(key, value));
    const tags = once(() => tagsOf?.(value));
    for (const tier of into) {
      const taken = tier.writes.add(key, () => tier.store.set(address(), bytes, lifetimeMs(), tags()));
      if (!taken) tier.dropped++;
    }
  }

  /** The nearest of some levels that has it; those before it are given it. */
  async function read(key: string, levels: readonly Tier[], withinMs = Infinity): Promise<CacheHit<V> | undefined> {
    const before = clearings;
    const address = codec.address(key);
    const endMs = clock.nowMs() + withinMs;
    for (const [depth, { store }] of levels.entries()) {
      const leftMs = endMs - clock.nowMs();
      // A store that was not asked is not blamed for it.
      if (leftMs <= 0 && !store.isNew) return undefined;
      const value = await store.get(address, (bytes) => codec.decode(key, bytes), leftMs);
      if (value === undefined) continue;
      if (before === clearings) write(key, value, levels.slice(0, depth));
      // Under a name of its own, lest it take the place of a write.
      levels[depth]!.writes.add(`renew ${key}`, () => store.renew(address, lifetimeMs()));
      return { value, level: store.level };
    }
    return undefined;
  }

  async function readShared(sharedKey: string, key: string, own: (value: V) => V): Promise<CacheHit<V> | undefined> {
    const before = clearings;
    const hit = await read(sharedKey, team, teamDeadlineMs);
    if (!hit) return undefined;
    const value = own(hit.value);
    if (before === clearings) keep(key, value, near);
    return { ...hit, value };
  }

  async function find(key: string, memoryOnly: boolean): Promise<CacheHit<V> | undefined> {
    const value = memory.get(key);
    memoryCounts[value === undefined ? 'misses' : 'hits']++;
    if (value !== undefined) return { value, level: 'memory' };
    if (memoryOnly || near.length === 0) return undefined;
    const before = clearings;
    return flight.run(key, async () => {
      const hit = await read(key, near);
      if (hit && before === clearings) memory.set(key, hit.value, lifetimeMs());
      return hit;
    });
  }

  function forget(only: Tagged | undefined): void {
    clearings++;
    if (only) memory.forget((value) => isTagged(tagsOf?.(value), only));
    else memory.clear();
    for (const { writes } of tiers) writes.clear();
  }

  async function clear(from: readonly Tier[], only: Tagged | undefined): Promise<void> {
    forget(only);
    // A write that is under way would come after it.
    await flush();
    await Promise.all(from.map(({ store }) => store.clear(only)));
    // What was read between the two.
    forget(only);
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
    getShared: async (sharedKey, key, own = (value) => value) => {
      if (team.length === 0) return undefined;
      const hit = await flight.run(sharedKey, () => readShared(sharedKey, key, own));
      if (hit) {
        // It stands for the miss that `get` counted.
        counts.hits++;
        counts.misses--;
      }
      return hit;
    },
    set: (key, value, { memoryOnly = false, sharedKey } = {}) => {
      keep(key, value, memoryOnly ? [] : near);
      if (!memoryOnly && sharedKey !== undefined) write(sharedKey, value, team);
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
    clear: (only) => clear(tiers, only),
    clearNear: (only) => clear(near, only),
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

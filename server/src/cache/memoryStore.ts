import { LRUCache } from 'lru-cache';
import { createGhosts, GHOST_WINDOW } from './ghosts.ts';

export interface MemoryStoreOptions<V> {
  /** Largest sum of the entries' approximate sizes, to begin with. Default 64 MiB. */
  readonly maxBytes?: number;
  /** To begin with. Default 1,000. */
  readonly maxEntries?: number;
  /** How many times as much it may come to hold where what made room for others is asked for again. Default 1. */
  readonly mostGrowth?: number;
  /** Bytes that a value takes, told at once. Default: counted member by member. */
  readonly sizeOf?: (value: V) => number;
  /** Milliseconds of a clock that never goes back. */
  readonly nowMs: () => number;
  /** How late it may be noticed that an entry's time has come: the clock is looked at once in so many ms. Default 1,000. */
  readonly clockStepMs?: number;
}

/** The level that answers at once: decoded values, so neither the network nor a cipher is in the hot path. */
export interface MemoryStore<V> {
  readonly level: 'memory';
  get(key: string): V | undefined;
  /** A value larger than the whole store is not kept. */
  set(key: string, value: V, ttlMs: number): void;
  clear(): void;
  /** Forgets the values of which this holds. */
  forget(holds: (value: V) => boolean): void;
  readonly entries: number;
  readonly bytes: number;
  /** Entries that made room for others. */
  readonly evictions: number;
}

const MEBIBYTE = 1024 * 1024;

/** Least recently used goes first, bounded in bytes and in count; both bounds follow the rate of hits. */
export function createMemoryStore<V extends object>(options: MemoryStoreOptions<V>): MemoryStore<V> {
  const { maxBytes = 64 * MEBIBYTE, maxEntries = 1000, mostGrowth = 1, nowMs, clockStepMs = 1000 } = options;
  const { sizeOf = approximateBytes } = options;
  const ghosts = createGhosts({ mostGrowth, keys: maxEntries * mostGrowth });
  let evictions = 0;
  let asked = 0;
  let room = { bytes: maxBytes, entries: maxEntries };
  const cache = new LRUCache<string, V>({
    max: Math.ceil(maxEntries * mostGrowth),
    maxSize: Math.ceil(maxBytes * mostGrowth),
    maxEntrySize: maxBytes,
    perf: { now: nowMs },
    ttlResolution: clockStepMs,
    dispose: (_value, key, reason) => {
      if (reason !== 'evict') return;
      evictions++;
      ghosts.evicted(key);
    },
  });
  return {
    level: 'memory',
    get: (key) => {
      const value = cache.get(key);
      if (value === undefined) ghosts.missed(key);
      if (++asked === GHOST_WINDOW) {
        asked = 0;
        const growth = ghosts.judge();
        room = { bytes: maxBytes * growth, entries: maxEntries * growth };
      }
      return value;
    },
    set: (key, value, ttlMs) => {
      cache.set(key, value, { ttl: Math.max(1, Math.round(ttlMs)), size: 2 * key.length + sizeOf(value) });
      while (cache.size > room.entries || cache.calculatedSize > room.bytes) cache.pop();
    },
    clear: () => {
      cache.clear();
    },
    forget: (holds) => {
      for (const [key, value] of cache.entries()) if (holds(value)) cache.delete(key);
    },
    get entries() {
      return cache.size;
    },
    get bytes() {
      return cache.calculatedSize;
    },
    get evictions() {
      return evictions;
    },
  };
}

/** Of a string's header, an object's, or a member's slot, roughly as V8 lays them out. */
const OVERHEAD_BYTES = 16;

/** Memory that plain data takes, erring upwards: strings count two bytes a code unit, though Latin-1 takes one. */
export function approximateBytes(value: unknown): number {
  if (typeof value === 'string') return OVERHEAD_BYTES + 2 * value.length;
  if (value === null || typeof value !== 'object') return OVERHEAD_BYTES;
  let sum = OVERHEAD_BYTES;
  for (const member of Object.values(value)) sum += OVERHEAD_BYTES + approximateBytes(member);
  return sum;
}

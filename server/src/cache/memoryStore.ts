import { LRUCache } from 'lru-cache';

export interface MemoryStoreOptions {
  /** Largest sum of the entries' approximate sizes. Default 64 MiB. */
  readonly maxBytes?: number;
  /** Default 1,000. */
  readonly maxEntries?: number;
  /** Milliseconds of a clock that never goes back. */
  readonly nowMs: () => number;
}

/** The level that answers at once: decoded values, so neither the network nor a cipher is in the hot path. */
export interface MemoryStore<V> {
  readonly level: 'memory';
  get(key: string): V | undefined;
  /** A value larger than the whole store is not kept. */
  set(key: string, value: V, ttlMs: number): void;
  clear(): void;
  readonly entries: number;
  readonly bytes: number;
  /** Entries that made room for others. */
  readonly evictions: number;
}

const MEBIBYTE = 1024 * 1024;

/** Least recently used goes first, bounded in bytes and in count. */
export function createMemoryStore<V extends object>(options: MemoryStoreOptions): MemoryStore<V> {
  const { maxBytes = 64 * MEBIBYTE, maxEntries = 1000, nowMs } = options;
  let evictions = 0;
  const cache = new LRUCache<string, V>({
    max: maxEntries,
    maxSize: maxBytes,
    perf: { now: nowMs },
    ttlResolution: 0,
    dispose: (_value, _key, reason) => {
      if (reason === 'evict') evictions++;
    },
  });
  return {
    level: 'memory',
    get: (key) => cache.get(key),
    set: (key, value, ttlMs) => {
      cache.set(key, value, {
        ttl: Math.max(1, Math.round(ttlMs)),
        size: approximateBytes(key) + approximateBytes(value),
      });
    },
    clear: () => {
      cache.clear();
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

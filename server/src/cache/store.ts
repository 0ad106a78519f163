import type { Tagged } from './tags.ts';

export type StoreLevel = 'redis' | 'sqlite' | 'postgres';
export type CacheLevel = 'memory' | StoreLevel;

export interface StoreUsage {
  readonly entries: number;
  /** Of the sealed values, without what the store itself adds to find them. */
  readonly bytes: number;
}

/**
 * A place outside the process that keeps bytes under a key. A store may be slow, full, absent or lie: it rejects, or
 * says `undefined`, and the tiered cache makes the best of it. Keys are printable ASCII of at most 200 characters.
 */
export interface CacheStore {
  readonly level: StoreLevel;
  /** True where the store itself says when it is there and when it is not. */
  readonly logsItself?: boolean;
  /** True where a call holds the thread until it is done: no deadline could end it sooner. */
  readonly holdsThread?: boolean;
  get(key: string): Promise<Uint8Array | undefined>;
  /** What `get` gives for each of some hundred keys at most, in their order, in one round trip. */
  getMany?(keys: readonly string[]): Promise<readonly (Uint8Array | undefined)[]>;
  /** `tags`: what `clear` may find the entry by. Without them nobody knows what is in it, and it goes with any of them. */
  set(key: string, value: Uint8Array, ttlMs: number, tags?: readonly string[]): Promise<void>;
  /** Lets an entry that is used live as long from now on; one that is not there stays away. */
  renew(key: string, ttlMs: number): Promise<void>;
  /** What of ours is there now. Looks at every entry. */
  usage(): Promise<StoreUsage>;
  /** Forgets everything of ours, or what `only` says of it, and nothing of others. How many entries that were. */
  clear(only?: Tagged): Promise<number>;
  /** Lets go of files and sockets. Safe to call twice; never rejects. */
  close(): Promise<void>;
}

/** Of stores that only give one at a time, all at once. */
export function getMany(store: CacheStore, keys: readonly string[]): Promise<readonly (Uint8Array | undefined)[]> {
  return store.getMany ? store.getMany(keys) : Promise.all(keys.map((key) => store.get(key)));
}

import type { CacheStore, StoreLevel } from '../../../server/src/cache/store.ts';

export interface FakeStore extends CacheStore {
  readonly entries: Map<string, Uint8Array>;
  readonly ttlsMs: number[];
  readonly renewed: (readonly [key: string, ttlMs: number])[];
  /** How the next calls go: well, with an error, without an end, or well once they are answered. */
  mood: 'well' | 'broken' | 'stuck' | 'slow';
  /** Answers the calls that were slow. */
  answer: () => void;
  calls: number;
}

export function fakeStore(level: StoreLevel): FakeStore {
  const entries = new Map<string, Uint8Array>();
  async function answer<T>(give: () => T): Promise<T> {
    store.calls++;
    if (store.mood === 'stuck') await new Promise(() => {});
    if (store.mood === 'slow') await new Promise<void>((resolve) => (store.answer = resolve));
    if (store.mood === 'broken') throw new Error('disk on fire');
    return give();
  }
  const store: FakeStore = {
    level,
    entries,
    ttlsMs: [],
    renewed: [],
    mood: 'well',
    answer: () => {},
    calls: 0,
    get: (key) => answer(() => entries.get(key)),
    set: (key, value, ttlMs) =>
      answer(() => {
        entries.set(key, value);
        store.ttlsMs.push(ttlMs);
      }),
    renew: (key, ttlMs) => answer(() => void store.renewed.push([key, ttlMs])),
    usage: () =>
      answer(() => ({
        entries: entries.size,
        bytes: [...entries.values()].reduce((sum, { length }) => sum + length, 0),
      })),
    clear: () =>
      answer(() => {
        const { size } = entries;
        entries.clear();
        return size;
      }),
    close: async () => {},
  };
  return store;
}

import { LRUCache } from 'lru-cache';
import { createMemoryStore } from '../../../server/src/cache/memoryStore.ts';
import { figure, type Row } from '../figures.ts';
import { interleave, summarize, timed } from '../runner.ts';

const ROW = 'l1';
const ENTRIES = 1000;
const BYTES = 60_000;
const OPERATIONS = 1_000_000;
const LIFETIME_MS = 600_000;
const RUNS = { quick: 7, full: 15 };

interface Store {
  get(key: string): object | undefined;
  set(key: string, value: object): void;
}

/** The level in memory: reads and writes of entries that are there, against lru-cache as it comes. */
export const l1: Row = async ({ full, log }) => {
  const keys = Array.from({ length: ENTRIES }, (_, at) => at.toString(16).padStart(64, '0'));
  const values = keys.map((key) => ({ text: key }));
  // Some are asked for far more often than others.
  const order = Uint32Array.from({ length: OPERATIONS }, (_, at) => ENTRIES * fraction(at) ** 2);
  const stores: Record<'Winnow' | 'bounded' | 'plain', Store> = { Winnow: ours(), bounded: bounded(), plain: plain() };
  for (const store of Object.values(stores)) for (const [at, key] of keys.entries()) store.set(key, values[at]!);
  const read = (store: Store) => () =>
    timed(() => {
      for (const at of order) if (!store.get(keys[at]!)) throw new Error('an entry was lost');
    });
  const write = (store: Store) => () =>
    timed(() => {
      for (const at of order) store.set(keys[at]!, values[at]!);
    });
  const each = (work: (store: Store) => () => number) => ({
    Winnow: work(stores.Winnow),
    bounded: work(stores.bounded),
    plain: work(stores.plain),
  });
  const runs = full ? RUNS.full : RUNS.quick;
  log('timing');
  const times = {
    get: await interleave(each(read), { runs, warmups: 2 }),
    set: await interleave(each(write), { runs, warmups: 2 }),
  };
  const figuresOf = (metric: 'get' | 'set') => {
    const rate = (name: keyof typeof stores) =>
      summarize(times[metric][name].values.map((ms) => OPERATIONS / ms / 1000));
    const shared = { row: ROW, unit: 'M/s', better: 'more', value: rate('Winnow') } as const;
    return [
      figure({
        ...shared,
        metric,
        peer: 'lru-cache with the same bounds',
        peerValue: rate('bounded'),
        reach: 'within 1.2×',
        meets: (_, ratio) => ratio >= 1 / 1.2,
      }),
      figure({
        ...shared,
        metric: `${metric}, against a count alone`,
        peer: 'lru-cache, neither sizes nor lifetimes',
        peerValue: rate('plain'),
      }),
    ];
  };
  return {
    figures: [...figuresOf('get'), ...figuresOf('set')],
    notes: [
      `${OPERATIONS} operations on ${ENTRIES} entries that are there, unevenly asked for. Bounds: count, bytes and a lifetime each; Winnow’s store also counts what is asked for again after it was evicted.`,
    ],
  };
};

/** Between 0 and 1, spread evenly (multiples of the golden ratio). */
function fraction(at: number): number {
  return (at * 0.618_033_988_749_895) % 1;
}

function ours(): Store {
  const store = createMemoryStore({
    maxEntries: ENTRIES,
    maxBytes: 2 * ENTRIES * BYTES,
    mostGrowth: 3,
    sizeOf: () => BYTES,
    nowMs: () => performance.now(),
  });
  return { get: (key) => store.get(key), set: (key, value) => store.set(key, value, LIFETIME_MS) };
}

function bounded(): Store {
  const cache = new LRUCache<string, object>({ max: ENTRIES, maxSize: 2 * ENTRIES * BYTES });
  return {
    get: (key) => cache.get(key),
    set: (key, value) => void cache.set(key, value, { ttl: LIFETIME_MS, size: BYTES }),
  };
}

function plain(): Store {
  const cache = new LRUCache<string, object>({ max: ENTRIES });
  return { get: (key) => cache.get(key), set: (key, value) => void cache.set(key, value) };
}

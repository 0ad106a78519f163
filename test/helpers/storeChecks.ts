import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import fc from 'fast-check';
import { expect } from 'vitest';
import { silentLogger, type Logger } from '../../server/src/base/logger.ts';
import { createCodec } from '../../server/src/cache/codec.ts';
import { createMemoryStore } from '../../server/src/cache/memoryStore.ts';
import { getMany, type CacheStore } from '../../server/src/cache/store.ts';
import { createTagger, taggedWith } from '../../server/src/cache/tags.ts';
import { createTieredCache, type TieredCache, type TieredCacheOptions } from '../../server/src/cache/tieredCache.ts';
import { samplePack, type SamplePack } from '../unit/cache/samplePack.ts';
import type { TestRedis } from './redis.ts';

export const HOUR_MS = 3_600_000;
/** So long that only what never answers is too late, however busy the machine. */
export const PATIENT_MS = 10_000;

const WORDS = 'the quick brown fox';
const PACK = samplePack(`${WORDS} 🙂 `.repeat(40), 200);
const codec = createCodec<SamplePack>({ key: new Uint8Array(32).fill(3), tenant: 'team', schemaVersion: 1 });

/** One process's cache: another one has the same stores and a memory of its own. */
export function cacheOf(
  stores: readonly CacheStore[],
  options: Partial<TieredCacheOptions<SamplePack>> = {},
): TieredCache<SamplePack> {
  return createTieredCache<SamplePack>({ stores, codec, deadlineMs: PATIENT_MS, ...options });
}

export async function until(holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds())) await sleep(20);
}

/** What every store does; `open` opens the same place each time. */
export async function checkContract(open: () => CacheStore): Promise<void> {
  const store = open();
  const bytes = Uint8Array.from({ length: 70_000 }, (_, i) => (i * 31) % 256);
  // The connection is made in the background.
  await until(async () =>
    store.get('k').then(
      () => true,
      () => false,
    ),
  );
  expect(await store.get('k')).toBeUndefined();
  await store.set('k', new Uint8Array([1]), HOUR_MS);
  await store.set('k', bytes, HOUR_MS);
  await store.set('short', new Uint8Array([2]), 1);
  await store.set('renewed', new Uint8Array([3]), 300);
  await store.get('renewed');
  await store.renew('renewed', HOUR_MS);
  await store.renew('absent', HOUR_MS);
  await store.set('k', bytes, HOUR_MS);
  await sleep(320);
  expect(await store.get('renewed')).toEqual(expect.objectContaining({ length: 1 }));
  expect(Buffer.from((await store.get('k')) ?? []).equals(bytes)).toBe(true);
  expect(await store.get('short')).toBeUndefined();
  const many = await getMany(store, ['short', 'k', 'absent']);
  expect(many.map((value) => value?.length)).toEqual([undefined, bytes.length, undefined]);
  await store.close();
  await store.close();
  const again = open();
  await until(async () =>
    again.get('k').then(
      (value) => value?.length === bytes.length,
      () => false,
    ),
  );
  expect(await again.usage()).toEqual({ entries: 2, bytes: bytes.length + 1 });
  await again.clear();
  expect(await again.get('k')).toBeUndefined();
  expect(await again.usage()).toEqual({ entries: 0, bytes: 0 });
}

const PATHS = [
  'a.ts',
  'src/a.ts',
  'src/A.ts',
  'src/b.ts',
  'b/a.js',
  'b/[REDACTED:rule:0123]/b.ts',
  '[REDACTED:rule:0123]',
];
const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1).toLowerCase();
const isHidden = (path: string): boolean => nameOf(path).startsWith('[redacted');

/** After packs with a file were forgotten, those are there of which a look at every path says so. */
export async function checkTags(store: CacheStore): Promise<void> {
  const mine = createTagger({ key: new Uint8Array(32).fill(4), tenant: 'team' });
  const others = createTagger({ key: new Uint8Array(32).fill(5), tenant: 'team' });
  const entry = fc.record({
    paths: fc.option(fc.uniqueArray(fc.constantFrom(...PATHS)), { nil: undefined }),
    isMine: fc.boolean(),
  });
  const cleared = fc.record({
    paths: fc.uniqueArray(fc.constantFrom(...PATHS), { minLength: 1, maxLength: 3 }),
    judges: fc.boolean(),
  });
  const run = fc.asyncProperty(
    fc.array(entry, { minLength: 1, maxLength: 12 }),
    cleared,
    async (entries, { paths, judges }) => {
      await store.clear();
      for (const [at, { paths: held, isMine }] of entries.entries())
        await store.set(`k${at}`, Uint8Array.of(at), HOUR_MS, held && (isMine ? mine : others).tagsOf(held));
      const expected = entries.map(({ paths: held, isMine }) => {
        if (!held) return false;
        if (!isMine) return !judges;
        return !held.some((path) => isHidden(path) || paths.some((gone) => nameOf(gone) === nameOf(path)));
      });
      const only = { tags: taggedWith(mine, paths), ...(judges ? { judgedBy: [mine.own] } : {}) };
      expect(await store.clear(only)).toBe(expected.filter((stays) => !stays).length);
      const left = await getMany(
        store,
        entries.map((_, at) => `k${at}`),
      );
      expect(left.map((value) => value?.[0])).toEqual(expected.map((stays, at) => (stays ? at : undefined)));
    },
  );
  await until(async () =>
    store.get('k').then(
      () => true,
      () => false,
    ),
  );
  await fc.assert(run, { numRuns: 30 });
  await store.clear();
}

type Step =
  | { readonly kind: 'set'; readonly key: string; readonly paths: readonly string[] }
  | { readonly kind: 'get'; readonly key: string }
  | { readonly kind: 'clear'; readonly path: string };

const SMALL_MEMORY = 3;

/** A memory in which most entries make room for others, before a store: both together give what a plain list would. */
export async function checkTagSequences(store: CacheStore): Promise<void> {
  const tagger = createTagger({ key: new Uint8Array(32).fill(6), tenant: 'team' });
  const path = fc.constantFrom('a.ts', 'src/b.ts', 'src/c.ts', 'd/e.ts', 'd/A.ts');
  const key = fc.constantFrom('k0', 'k1', 'k2', 'k3', 'k4', 'k5', 'k6', 'k7');
  const step = fc.oneof(
    {
      weight: 4,
      arbitrary: fc.record({ kind: fc.constant('set'), key, paths: fc.uniqueArray(path, { maxLength: 3 }) }),
    },
    { weight: 4, arbitrary: fc.record({ kind: fc.constant('get'), key }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('clear'), path }) },
  ) as fc.Arbitrary<Step>;
  const seen = { evictions: 0, cleared: 0 };
  const run = fc.asyncProperty(fc.array(step, { minLength: 20, maxLength: 60 }), async (steps) => {
    await store.clear();
    const memory = createMemoryStore<SamplePack>({ maxEntries: SMALL_MEMORY, nowMs: () => 0 });
    const cache = cacheOf([store], { memory, tagsOf: ({ text }) => tagger.tagsOf(text.split(' ').filter(Boolean)) });
    const expected = new Map<string, readonly string[]>();
    for (const one of steps) {
      if (one.kind === 'set') {
        cache.set(one.key, samplePack(one.paths.join(' ')));
        expected.set(one.key, one.paths);
        await cache.flush();
      } else if (one.kind === 'get') {
        expect((await cache.get(one.key))?.value.text).toBe(expected.get(one.key)?.join(' '));
      } else {
        await cache.clear({ tags: taggedWith(tagger, [one.path]) });
        for (const [held, paths] of expected) {
          if (!paths.some((other) => nameOf(other) === nameOf(one.path))) continue;
          expected.delete(held);
          seen.cleared++;
        }
        expect((await store.usage()).entries).toBe(expected.size);
      }
    }
    seen.evictions += memory.evictions;
    await cache.flush();
  });
  await fc.assert(run, { numRuns: 40 });
  // Otherwise nothing was tried.
  expect(Math.min(seen.evictions, seen.cleared)).toBeGreaterThan(0);
}

/** Nothing of the pack, nor of its key, can be read in what the store keeps. */
export async function checkDump(store: CacheStore, dump: () => Promise<Buffer>): Promise<void> {
  const cache = cacheOf([store]);
  const key = 'key-that-names-a-question';
  cache.set(key, PACK);
  await cache.flush(PATIENT_MS);
  expect(cache.stats().stores[0]).toMatchObject({ writes: 1, failures: 0 });
  const kept = await dump();
  expect(kept.length).toBeGreaterThan(100);
  expect([WORDS, 'quick', 'tokens', key].filter((word) => kept.includes(word))).toEqual([]);
  await store.clear();
}

export async function checkPromotion(near: CacheStore, far: CacheStore): Promise<void> {
  const key = randomUUID();
  const writer = cacheOf([far]);
  writer.set(key, PACK);
  await writer.flush(PATIENT_MS);
  const reader = cacheOf([near, far]);
  await until(async () =>
    near.get(key).then(
      () => true,
      () => false,
    ),
  );
  expect(await reader.get(key)).toEqual({ value: PACK, level: far.level });
  expect((await reader.get(key))?.level).toBe('memory');
  await reader.flush(PATIENT_MS);
  expect(await cacheOf([near]).get(key)).toEqual({ value: PACK, level: near.level });
}

/** The server dies, is left alone, comes back, and is used again. */
export async function checkCrash(store: CacheStore, server: Pick<TestRedis, 'crash' | 'restart'>): Promise<void> {
  const lines: string[] = [];
  const log: Logger = { ...silentLogger, warn: (line) => lines.push(line) };
  const cache = cacheOf([store], { log, breaker: { threshold: 3, coolDownMs: 50, longestCoolDownMs: 200 } });
  await until(async () =>
    store.get('warm').then(
      () => true,
      () => false,
    ),
  );
  cache.set('before', PACK);
  await cache.flush(PATIENT_MS);
  await server.crash();
  // A killed PostgreSQL's children may still answer for a moment.
  await until(async () => {
    expect(await cache.get(randomUUID())).toBeUndefined();
    return cache.stats().stores[0]?.breaker === 'open';
  });
  expect(cache.stats().stores[0]?.failures).toBeGreaterThanOrEqual(3);
  expect((await cache.get('before'))?.level).toBe('memory');
  await server.restart();
  await until(async () => {
    await cache.get(randomUUID());
    return cache.stats().stores[0]?.breaker === 'closed';
  });
  cache.set('after', PACK);
  await cache.flush(PATIENT_MS);
  expect(await cacheOf([store]).get('after')).toEqual({ value: PACK, level: store.level });
  expect(lines).toHaveLength(1);
}

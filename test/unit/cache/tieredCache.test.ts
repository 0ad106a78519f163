import { describe, expect, it } from 'vitest';
import { silentLogger } from '../../../server/src/base/logger.ts';
import { createCodec } from '../../../server/src/cache/codec.ts';
import { guardStore } from '../../../server/src/cache/guardedStore.ts';
import { createTieredCache } from '../../../server/src/cache/tieredCache.ts';
import { fakeClock } from './fakeClock.ts';
import { fakeStore } from './fakeStore.ts';
import { samplePack, type SamplePack } from './samplePack.ts';

const PACK = samplePack('the pack', 3);
const codec = createCodec<SamplePack>({ key: new Uint8Array(32).fill(1), tenant: 't', schemaVersion: 1 });

function setUp(queueLimit = 10) {
  const clock = fakeClock();
  clock.pass(1);
  const near = fakeStore('redis');
  const far = fakeStore('sqlite');
  const lines: string[] = [];
  const log = {
    info: (line: string) => lines.push(line),
    warn: (line: string) => lines.push(line),
    error: (line: string) => lines.push(line),
  };
  /** A new one is another process with the same stores. */
  const open = () =>
    createTieredCache<SamplePack>({ stores: [near, far], codec, clock, log, queueLimit, ttlMs: 1000, random: () => 0 });
  return { clock, near, far, lines, open, cache: open() };
}

/** Lets everything that can go on go on. */
const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('tiered cache', () => {
  it('answers from memory without asking a store', async () => {
    const { cache, near, far } = setUp();
    cache.set('k', PACK);
    expect(await cache.get('k')).toEqual({ value: PACK, level: 'memory' });
    expect([near.calls, far.calls]).toEqual([0, 0]);
    expect(await cache.get('other')).toBeUndefined();
    expect(cache.stats()).toMatchObject({ hits: 1, misses: 1, memory: { hits: 1, misses: 1, entries: 1 } });
  });

  it('writes behind, sealed, under names that tell nothing, with jitter', async () => {
    const { cache, near, far } = setUp();
    cache.set('k', PACK);
    expect(near.entries.size).toBe(0);
    expect(await cache.flush()).toBe(true);
    for (const store of [near, far]) {
      const [[name, bytes]] = [...store.entries] as [[string, Uint8Array]];
      expect(name).toBe(codec.address('k'));
      expect(codec.decode('k', bytes)).toEqual(PACK);
      expect(store.ttlsMs).toEqual([900]);
    }
  });

  it('lets what was used live on, behind the answer', async () => {
    const { cache, open, near, far } = setUp();
    cache.set('k', PACK);
    await cache.flush();
    near.entries.clear();
    const other = open();
    expect(await other.get('k')).toMatchObject({ level: 'sqlite' });
    expect(await other.get('unknown')).toBeUndefined();
    await other.flush();
    expect([near.renewed, far.renewed]).toEqual([[], [[codec.address('k'), 900]]]);
  });

  it('promotes what it finds to every level above', async () => {
    const { cache, open, near } = setUp();
    cache.set('k', PACK);
    await cache.flush();
    near.entries.clear();
    const other = open();
    expect(await other.get('k')).toEqual({ value: PACK, level: 'sqlite' });
    await other.flush();
    expect(near.entries.size).toBe(1);
    expect((await other.get('k'))?.level).toBe('memory');
    expect((await open().get('k'))?.level).toBe('redis');
  });

  it('asks once for a thousand readers of one key', async () => {
    const { cache, open, near } = setUp();
    cache.set('k', PACK);
    await cache.flush();
    const callsBefore = near.calls;
    const other = open();
    const hits = await Promise.all(Array.from({ length: 1000 }, () => other.get('k')));
    expect(hits.every((hit) => hit?.value.text === PACK.text)).toBe(true);
    expect(near.calls - callsBefore).toBe(1);
  });

  it('stays within this process when asked to', async () => {
    const { cache, open, near, far } = setUp();
    cache.set('k', PACK, { memoryOnly: true });
    await cache.flush();
    expect([near.entries.size, far.entries.size]).toEqual([0, 0]);
    cache.set('l', PACK);
    await cache.flush();
    expect(await open().get('l', { memoryOnly: true })).toBeUndefined();
  });

  it('counts what does not decode as a miss, and looks further', async () => {
    const { cache, open, near } = setUp();
    cache.set('k', PACK);
    await cache.flush();
    near.entries.set(codec.address('k'), codec.encode('another', PACK));
    const other = open();
    expect((await other.get('k'))?.level).toBe('sqlite');
    expect(other.stats().stores[0]).toMatchObject({
      level: 'redis',
      hits: 0,
      misses: 1,
      corrupt: 1,
      failures: 0,
      breaker: 'closed',
    });
    expect(other.stats().stores[1]).toMatchObject({ level: 'sqlite', hits: 1, corrupt: 0 });
  });

  it('leaves a broken store alone after three failures, and tries it again', async () => {
    const { cache, near, clock, lines } = setUp();
    near.mood = 'broken';
    for (const key of 'abcde') expect(await cache.get(key)).toBeUndefined();
    expect(cache.stats().stores[0]).toMatchObject({ failures: 3, skipped: 2, breaker: 'open' });
    near.mood = 'well';
    clock.pass(1000);
    await cache.get('f');
    expect(cache.stats().stores[0]).toMatchObject({ failures: 3, misses: 1, breaker: 'closed' });
    expect(lines).toEqual(['cache: redis is left alone for a while: disk on fire', 'cache: redis answers again']);
  });

  it('waits for a stuck store no longer than the deadline, then asks the next', async () => {
    const { cache, open, near, clock } = setUp();
    cache.set('k', PACK);
    await cache.flush();
    near.mood = 'stuck';
    const answer = open().get('k');
    await settle();
    clock.pass(50);
    expect((await answer)?.level).toBe('sqlite');
  });

  it('drops writes when too many wait, and counts them', async () => {
    const { cache, near, clock } = setUp(2);
    near.mood = 'stuck';
    cache.set('first', PACK);
    await settle();
    for (const key of 'abcd') cache.set(key, PACK);
    expect(cache.stats().stores[0]).toMatchObject({ writesWaiting: 2, writesDropped: 2 });
    const flushed = cache.flush(500);
    clock.pass(500);
    expect(await flushed).toBe(false);
  });

  it('forgets everything when cleared, and what was being read meanwhile', async () => {
    const { cache, open, near, far } = setUp();
    cache.set('k', PACK);
    await cache.flush();
    const other = open();
    const reading = other.get('k');
    await Promise.all([reading, other.clear()]);
    expect([near.entries.size, far.entries.size]).toEqual([0, 0]);
    expect(await other.get('k')).toBeUndefined();
  });

  describe('with a team’s stores', () => {
    /** Each has a disk of its own; the two stores are the team's. */
    function machines() {
      const { clock } = setUp();
      const guard = { clock, log: silentLogger, deadlineMs: 40, firstDeadlineMs: 250, writeDeadlineMs: 1000 };
      const [redis, postgres] = [fakeStore('redis'), fakeStore('postgres')];
      const open = () => {
        const disk = fakeStore('sqlite');
        const team = [redis, postgres].map((store) => guardStore(store, guard));
        const cache = createTieredCache<SamplePack>({ stores: [disk], team, codec, clock, teamDeadlineMs: 40 });
        return { disk, cache };
      };
      return { clock, redis, postgres, open };
    }

    it('waits for both together no longer than for one, but for connections', async () => {
      const { clock, redis, postgres, open } = machines();
      const { cache } = open();
      redis.mood = postgres.mood = 'stuck';
      /** How long a reader waits, to the 10 ms. */
      const waitsMs = async (key: string): Promise<number> => {
        let waiting = true;
        void cache.getShared(key, key).then(() => (waiting = false));
        let ms = 0;
        for (await settle(); waiting; await settle()) {
          clock.pass(10);
          ms += 10;
        }
        return ms;
      };
      expect([await waitsMs('first'), redis.calls, postgres.calls]).toEqual([500, 1, 1]);
      expect([await waitsMs('second'), redis.calls, postgres.calls]).toEqual([40, 2, 1]);
      redis.mood = 'well';
      expect([await waitsMs('third'), redis.calls, postgres.calls]).toEqual([40, 3, 2]);
    });

    it('gives a store that is back time to connect, and its reader none', async () => {
      const { clock, redis, open } = machines();
      const { cache } = open();
      await cache.getShared('first', 'first');
      redis.mood = 'broken';
      for (const key of ['a', 'b', 'c']) await cache.getShared(key, key);
      const state = () => cache.stats().stores[1]?.breaker;
      expect(state()).toBe('open');
      redis.mood = 'slow';
      clock.pass(1000);
      let answered = false;
      void cache.getShared('d', 'd').then(() => (answered = true));
      await settle();
      clock.pass(40);
      await settle();
      expect([answered, state()]).toEqual([true, 'halfOpen']);
      redis.answer();
      await settle();
      expect(state()).toBe('closed');
    });

    it('finds under the common key what another machine kept, as its own', async () => {
      const { redis, postgres, open } = machines();
      const first = open();
      first.cache.set('first’s own', PACK, { sharedKey: 'common' });
      await first.cache.flush();
      expect([redis.entries.size, postgres.entries.size, first.disk.entries.size]).toEqual([1, 1, 1]);
      redis.entries.clear();

      const { cache, disk } = open();
      expect(await cache.get('second’s own')).toBeUndefined();
      expect(redis.calls).toBe(1);
      const own = (pack: SamplePack) => ({ ...pack, tokens: 99 });
      const value = { ...PACK, tokens: 99 };
      expect(await cache.getShared('common', 'second’s own', own)).toEqual({ value, level: 'postgres' });
      expect(await cache.get('second’s own')).toEqual({ value, level: 'memory' });
      expect(cache.stats()).toMatchObject({ hits: 2, misses: 0 });
      await cache.flush();
      // The nearer store of the team is given what all have in common.
      expect(codec.decode('common', redis.entries.get(codec.address('common'))!)).toEqual(PACK);
      expect(codec.decode('second’s own', disk.entries.get(codec.address('second’s own'))!)).toEqual(value);
    });

    it('gives nothing without a common key, and asks for nothing where there is no team', async () => {
      const { redis, open } = machines();
      const { cache, disk } = open();
      cache.set('own', PACK);
      await cache.flush();
      expect([redis.calls, disk.entries.size]).toEqual([0, 1]);
      const alone = createTieredCache<SamplePack>({ stores: [], codec });
      expect(await alone.getShared('common', 'own')).toBeUndefined();
    });

    it('forgets what this machine holds when the team’s stores were cleared, and leaves those alone', async () => {
      const { redis, open } = machines();
      const { cache, disk } = open();
      cache.set('own', PACK, { sharedKey: 'common' });
      await cache.flush();
      await cache.clearNear();
      expect(await cache.get('own')).toBeUndefined();
      expect([redis.entries.size, disk.entries.size]).toEqual([1, 0]);
    });
  });

  it('needs no store at all', async () => {
    const cache = createTieredCache<SamplePack>({ stores: [], codec });
    cache.set('k', PACK);
    expect((await cache.get('k'))?.level).toBe('memory');
    expect(await cache.get('l')).toBeUndefined();
    await cache.close();
  });
});

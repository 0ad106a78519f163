import { expect, test } from 'vitest';
import { silentLogger } from '../../../server/src/base/logger.ts';
import { createGroupCache } from '../../../server/src/cache/groupCache.ts';
import { createGroupCodec } from '../../../server/src/cache/groupCodec.ts';
import { guardStore } from '../../../server/src/cache/guardedStore.ts';
import { fakeClock } from './fakeClock.ts';
import { fakeStore } from './fakeStore.ts';
import { indexGroup } from './indexGroups.ts';

const codec = createGroupCodec({ key: new Uint8Array(32).fill(1), tenant: 'team' });
const GROUP = indexGroup({ 'a.ts': 'walrus' });
const NAMES = Array.from({ length: 40 }, (_, at) => `group ${at}`);

function setUp() {
  const clock = fakeClock();
  clock.pass(1);
  const near = fakeStore('redis');
  const far = fakeStore('postgres');
  const guard = { clock, log: silentLogger, deadlineMs: 50, writeDeadlineMs: 1000 };
  const stores = [near, far].map((store) => guardStore(store, guard));
  /** A new one is another machine with the same stores. */
  const open = () => createGroupCache({ stores, codec, clock, ttlMs: 1000, random: () => 0 });
  return { clock, near, far, stores, open };
}

/** Lets everything that can go on go on. */
const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

async function given(names: readonly string[]) {
  const made = setUp();
  const first = made.open();
  for (const name of names) first.set(name, GROUP);
  await first.flush();
  return made;
}

test('what one machine gives, another finds, in batches', async () => {
  const { near, far, open } = await given(NAMES.slice(0, 20));
  expect([near.entries.size, far.entries.size]).toEqual([20, 20]);
  expect(new Set(near.ttlsMs)).toEqual(new Set([900]));
  const found = await open().getMany(NAMES, 1000);
  expect([...found.keys()]).toEqual(NAMES.slice(0, 20));
  expect(found.get('group 7')).toEqual(GROUP);
});

test('what only the farther store has comes from there, and the nearer one is given it', async () => {
  const { near, open } = await given(NAMES);
  near.entries.clear();
  const other = open();
  expect((await other.getMany(NAMES, 1000)).size).toBe(40);
  await other.flush();
  expect(near.entries.size).toBe(40);
});

test.each<['broken' | 'stuck', number]>([
  ['broken', 0],
  ['stuck', 250],
])('a %s store costs %d ms and no group of the others', async (mood, waitMs) => {
  const { clock, near, open } = await given(NAMES);
  near.mood = mood;
  const finding = open().getMany(NAMES, 10_000);
  for (let turn = 0; turn < 5; turn++) await settle();
  clock.pass(waitMs);
  expect((await finding).size).toBe(40);
});

test('when time is up, what is there by then is what there is', async () => {
  const { clock, far, near, open } = await given(NAMES);
  [near.mood, far.mood] = ['stuck', 'stuck'];
  const finding = open().getMany(NAMES, 100);
  for (let turn = 0; turn < 5; turn++) await settle();
  clock.pass(100);
  expect((await finding).size).toBe(0);
  expect(far.calls).toBe(40);
});

test('entries that do not open are counted as such', async () => {
  const { near, far, stores, open } = await given(NAMES.slice(0, 3));
  for (const store of [near, far]) for (const key of store.entries.keys()) store.entries.set(key, Buffer.from('lies'));
  expect((await open().getMany(NAMES, 1000)).size).toBe(0);
  expect(stores[0]!.stats()).toMatchObject({ corrupt: 3, misses: 40, hits: 0, failures: 0 });
});

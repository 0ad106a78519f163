import { expect, test } from 'vitest';
import type { StatsResult } from '../../../shared/src/protocol.ts';
import type { PipelineThread } from '../../../server/src/pipeline/pipelineThread.ts';
import { SecondThread } from '../../../server/src/pipeline/secondThread.ts';
import { fakeClock } from '../cache/fakeClock.ts';

interface World {
  readonly kept?: StatsResult['persistedIndex'];
  readonly waiting?: number;
  readonly fails?: boolean;
}

/** A second thread without a first one, and what happened to it. */
function world({ kept = { loaded: 1, written: 0, broken: 0, filesRestored: 9 }, waiting = 100, fails }: World = {}) {
  const clock = fakeClock();
  const happened: string[] = [];
  const begun = Promise.withResolvers<void>();
  const thread = {
    calls: 0,
    call: async (method: string) => {
      happened.push(method);
      if (method !== 'warmUp') return {};
      await begun.promise;
      if (fails) throw new Error('no memory');
      return null;
    },
    close: async () => void happened.push('closed'),
  };
  const second = new SecondThread({
    clock,
    log: { info: () => {}, warn: (line) => happened.push(line), error: () => {} },
    longWaitMs: 1000,
    create: () => (happened.push('created'), thread as unknown as PipelineThread),
    waiting: () => waiting,
    stats: async () => ({ persistedIndex: kept }) as StatsResult,
    onEnd: () => happened.push('counted'),
  });
  return { clock, happened, begun, thread, second };
}

const settled = () => new Promise(setImmediate);

test.each<[string, World, number]>([
  ['nobody waited long', {}, 999],
  ['few wait', { waiting: 31 }, 5000],
  ['no index is kept', { kept: null }, 5000],
  ['none was written yet', { kept: { loaded: 0, written: 0, broken: 0, filesRestored: 0 } }, 5000],
])('none while %s', async (_, given, waitedMs) => {
  const { second, happened } = world(given);
  second.waited(waitedMs);
  await settled();
  expect(happened).toEqual([]);
});

test('an index that was not written yet is asked about again soon', async () => {
  const kept = { loaded: 0, written: 0, broken: 0, filesRestored: 0 };
  const { clock, second, happened } = world({ kept });
  second.waited(5000);
  await settled();
  kept.written = 1;
  second.waited(5000);
  await settled();
  expect(happened).toEqual([]);
  clock.pass(3000);
  second.waited(5000);
  await settled();
  expect(happened).toEqual(['created', 'warmUp']);
});

test('it takes questions once it is warm, is told of what changes before, and ends when it was idle', async () => {
  const { clock, second, happened, begun, thread } = world();
  second.waited(1000);
  second.waited(1000);
  await settled();
  expect([second.ready, second.begun]).toEqual([undefined, thread]);
  begun.resolve();
  await settled();
  expect(second.ready).toBe(thread);
  clock.pass(15_000);
  second.waited(0);
  clock.pass(15_000);
  expect(second.ready).toBe(thread);
  thread.calls = 1;
  clock.pass(60_000);
  expect(second.ready).toBe(thread);
  thread.calls = 0;
  clock.pass(20_000);
  expect(second.ready).toBe(undefined);
  await settled();
  expect(happened).toEqual(['created', 'warmUp', 'stats', 'counted', 'closed']);
});

test('one that cannot begin is told of, and not tried again for a minute', async () => {
  const { clock, second, happened, begun } = world({ fails: true });
  begun.resolve();
  for (const afterMs of [0, 59_000, 1000]) {
    clock.pass(afterMs);
    second.waited(5000);
    await settled();
  }
  const once = ['created', 'warmUp', expect.stringContaining('no memory'), 'stats', 'counted', 'closed'];
  expect(happened).toEqual([...once, ...once]);
});

test('one that is closed while it warms up never takes a question', async () => {
  const { second, happened, begun } = world();
  second.waited(5000);
  await settled();
  await second.close();
  begun.resolve();
  await settled();
  expect(second.ready).toBe(undefined);
  expect(happened).toEqual(['created', 'warmUp', 'stats', 'counted', 'closed']);
});

import { expect, test } from 'vitest';
import { refreshOnSchedule } from '../../../server/src/cli/refreshSchedule.ts';
import { fakeClock } from '../cache/fakeClock.ts';

const settled = () => new Promise(setImmediate);

test('views are refreshed at once and every five minutes; a failure and its end are told once', async () => {
  const clock = fakeClock();
  const said: string[] = [];
  const asked: number[] = [];
  let broken = false;
  const stop = refreshOnSchedule({
    clock,
    log: { info: (line) => said.push(line), warn: (line) => said.push(line), error: (line) => said.push(line) },
    name: 'PostgreSQL at here',
    refresh: async (olderThanMs) => {
      asked.push(olderThanMs);
      if (broken) throw Object.assign(new Error('gone'), { code: 'ECONNREFUSED' });
      return 'refreshed';
    },
  });
  for (const isBroken of [false, true, true, false, false]) {
    broken = isBroken;
    await settled();
    clock.pass(299_999);
    await settled();
    clock.pass(1);
  }
  await settled();
  expect(asked).toEqual(Array.from({ length: 6 }, () => 270_000));
  expect(said).toEqual([
    'views: PostgreSQL at here does not refresh them: nothing listens there',
    'views: PostgreSQL at here refreshes them again',
  ]);
  stop();
  clock.pass(900_000);
  expect([asked.length, clock.waiting]).toEqual([6, 0]);
});

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { listenForClearings } from '../../server/src/cache/clearings.ts';
import { createRedisStore } from '../../server/src/cache/redisStore.ts';
import type { CacheStore } from '../../server/src/cache/store.ts';
import { parseStoreUrl, type StoreUrl } from '../../server/src/cache/storeUrl.ts';
import { JobBoard } from '../../server/src/serve/jobBoard.ts';
import { startJobWorker } from '../../server/src/serve/jobWorker.ts';
import { requireComponent } from '../helpers/components.ts';
import { startRedisCluster, type TestRedisCluster } from '../helpers/redisCluster.ts';
import { checkContract, HOUR_MS, PATIENT_MS, until, checkTags } from '../helpers/storeChecks.ts';

const program = await requireComponent('redis-server');

describe.skipIf(!('path' in program))('a Redis Cluster of three servers', () => {
  let cluster: TestRedisCluster;
  beforeAll(async () => {
    if ('path' in program) cluster = await startRedisCluster(program.path);
  });
  afterAll(() => cluster.stop());

  const open = (): CacheStore => createRedisStore({ url: cluster.url, commandTimeoutMs: PATIENT_MS });
  const store = (): StoreUrl => {
    const parsed = parseStoreUrl(cluster.url, 'redis');
    if ('problem' in parsed) throw new Error(parsed.problem);
    return parsed.store;
  };

  test('does what every store does', () => checkContract(open));

  test('spreads entries over its servers, is counted and cleared as a whole, and others hear of it', async () => {
    const entries = Array.from({ length: 60 }, (_, n) => `entry ${n}`);
    const one = open();
    await until(async () =>
      one.get('k').then(
        () => true,
        () => false,
      ),
    );
    await Promise.all(entries.map((key) => one.set(key, Buffer.from(key), HOUR_MS)));
    expect((await cluster.keysByServer()).map((count) => count > 0)).toEqual([true, true, true]);
    const found = await one.getMany?.([...entries, 'absent']);
    expect(found?.map((value) => value && Buffer.from(value).toString())).toEqual([...entries, undefined]);
    expect((await one.usage()).entries).toBe(entries.length);
    let heard = 0;
    const stop = listenForClearings({ url: cluster.url, onCleared: () => heard++ });
    await until(async () => {
      await one.clear();
      return heard > 0;
    });
    stop();
    expect(await cluster.keysByServer()).toEqual([0, 0, 0]);
    await checkTags(one);
    await one.close();
  });

  test('holds the batch queue', async () => {
    const teamKey = new Uint8Array(32).fill(5);
    const faults: string[] = [];
    const onFault = (fault: string) => faults.push(fault);
    const answer = async (task: string) => `answer to ${task}`;
    const worker = await startJobWorker({ store: store(), teamKey, concurrency: 2, answer, onFault });
    const board = await JobBoard.open({ store: store(), teamKey, batch: 'b', onFault });
    const tasks = Array.from({ length: 8 }, (_, n) => `task ${n}`);
    const { signal } = new AbortController();
    const asked = await Promise.all(tasks.map((task) => board.ask(task, signal)));
    expect(asked.map(({ line }) => line)).toEqual(tasks.map((task) => `answer to ${task}`));
    await Promise.all(asked.map(({ collected }) => collected()));
    await board.close();
    await worker.close(PATIENT_MS);
    expect(faults).toEqual([]);
  });
});

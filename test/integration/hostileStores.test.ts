import { Redis } from 'ioredis';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { join } from 'node:path';
import { METHODS, type OptimizeResult, type StatsResult } from '../../shared/src/protocol.ts';
import { migrate } from '../../server/src/cache/migrate.ts';
import { requireComponent } from '../helpers/components.ts';
import { startPostgres, type TestPostgres } from '../helpers/postgres.ts';
import { startRedis, type TestRedis } from '../helpers/redis.ts';
import { REPOSITORY } from '../helpers/repository.ts';
import { startServer } from '../helpers/server.ts';
import { temporaryFolder, type TemporaryFolder } from '../helpers/temporary.ts';

const TEAM_KEY = ['words that the', 'whole team has'].join(' ');
const QUESTIONS = ['who drains the queue?', 'where is the walrus fed?', 'handler 17'];
/** As large as a store lets somebody make one, and larger than any entry of ours. */
const HUGE_BYTES = 30_000_000;

const redisProgram = await requireComponent('redis-server');
const postgresProgram = await requireComponent('postgres');

let folder: TemporaryFolder;
/** Packs that no store had a hand in. */
let honest: readonly string[];
beforeAll(async () => {
  const source = (n: number) =>
    `export function handler${n}() {\n  return 'drains the queue, feeds the walrus ${n}';\n}\n`;
  folder = temporaryFolder(
    Object.fromEntries(Array.from({ length: 60 }, (_, n) => [`src/handler${n}.ts`, source(n)] as const)),
  );
  honest = (await askAnew({})).packs;
});
afterAll(() => folder.remove());

/** What a machine of the team that starts now is answered; and what it makes of its stores. */
async function askAnew(environment: Readonly<Record<string, string>>) {
  const home = temporaryFolder();
  const server = await startServer({ folder: folder.path, home: home.path, environment });
  const packs: string[] = [];
  for (const query of QUESTIONS) {
    const { text } = await server.client.request<OptimizeResult>(METHODS.optimize, { query, budget: 1000 });
    packs.push(text);
  }
  const { cache } = await server.client.request<StatsResult>(METHODS.stats);
  expect(await server.stop()).toBe(0);
  home.remove();
  return { packs, levels: cache.levels };
}

/** Every entry is replaced, machines ask, and nothing of what the store says is believed. */
async function checkLies(environment: Readonly<Record<string, string>>, lie: () => Promise<number>): Promise<void> {
  await askAnew(environment);
  expect(await lie()).toBeGreaterThan(3);
  const { packs, levels } = await askAnew(environment);
  expect(packs).toEqual(honest);
  expect(levels.at(-1)).toMatchObject({ hits: 0 });
}

describe.skipIf(!('path' in redisProgram))('a Redis that lies', () => {
  let redis: TestRedis;
  let client: Redis;
  beforeAll(async () => {
    if ('path' in redisProgram) redis = await startRedis(redisProgram.path);
    client = new Redis(redis.url);
  });
  afterAll(async () => {
    client?.disconnect();
    await redis?.stop();
  });

  const replaceAll =
    (replace: (key: string, values: readonly Buffer[], at: number) => Promise<unknown>) => async () => {
      const keys = await client.keys('*');
      const values = await Promise.all(keys.map(async (key) => (await client.getBuffer(key)) ?? Buffer.alloc(0)));
      for (const [at, key] of keys.entries()) await replace(key, values, at);
      return keys.length;
    };

  test.each<[string, Parameters<typeof replaceAll>[0]]>([
    ['entries of another kind', async (key) => [await client.del(key), await client.lpush(key, 'x')]],
    ['nothing in them', (key) => client.set(key, '')],
    ['junk', (key) => client.set(key, Buffer.alloc(5000, 0xa7))],
    ['the neighbours’ entries', (key, values, at) => client.set(key, values[(at + 1) % values.length]!)],
    ['half of each', (key, values, at) => client.set(key, values[at]!.subarray(0, values[at]!.length >> 1))],
    [
      '30 MB in the first',
      (key, _, at) => (at === 0 ? client.set(key, Buffer.alloc(HUGE_BYTES, 7)) : client.set(key, 'x')),
    ],
  ])('%s', async (_, replace) => {
    await client.flushall();
    await checkLies({ WINNOW_REDIS_URL: redis.url, WINNOW_TEAM_KEY: TEAM_KEY }, replaceAll(replace));
  });
});

describe.skipIf(!('path' in postgresProgram))('a PostgreSQL that lies', () => {
  let postgres: TestPostgres;
  let client: Client;
  beforeAll(async () => {
    if ('path' in postgresProgram) postgres = await startPostgres(postgresProgram.path);
    await migrate({ url: postgres.url, folder: join(REPOSITORY, 'server/src/cache/schema') });
    client = new Client({ connectionString: postgres.url });
    await client.connect();
  });
  afterAll(async () => {
    await client?.end();
    await postgres?.stop();
  });

  test.each([
    ['nothing in them', `''`],
    ['junk', `decode(repeat('a7', 5000), 'hex')`],
    ['the neighbours’ entries', `(SELECT value FROM winnow_cache other WHERE other.key <> winnow_cache.key LIMIT 1)`],
    ['half of each', 'substring(value FOR length(value) / 2)'],
  ])('%s', async (_, value) => {
    await client.query('TRUNCATE winnow_cache');
    await checkLies({ WINNOW_POSTGRES_URL: postgres.url, WINNOW_TEAM_KEY: TEAM_KEY }, async () => {
      const { rowCount } = await client.query(`UPDATE winnow_cache SET value = ${value}`);
      return rowCount ?? 0;
    });
  });
});

import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { SETTINGS } from '../../shared/src/settings.ts';
import { silentLogger, type Logger } from '../../server/src/base/logger.ts';
import { createCodec } from '../../server/src/cache/codec.ts';
import { listenForClearings } from '../../server/src/cache/clearings.ts';
import { migrate, migrationStatus } from '../../server/src/cache/migrate.ts';
import { createRedisStore } from '../../server/src/cache/redisStore.ts';
import { createRemoteStore } from '../../server/src/cache/remoteStore.ts';
import { parseStoreUrl, type RemoteLevel } from '../../server/src/cache/storeUrl.ts';
import { createTieredCache, type TieredCache } from '../../server/src/cache/tieredCache.ts';
import { createPipeline } from '../../server/src/services.ts';
import { requireComponent } from '../helpers/components.ts';
import { startFaultProxy, type Fault } from '../helpers/faultProxy.ts';
import { startPostgres, type TestPostgres } from '../helpers/postgres.ts';
import { startRedis, type TestRedis } from '../helpers/redis.ts';
import { REPOSITORY } from '../helpers/repository.ts';
import { githubToken } from '../helpers/samples.ts';
import { PATIENT_MS, until } from '../helpers/storeChecks.ts';
import { temporaryFolder, type TemporaryFolder } from '../helpers/temporary.ts';
import { samplePack, type SamplePack } from '../unit/cache/samplePack.ts';

const redisProgram = await requireComponent('redis-server');
const postgresProgram = await requireComponent('postgres');
const SCHEMA = join(REPOSITORY, 'server/src/cache/schema');
const codec = createCodec<SamplePack>({ key: new Uint8Array(32).fill(7), tenant: 'team', schemaVersion: 1 });
const PACK = samplePack('the pack', 3);

const FAULTS: readonly Fault[] = [
  { kind: 'refuse' },
  { kind: 'frozen' },
  { kind: 'forgotten' },
  { kind: 'slow', delayMs: 5000 },
  { kind: 'reset' },
  { kind: 'garble' },
];

function collecting(): { readonly lines: string[]; readonly log: Logger } {
  const lines: string[] = [];
  const say = (line: string) => void lines.push(line);
  return { lines, log: { info: say, warn: say, error: say } };
}

function openCache(url: string, level: RemoteLevel, log: Logger): TieredCache<SamplePack> {
  const parsed = parseStoreUrl(url, level);
  if ('problem' in parsed) throw new Error(parsed.problem);
  const store = createRemoteStore({ store: parsed.store, log });
  const breaker = { coolDownMs: 50, longestCoolDownMs: 200 };
  return createTieredCache({ stores: [store], codec, deadlineMs: 200, firstDeadlineMs: PATIENT_MS, breaker });
}

/** A server that goes wrong, is left alone, comes right and is used again: no answer fails, one line for each change. */
async function checkFault(target: number | string, url: (port: number) => string, fault: Fault): Promise<void> {
  const level = url(0).startsWith('redis') ? 'redis' : 'postgres';
  const proxy = await startFaultProxy(target);
  const { lines, log } = collecting();
  const cache = openCache(url(proxy.port), level, log);
  const breaker = () => cache.stats().stores[0]?.breaker;
  try {
    const key = randomUUID();
    expect(await cache.get(key)).toBeUndefined();
    cache.set(key, PACK);
    await cache.flush(PATIENT_MS);
    expect(lines.map(changeOf)).toEqual(['answers']);

    proxy.set(fault);
    await until(async () => {
      expect(await cache.get(randomUUID())).toBeUndefined();
      return lines.length > 1;
    });
    expect((await cache.get(key))?.level).toBe('memory');

    proxy.set({ kind: 'none' });
    await until(async () => {
      await cache.get(randomUUID());
      return lines.length > 2 && breaker() === 'closed';
    });
    const changes = lines.map(changeOf);
    expect([changes[0], changes[1], changes.at(-1)]).toEqual(['answers', 'is not used', 'answers']);
    // A reply that comes late after all is a change of its own: one line a change, never the same twice.
    expect(changes.filter((change, at) => change === changes[at - 1])).toEqual([]);
    const other = openCache(url(proxy.port), level, silentLogger);
    expect((await other.get(key))?.level).toBe(level);
    await other.close();
  } finally {
    await cache.close();
    await proxy.stop();
  }
}

function changeOf(line: string): string {
  return / (answers|is not used|takes entries again|is read, but takes nothing new)(?::|$)/.exec(line)?.[1] ?? line;
}

/** A store that is read and takes nothing: what it holds is found, and it is told of once. */
async function checkRefusedWrites(url: string, level: RemoteLevel, key: string, reason: string): Promise<void> {
  const { lines, log } = collecting();
  const cache = openCache(url, level, log);
  try {
    expect((await cache.get(key))?.level).toBe(level);
    for (let turn = 0; turn < 3; turn++) {
      expect(await cache.get(randomUUID())).toBeUndefined();
      cache.set(randomUUID(), PACK);
      await cache.flush(PATIENT_MS);
    }
    expect(lines.map(changeOf)).toEqual(['answers', 'is read, but takes nothing new']);
    expect(lines[1]).toMatch(new RegExp(`: ${reason}$`));
  } finally {
    await cache.close();
  }
}

async function keepOne(url: string, level: RemoteLevel): Promise<string> {
  const cache = openCache(url, level, silentLogger);
  const key = randomUUID();
  await cache.get(key);
  cache.set(key, PACK);
  await cache.flush(PATIENT_MS);
  await cache.close();
  return key;
}

const SECRET = githubToken(77);
let folder: TemporaryFolder;
beforeAll(() => {
  folder = temporaryFolder({
    'workspace/src/zanzibar.ts': `export const zanzibar = '${SECRET}';\n`,
    'workspace/src/budget.ts': 'export const budget = 8000; // zanzibar\n',
  });
  process.env['WINNOW_HOME'] = join(folder.path, 'home');
});
afterAll(() => {
  delete process.env['WINNOW_HOME'];
  folder.remove();
});

function openPipeline(stores: Partial<Record<RemoteLevel, string>>) {
  return createPipeline(
    {
      roots: [{ name: 'workspace', folder: join(folder.path, 'workspace') }],
      trusted: true,
      stores,
      exclude: [],
      maxFileBytes: SETTINGS['winnow.maxFileBytes'].default,
      defaults: { budget: 2000, format: 'markdown', highestLevel: 'sensitive' },
    },
    silentLogger,
  );
}

/** Asks questions, kills the server in their middle, and goes on asking. */
async function checkKilled(stores: Partial<Record<RemoteLevel, string>>, crash: () => Promise<void>): Promise<void> {
  const pipeline = openPipeline(stores);
  let crashed: Promise<void> | undefined;
  for (let question = 0; question < 40; question++) {
    if (question === 20) crashed = crash();
    const { chunks, degraded } = await pipeline.optimize({ query: `zanzibar budget ${question}` });
    expect({ chunks: chunks.length, degraded }).toEqual({ chunks: 2, degraded: [] });
  }
  await crashed;
  await pipeline.close();
}

describe.skipIf(!('path' in redisProgram))('Redis', () => {
  let server: TestRedis;
  let port: number;
  const login = (): string => server.url.slice(0, server.url.indexOf('@') + 1);
  const url = (at: number): string => `${login()}127.0.0.1:${at}`;
  const raw = async <T>(use: (client: Redis) => Promise<T>): Promise<T> => {
    const client = new Redis(server.url);
    return use(client).finally(() => client.disconnect());
  };
  beforeAll(async () => {
    if ('path' in redisProgram) server = await startRedis(redisProgram.path);
    port = Number(new URL(server.url).port);
  });
  afterAll(() => server.stop());

  describe('behind a network', () => {
    test.concurrent.each(FAULTS)('that has the fault $kind', (fault) => checkFault(port, url, fault));
  });

  test.each([
    ['full', 'it is full', ['CONFIG', 'SET', 'maxmemory', '1'], ['CONFIG', 'SET', 'maxmemory', '0']],
    ['a replica', 'it is read-only', ['REPLICAOF', '127.0.0.1', '1'], ['REPLICAOF', 'NO', 'ONE']],
  ])('that is %s', async (_, reason, before, after) => {
    const key = await keepOne(server.url, 'redis');
    const say = async ([command = '', ...words]: readonly string[]) => raw((client) => client.call(command, ...words));
    await say(before);
    await checkRefusedWrites(server.url, 'redis', key, reason);
    await say(after);
  });

  test('holds neither a secret nor a word of a pack, nor of the question', async () => {
    const pipeline = openPipeline({ redis: server.url });
    const pack = await pipeline.optimize({ query: 'where is zanzibar?' });
    expect(pack.text).toContain('zanzibar');
    await pipeline.close();
    const kept = await raw(async (client) => {
      const keys = await client.keys('winnow:*');
      const values = await Promise.all(keys.map((key) => client.getBuffer(key)));
      return Buffer.concat([Buffer.from(keys.join()), ...values.map((value) => value ?? Buffer.of())]);
    });
    expect(kept.length).toBeGreaterThan(100);
    expect([SECRET, 'zanzibar', 'budget', 'export'].filter((word) => kept.includes(word))).toEqual([]);
  });

  test('asks no more of a login than the documentation says', async () => {
    const page = readFileSync(join(REPOSITORY, 'docs/stores.md'), 'utf8');
    const words = /\nACL (SETUSER .*)\n/.exec(page)?.[1]?.split(' ') ?? [];
    await raw((client) => client.call('ACL', ...words));
    const granted = `redis://winnow:PASSWORD@127.0.0.1:${port}`;
    const cache = openCache(granted, 'redis', silentLogger);
    expect(await cache.get(await keepOne(server.url, 'redis'))).toMatchObject({ level: 'redis' });
    cache.set(randomUUID(), PACK);
    const store = createRedisStore({ url: granted });
    let heard = 0;
    const stop = listenForClearings({ url: granted, onCleared: () => heard++ });
    await until(async () => {
      await cache.clear();
      return heard > 0;
    });
    stop();
    expect(await store.getMany?.(['absent'])).toEqual([undefined]);
    await store.set('tagged', Uint8Array.of(1), PATIENT_MS, ['a'.repeat(16)]);
    expect(await store.clear({ tags: ['a'.repeat(16)] })).toBe(1);
    await Promise.all([store.close(), cache.close()]);
    expect(cache.stats().stores[0]).toMatchObject({ failures: 0, corrupt: 0 });
    expect(await raw((client) => client.call('ACL', 'LOG'))).toEqual([]);
  });

  test('that is killed while questions are asked', () => checkKilled({ redis: server.url }, () => server.crash()));
});

describe.skipIf(!('path' in postgresProgram))('PostgreSQL', () => {
  let server: TestPostgres;
  let socket: string;
  const url = (at: number): string => `postgres://winnow@127.0.0.1:${at}/postgres`;
  beforeAll(async () => {
    if ('path' in postgresProgram) server = await startPostgres(postgresProgram.path);
    await migrate({ url: server.url, folder: SCHEMA });
    const host = /host=([^&]*)/.exec(server.url)?.[1] ?? '';
    socket = join(decodeURIComponent(host), '.s.PGSQL.5432');
  });
  afterAll(() => server.stop());

  describe('behind a network', () => {
    test.concurrent.each(FAULTS)('that has the fault $kind', (fault) => checkFault(socket, url, fault));
  });

  test('that is read-only', async () => {
    const key = await keepOne(server.url, 'postgres');
    const readOnly = encodeURIComponent('-c default_transaction_read_only=on');
    await checkRefusedWrites(`${server.url}&options=${readOnly}`, 'postgres', key, 'it is read-only');
  });

  test('holds neither a secret nor a word of a pack, nor of the question', async () => {
    const pipeline = openPipeline({ postgres: server.url });
    // Another question than Redis was asked: the answer to that one lies on the disk, and would not be written here.
    await pipeline.optimize({ query: 'where does zanzibar lie?' });
    await pipeline.close();
    const client = new Client({ connectionString: server.url });
    await client.connect();
    const { rows } = await client.query<{ row: string; value: Buffer }>(
      'SELECT c::text AS row, value FROM winnow_cache c',
    );
    await client.end();
    const kept = Buffer.concat(rows.flatMap(({ row, value }) => [Buffer.from(row), value]));
    expect(kept.length).toBeGreaterThan(100);
    expect([SECRET, 'zanzibar', 'budget', 'export'].filter((word) => kept.includes(word))).toEqual([]);
  });

  test('asks no more of a login than the documentation says', async () => {
    const page = readFileSync(join(REPOSITORY, 'docs/stores.md'), 'utf8');
    const grants = /```sql\n([\s\S]*?)```/.exec(page)?.[1] ?? '';
    const client = new Client({ connectionString: server.url });
    await client.connect();
    await client.query(grants);
    await client.end();
    const login = server.url.replace('//winnow@', '//winnow_app@');
    const cache = openCache(login, 'postgres', silentLogger);
    cache.set(randomUUID(), PACK);
    expect(await cache.get(await keepOne(login, 'postgres'))).toMatchObject({ level: 'postgres' });
    await cache.clear({ tags: ['a'.repeat(16)] });
    await cache.clear();
    await cache.close();
    expect(cache.stats().stores[0]).toMatchObject({ failures: 0, corrupt: 0 });
    expect(await migrationStatus({ url: login, folder: SCHEMA })).toMatchObject({ missing: [] });
  });

  test('that is killed while questions are asked', () => checkKilled({ postgres: server.url }, () => server.crash()));
});

test('a server that was never there costs a line, and no answer', async () => {
  const { lines, log } = collecting();
  const cache = openCache('redis://127.0.0.1:1', 'redis', log);
  for (let question = 0; question < 10; question++) expect(await cache.get(randomUUID())).toBeUndefined();
  await sleep(0);
  expect(lines.map(changeOf)).toEqual(['is not used']);
  await cache.close();
});

import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Redis } from 'ioredis';
import { Client } from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { silentLogger } from '../../server/src/base/logger.ts';
import { migrate } from '../../server/src/cache/migrate.ts';
import { createPostgresStore } from '../../server/src/cache/postgresStore.ts';
import { createRedisStore } from '../../server/src/cache/redisStore.ts';
import { createSqliteStore } from '../../server/src/cache/sqliteStore.ts';
import type { CacheStore } from '../../server/src/cache/store.ts';
import { faultOf } from '../../server/src/cache/storeFault.ts';
import { requireComponent } from '../helpers/components.ts';
import { borrowPostgres, startPostgres, type TestPostgres } from '../helpers/postgres.ts';
import { startRedis, type TestRedis } from '../helpers/redis.ts';
import {
  HOUR_MS,
  PATIENT_MS,
  cacheOf,
  checkContract,
  checkCrash,
  checkDump,
  checkPromotion,
  checkTags,
  until,
} from '../helpers/storeChecks.ts';

const redisProgram = await requireComponent('redis-server');
const postgresProgram = await requireComponent('postgres');
const SCHEMA = fileURLToPath(new URL('../../server/src/cache/schema/', import.meta.url));

const closing: (() => Promise<void>)[] = [];
const folder = mkdtempSync(join(tmpdir(), 'winnow-cache-'));
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

function kept<S extends CacheStore>(store: S): S {
  closing.push(() => store.close());
  return store;
}

const sqlite = (): CacheStore =>
  kept(createSqliteStore({ path: join(folder, `${randomUUID()}.db`), log: silentLogger, busyTimeoutMs: PATIENT_MS }));

describe.skipIf('missing' in redisProgram)('redis', () => {
  let server: Pick<TestRedis, 'url' | 'stop'> & Partial<TestRedis>;
  const prefix = `winnow-test-${randomUUID()}:`;
  const open = (): CacheStore =>
    kept(createRedisStore({ url: server.url, prefix, longestRetryMs: 100, commandTimeoutMs: PATIENT_MS }));
  const raw = async <T>(use: (client: Redis) => Promise<T>): Promise<T> => {
    const client = new Redis(server.url);
    return use(client).finally(() => {
      client.disconnect();
    });
  };

  beforeAll(async () => {
    if ('path' in redisProgram) server = await startRedis(redisProgram.path);
    else if ('url' in redisProgram) server = { url: redisProgram.url, stop: async () => {} };
  });
  afterAll(() => server.stop());

  it('keeps, expires and clears', () => checkContract(open));

  it('forgets what is tagged', () => checkTags(open()));

  it('bears what somebody else has put among its entries', async () => {
    const store = open();
    const others = `${prefix}list`;
    await raw((client) => client.rpush(others, 'a'));
    await until(async () =>
      store.set('k', Uint8Array.of(1), HOUR_MS, ['a'.repeat(16)]).then(
        () => true,
        () => false,
      ),
    );
    expect(await store.usage()).toMatchObject({ entries: 1 });
    expect(await store.clear({ tags: ['a'.repeat(16)] })).toBe(1);
    expect(await raw((client) => client.exists(others))).toBe(1);
    await raw((client) => client.del(others));
  });

  it('clears what is ours and nothing else', async () => {
    const others = ['someone:else', prefix.slice(0, -1), `x${prefix}y`];
    await raw((client) => client.mset(others.flatMap((key) => [key, '1'])));
    const store = open();
    await until(async () =>
      store.set('k', new Uint8Array([1]), HOUR_MS).then(
        () => true,
        () => false,
      ),
    );
    await store.clear();
    expect(await raw((client) => client.exists(...others))).toBe(3);
    expect(await raw((client) => client.exists(`${prefix}k`))).toBe(0);
    await raw((client) => client.del(...others));
  });

  it('holds nothing that can be read', () =>
    checkDump(open(), () =>
      raw(async (client) => {
        const keys = await client.keys(`${prefix}*`);
        const values = await Promise.all(keys.map((key) => client.getBuffer(key)));
        return Buffer.concat([Buffer.from(keys.join()), ...values.map((value) => value ?? Buffer.of())]);
      }),
    ));

  it('is filled from the disk', () => checkPromotion(open(), sqlite()));

  it.skipIf('url' in redisProgram)('costs a deadline while it hears and does not answer', async () => {
    const store = open();
    const cache = cacheOf([store], { deadlineMs: 50 });
    await until(async () =>
      store.get('k').then(
        () => true,
        () => false,
      ),
    );
    server.freeze?.();
    expect(await cache.get('k')).toBeUndefined();
    expect(cache.stats().stores[0]).toMatchObject({ failures: 1, misses: 0 });
    server.thaw?.();
  });

  it.skipIf('url' in redisProgram)('dies, is left alone, comes back, is used again', async () => {
    await checkCrash(open(), server as TestRedis);
  });

  it('is a failure at once where nothing listens', async () => {
    const store = kept(createRedisStore({ url: 'redis://:password@127.0.0.1:1', longestRetryMs: 50 }));
    await expect(store.get('k')).rejects.toThrow('not connected');
    await expect(store.get('k').catch(faultOf)).resolves.toBe('nothing listens there');
  });
});

describe.skipIf('missing' in postgresProgram)('postgres', () => {
  let server: Pick<TestPostgres, 'url' | 'stop'> & Partial<TestPostgres>;
  const open = (): CacheStore =>
    kept(createPostgresStore({ url: server.url, statementTimeoutMs: PATIENT_MS, connectTimeoutMs: PATIENT_MS }));
  const raw = async <T>(use: (client: Client) => Promise<T>): Promise<T> => {
    const client = new Client({ connectionString: server.url });
    await client.connect();
    try {
      return await use(client);
    } finally {
      await client.end();
    }
  };

  beforeAll(async () => {
    if ('path' in postgresProgram) server = await startPostgres(postgresProgram.path);
    else if ('url' in postgresProgram) server = await borrowPostgres(postgresProgram.url);
  });
  afterAll(() => server.stop());

  it('makes no table by itself, and says what to do', async () => {
    const store = open();
    await expect(store.set('k', new Uint8Array([1]), HOUR_MS)).rejects.toThrow('winnow db migrate');
    expect(await raw((client) => client.query("SELECT to_regclass('winnow_cache') AS found"))).toMatchObject({
      rows: [{ found: null }],
    });
  });

  it('is migrated once, however many try at a time', async () => {
    const reports = await Promise.all(Array.from({ length: 4 }, () => migrate({ url: server.url, folder: SCHEMA })));
    const done = reports.flatMap(({ applied }) => applied);
    expect(done[0]).toBe('001_cache.sql');
    expect(reports.flatMap(({ present }) => present)).toEqual([...done, ...done, ...done]);
  });

  it('undoes a migration that fails, and refuses one that has changed', async () => {
    const other = mkdtempSync(join(folder, 'schema-'));
    writeFileSync(join(other, '900_half.sql'), 'CREATE TABLE half (a int); SELECT 1 / 0;');
    await expect(migrate({ url: server.url, folder: other })).rejects.toThrow('division by zero');
    expect(await raw((client) => client.query("SELECT to_regclass('half') AS found"))).toMatchObject({
      rows: [{ found: null }],
    });
    rmSync(join(other, '900_half.sql'));
    writeFileSync(join(other, '001_cache.sql'), 'SELECT 1;');
    await expect(migrate({ url: server.url, folder: other })).rejects.toThrow(
      '001_cache.sql was applied in another form',
    );
  });

  it('keeps, expires and clears', () => checkContract(open));

  it('forgets what is tagged', () => checkTags(open()));

  it('finds tags by their index', async () => {
    const plan = await raw(async (client) => {
      await client.query('SET enable_seqscan = off');
      const { rows } = await client.query<Record<string, string>>(
        `EXPLAIN DELETE FROM winnow_cache WHERE tags IS NULL OR tags && ARRAY['a']`,
      );
      return rows.map((row) => row['QUERY PLAN']).join('\n');
    });
    expect(plan).toMatch(/winnow_cache_untagged[^]*winnow_cache_tags/);
  });

  it('without the column keeps packs, and says what to do about tags', async () => {
    await raw((client) => client.query('ALTER TABLE winnow_cache RENAME COLUMN tags TO later'));
    const store = open();
    await store.set('early', Uint8Array.of(1), HOUR_MS, ['a'.repeat(16)]);
    expect(await store.get('early')).toEqual(Buffer.of(1));
    await expect(store.clear({ tags: ['a'.repeat(16)] })).rejects.toThrow('run “winnow db migrate”');
    await raw((client) => client.query('ALTER TABLE winnow_cache RENAME COLUMN later TO tags'));
    // Nobody knows what is in it.
    expect(await store.clear({ tags: ['b'.repeat(16)] })).toBe(1);
  });

  it('throws away what has expired', async () => {
    const store = open();
    await store.set('old', new Uint8Array([1]), 1);
    await sleep(20);
    await store.set('new', new Uint8Array([1]), HOUR_MS);
    const { rows } = await raw((client) => client.query<{ key: string }>('SELECT key FROM winnow_cache'));
    expect(rows).toEqual([{ key: 'new' }]);
    await store.clear();
  });

  it('holds nothing that can be read', () =>
    checkDump(open(), () =>
      raw(async (client) => {
        const { rows } = await client.query<{ key: string; value: Buffer }>('SELECT key, value FROM winnow_cache');
        return Buffer.concat(rows.flatMap(({ key, value }) => [Buffer.from(key), value]));
      }),
    ));

  it('fills memory and the disk', () => checkPromotion(sqlite(), open()));

  it('costs a deadline while its table is locked', async () => {
    const store = open();
    const cache = cacheOf([store], { deadlineMs: 50 });
    await until(async () =>
      store.get('k').then(
        () => true,
        () => false,
      ),
    );
    await raw(async (client) => {
      await client.query('BEGIN; LOCK TABLE winnow_cache');
      expect(await cache.get('k')).toBeUndefined();
      await client.query('ROLLBACK');
    });
    expect(cache.stats().stores[0]).toMatchObject({ failures: 1, misses: 0 });
  });

  it.skipIf('url' in postgresProgram)('dies, is left alone, comes back, is used again', () =>
    checkCrash(open(), server as TestPostgres),
  );
});

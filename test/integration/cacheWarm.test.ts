import { join } from 'node:path';
import { Redis } from 'ioredis';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { migrate } from '../../server/src/cache/migrate.ts';
import { refreshViews } from '../../server/src/cache/postgresRefresh.ts';
import { createPostgresStore } from '../../server/src/cache/postgresStore.ts';
import { createRedisStore } from '../../server/src/cache/redisStore.ts';
import { warm } from '../../server/src/cache/warm.ts';
import { requireComponent } from '../helpers/components.ts';
import { startPostgres, type TestPostgres } from '../helpers/postgres.ts';
import { startRedis, type TestRedis } from '../helpers/redis.ts';
import { REPOSITORY } from '../helpers/repository.ts';
import { HOUR_MS, until } from '../helpers/storeChecks.ts';

const redisProgram = await requireComponent('redis-server');
const postgresProgram = await requireComponent('postgres');
const ENTRIES = 50;

describe.skipIf(!('path' in redisProgram && 'path' in postgresProgram))(
  'an empty Redis beside a full PostgreSQL',
  () => {
    let redis: TestRedis;
    let postgres: TestPostgres;
    beforeAll(async () => {
      if ('path' in redisProgram) redis = await startRedis(redisProgram.path);
      if ('path' in postgresProgram) postgres = await startPostgres(postgresProgram.path);
      await migrate({ url: postgres.url, folder: join(REPOSITORY, 'server/src/cache/schema') });
      const store = createPostgresStore({ url: postgres.url });
      for (let at = 0; at < ENTRIES; at++) await store.set(`entry ${at}`, Uint8Array.of(at), HOUR_MS);
      await store.set('late', Uint8Array.of(1), 1);
      await store.close();
      const client = new Client({ connectionString: postgres.url });
      await client.connect();
      await client.query(
        `UPDATE winnow_cache SET uses = split_part(key, ' ', 2)::int, used_at = now() WHERE key <> 'late'`,
      );
      await client.query(`UPDATE winnow_cache SET uses = 99, used_at = now() WHERE key = 'late'`);
      await client.end();
      await refreshViews({ url: postgres.url });
    });
    afterAll(async () => {
      await Promise.all([redis.stop(), postgres.stop()]);
    });

    test('is given what is asked for most, as it is and for as long as it lives', async () => {
      const store = createRedisStore({ url: redis.url });
      await until(async () =>
        store.usage().then(
          () => true,
          () => false,
        ),
      );
      expect(await warm({ from: postgres.url, to: store, most: 30, unlessWarm: true })).toBe(30);
      expect(await warm({ from: postgres.url, to: store, most: 30, unlessWarm: true })).toBe(0);
      expect(await warm({ from: postgres.url, to: store, most: 30 })).toBe(30);
      expect(await store.get('entry 49')).toEqual(Buffer.of(49));
      expect(await store.get('entry 19')).toBeUndefined();
      expect(await store.get('late')).toBeUndefined();
      const client = new Redis(redis.url);
      const livesMs = await client.pttl('winnow:entry 49');
      expect(livesMs).toBeGreaterThan(HOUR_MS / 2);
      expect(livesMs).toBeLessThanOrEqual(HOUR_MS);
      client.disconnect();
      await store.close();
    });
  },
);

import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { Redis } from 'ioredis';
import { Pool } from 'pg';
import { silentLogger } from '../../../server/src/base/logger.ts';
import { systemClock } from '../../../server/src/base/clock.ts';
import { guardStore } from '../../../server/src/cache/guardedStore.ts';
import { migrate } from '../../../server/src/cache/migrate.ts';
import { createRemoteStore } from '../../../server/src/cache/remoteStore.ts';
import { createSqliteStore } from '../../../server/src/cache/sqliteStore.ts';
import type { CacheStore } from '../../../server/src/cache/store.ts';
import { parseStoreUrl, type RemoteLevel } from '../../../server/src/cache/storeUrl.ts';
import { figure, type DetailedFigure, type Row } from '../figures.ts';
import { REPOSITORY_DIR } from '../paths.ts';
import { withTemporaryFolder } from '../processes.ts';
import { quantile } from '../runner.ts';
import { withPostgres, withRedis } from '../stores.ts';

const ROW = 'stores';
/** A pack of 8,000 tokens, compressed and sealed. */
const VALUE = randomBytes(9000);
const ENTRIES = 200;
const READS = { quick: 5000, full: 20_000 };
/** That do not count: until then the code is compiled. */
const WARMUPS = 2000;
const LIFETIME_MS = 3_600_000;
const KEYS = Array.from({ length: ENTRIES }, (_, at) => at.toString(16).padStart(64, '0'));

type Get = (key: string) => Promise<Uint8Array | undefined> | Uint8Array | undefined;

/** One entry of a store that is there, through what guards it, against its client alone; and a server that is not there. */
export const stores: Row = async ({ full, log }) => {
  const reads = full ? READS.full : READS.quick;
  log('Redis');
  const redis = await withRedis((url) => ofRedis(url, reads));
  log('PostgreSQL');
  const postgres = await withPostgres((url) => ofPostgres(url, reads));
  log('SQLite');
  const sqlite = await withTemporaryFolder((folder) => ofSqlite(folder, reads));
  log('a server that is not there');
  const absent = await ofAbsent();
  return {
    figures: [...redis, ...postgres, ...sqlite, absent],
    notes: [
      `The median of ${reads} reads of an entry of ${VALUE.length} bytes, one after the other, in turn through Winnow’s store (connection state, deadline, breaker, counts) and through the client alone; servers on this machine, Redis over TCP, PostgreSQL over its socket with a prepared statement, SQLite in a file in write-ahead mode.`,
      'A server that is not there: the median call of 1,000 to a port where nothing listens, the breaker closed again before each so that every call is made.',
    ],
  };
};

async function ofRedis(url: string, reads: number): Promise<readonly DetailedFigure[]> {
  const store = await filled(remote(url, 'redis'));
  const client = new Redis(url);
  const times = await compare(
    guarded(store),
    async (key) => (await client.getBuffer(`winnow:${key}`)) ?? undefined,
    reads,
  );
  client.disconnect();
  await store.close();
  return [told('redis', 'ioredis', times)];
}

async function ofPostgres(url: string, reads: number): Promise<readonly DetailedFigure[]> {
  await migrate({ url, folder: join(REPOSITORY_DIR, 'server/src/cache/schema') });
  const store = await filled(remote(url, 'postgres'));
  const pool = new Pool({ connectionString: url, max: 4 });
  const text = 'SELECT value FROM winnow_cache WHERE key = $1 AND expires_at > now()';
  const raw = async (key: string) =>
    (await pool.query<{ value: Uint8Array }>({ name: 'raw', text, values: [key] })).rows[0]?.value;
  const times = await compare(guarded(store), raw, reads);
  await pool.end();
  await store.close();
  return [told('postgres', 'pg, prepared', times)];
}

async function ofSqlite(folder: string, reads: number): Promise<readonly DetailedFigure[]> {
  const path = join(folder, 'cache.sqlite');
  const store = await filled(createSqliteStore({ path, log: silentLogger }));
  const database = new DatabaseSync(path);
  const statement = database.prepare('SELECT value FROM entries WHERE key = ? AND expires_ms > ?');
  const raw = (key: string) => statement.get(key, Date.now())?.['value'] as Uint8Array | undefined;
  const times = await compare(guarded(store), raw, reads);
  database.close();
  await store.close();
  return [told('sqlite', 'node:sqlite', times)];
}

async function ofAbsent(): Promise<DetailedFigure> {
  const store = remote('redis://127.0.0.1:1', 'redis');
  const times: number[] = [];
  for (let call = 0; call < 1000; call++) {
    const get = guarded(store);
    const start = performance.now();
    if (await get(KEYS[0]!)) throw new Error('a server that is not there gave an entry');
    times.push(performance.now() - start);
  }
  await store.close();
  return figure({
    row: ROW,
    metric: 'absent server, a call',
    unit: 'ms',
    value: middle(times),
    better: 'less',
    reach: '≤ 1 ms',
    meets: (value) => value <= 1,
  });
}

function remote(url: string, level: RemoteLevel): CacheStore {
  const parsed = parseStoreUrl(url, level);
  if ('problem' in parsed) throw new Error(parsed.problem);
  return createRemoteStore({ store: parsed.store, log: silentLogger });
}

/** The store with an entry under every key, once it is connected. */
async function filled(store: CacheStore): Promise<CacheStore> {
  for (let attempt = 0; attempt < 200; attempt++) {
    try {
      for (const key of KEYS) await store.set(key, VALUE, LIFETIME_MS);
      return store;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
  throw new Error(`${store.level} did not answer`);
}

function guarded(store: CacheStore): Get {
  const options = { clock: systemClock, log: silentLogger, deadlineMs: 1000, writeDeadlineMs: 1000 };
  const guard = guardStore(store, options);
  return (key) => guard.get(key, (bytes) => bytes);
}

interface Times {
  readonly ours: number;
  readonly raw: number;
}

/** Median microseconds of both, read by read in turn. */
async function compare(ours: Get, raw: Get, reads: number): Promise<Times> {
  const times = { ours: [] as number[], raw: [] as number[] };
  const read = async (get: Get, key: string) => {
    const start = performance.now();
    const value = await get(key);
    if (value?.length !== VALUE.length) throw new Error('an entry was lost');
    return (performance.now() - start) * 1000;
  };
  for (let turn = -WARMUPS; turn < reads; turn++) {
    const key = KEYS[(turn + WARMUPS) % ENTRIES]!;
    const [mine, theirs] = [await read(ours, key), await read(raw, key)];
    if (turn < 0) continue;
    times.ours.push(mine);
    times.raw.push(theirs);
  }
  return { ours: middle(times.ours), raw: middle(times.raw) };
}

function middle(values: readonly number[]): number {
  return quantile(
    values.toSorted((a, b) => a - b),
    0.5,
  );
}

function told(metric: string, peer: string, { ours, raw }: Times): DetailedFigure {
  return figure({
    row: ROW,
    metric,
    unit: 'µs',
    value: ours,
    peer,
    peerValue: raw,
    better: 'less',
    reach: '≤ 1.3× the client alone',
    meets: (_, ratio) => ratio >= 1 / 1.3,
  });
}

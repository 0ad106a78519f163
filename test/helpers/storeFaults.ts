import { join } from 'node:path';
import { Redis } from 'ioredis';
import { Client } from 'pg';
import { migrate } from '../../server/src/cache/migrate.ts';
import type { RemoteLevel } from '../../server/src/cache/storeUrl.ts';
import { startFaultProxy, type FaultProxy } from './faultProxy.ts';
import type { TestPostgres } from './postgres.ts';
import type { TestRedis } from './redis.ts';
import { REPOSITORY } from './repository.ts';

/** What befalls a store, by what its operator would call it. */
export const STORE_FAULTS = [
  'killed (SIGKILL)',
  'frozen',
  'slow by 5 s',
  'reset in the middle of a reply',
  'full',
  'read-only',
  'wrong password',
] as const;
export type StoreFaultName = (typeof STORE_FAULTS)[number];

/** Entries are read on, and none is taken. */
export const TAKES_NOTHING: ReadonlySet<StoreFaultName> = new Set(['full', 'read-only']);

export interface StoreFaultCase {
  /** True where it happens between client and server, so that the client must use the proxy's URL. */
  readonly between?: boolean;
  readonly begin: () => Promise<unknown>;
  readonly end: () => Promise<unknown>;
}

/** A real server and what may befall it; it is as it was when a case has ended. */
export interface FaultyStore {
  readonly level: RemoteLevel;
  readonly url: string;
  /** Of a proxy in front of it. */
  readonly proxied: string;
  readonly cases: Readonly<Record<StoreFaultName, StoreFaultCase>>;
  stop(): Promise<void>;
}

const SLOW_MS = 5000;
/** A login of its own, so that what is refused to it is not refused to the test. */
const LOGIN = 'winnow_outage';

export async function faultyRedis(redis: TestRedis): Promise<FaultyStore> {
  const { url } = redis;
  const { password, port } = new URL(url);
  const changed = url.replace(password, `${password}-new`);
  const proxy = await startFaultProxy(Number(port));
  const cases = {
    'killed (SIGKILL)': { begin: () => redis.crash(), end: () => redis.restart() },
    frozen: { begin: async () => redis.freeze(), end: async () => redis.thaw() },
    ...networkFaults(proxy),
    full: {
      begin: () => say(url, 'CONFIG', 'SET', 'maxmemory', '1'),
      end: () => say(url, 'CONFIG', 'SET', 'maxmemory', '0'),
    },
    'read-only': {
      begin: () => say(url, 'REPLICAOF', '127.0.0.1', '1'),
      end: () => say(url, 'REPLICAOF', 'NO', 'ONE'),
    },
    'wrong password': {
      begin: async () => {
        await say(url, 'CONFIG', 'SET', 'requirepass', `${password}-new`);
        await say(changed, 'CLIENT', 'KILL', 'TYPE', 'normal');
      },
      end: () => say(changed, 'CONFIG', 'SET', 'requirepass', password),
    },
  };
  return { level: 'redis', url, proxied: url.replace(/:\d+$/, `:${proxy.port}`), cases, stop: () => proxy.stop() };
}

/** Prepares its tables. */
export async function faultyPostgres(postgres: TestPostgres): Promise<FaultyStore> {
  await migrate({ url: postgres.url, folder: join(REPOSITORY, 'server/src/cache/schema') });
  const run = (statements: string) => sql(postgres, statements);
  await run(`CREATE ROLE ${LOGIN} LOGIN; GRANT ALL ON ALL TABLES IN SCHEMA public TO ${LOGIN}`);
  const folder = decodeURIComponent(/host=([^&]*)/.exec(postgres.url)?.[1] ?? '');
  const proxy = await startFaultProxy(join(folder, '.s.PGSQL.5432'));
  const disconnectAll = `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = '${LOGIN}'`;
  const cases = {
    'killed (SIGKILL)': { begin: () => postgres.crash(), end: () => postgres.restart() },
    // Between the two, since a server of several processes is not frozen by one signal.
    frozen: {
      between: true,
      begin: async () => proxy.set({ kind: 'frozen' }),
      end: async () => proxy.set({ kind: 'none' }),
    },
    ...networkFaults(proxy),
    // The error of a full disk.
    full: { begin: () => run(FULL_DISK), end: () => run('DROP TRIGGER full_disk ON winnow_cache') },
    'read-only': {
      begin: () => setReadOnly(postgres, 'SET default_transaction_read_only = on'),
      end: () => setReadOnly(postgres, 'RESET default_transaction_read_only'),
    },
    'wrong password': {
      begin: () => run(`ALTER ROLE ${LOGIN} NOLOGIN; ${disconnectAll}`),
      end: () => run(`ALTER ROLE ${LOGIN} LOGIN`),
    },
  };
  return {
    level: 'postgres',
    url: postgres.url.replace(/\/\/[^@]*@/, `//${LOGIN}@`),
    proxied: `postgres://${LOGIN}@127.0.0.1:${proxy.port}/postgres`,
    cases,
    stop: () => proxy.stop(),
  };
}

const FULL_DISK = `CREATE OR REPLACE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION 'no space left' USING ERRCODE = 'disk_full'; END $$;
  CREATE TRIGGER full_disk BEFORE INSERT ON winnow_cache FOR EACH ROW EXECUTE FUNCTION full_disk()`;

function networkFaults(proxy: FaultProxy) {
  const end = async () => proxy.set({ kind: 'none' });
  return {
    'slow by 5 s': { between: true, begin: async () => proxy.set({ kind: 'slow', delayMs: SLOW_MS }), end },
    'reset in the middle of a reply': { between: true, begin: async () => proxy.set({ kind: 'reset' }), end },
  } as const;
}

async function say(url: string, command: string, ...words: readonly string[]): Promise<void> {
  const client = new Redis(url);
  // It may be among those that it disconnects.
  client.on('error', () => {});
  try {
    await client.call(command, ...words);
  } finally {
    client.disconnect();
  }
}

/** For sessions that there are, too. */
async function setReadOnly(postgres: TestPostgres, change: string): Promise<void> {
  await sql(postgres, `ALTER SYSTEM ${change}`);
  await sql(postgres, 'SELECT pg_reload_conf()');
}

async function sql({ url }: TestPostgres, statements: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statements);
  } finally {
    await client.end();
  }
}

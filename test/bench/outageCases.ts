import { join } from 'node:path';
import { Redis } from 'ioredis';
import { Client } from 'pg';
import { migrate } from '../../server/src/cache/migrate.ts';
import type { RemoteLevel } from '../../server/src/cache/storeUrl.ts';
import { startFaultProxy, type Fault, type FaultProxy } from '../helpers/faultProxy.ts';
import type { TestPostgres } from '../helpers/postgres.ts';
import type { TestRedis } from '../helpers/redis.ts';
import { REPOSITORY_DIR } from './paths.ts';

/** Something that happens to a store, and its end. */
export interface OutageCase {
  readonly levels: readonly RemoteLevel[];
  readonly what: string;
  /** The stores' URLs, as Winnow is given them. */
  readonly urls: Readonly<Partial<Record<RemoteLevel, string>>>;
  /** True where entries are read on, and none is taken. */
  readonly takesNothing?: boolean;
  readonly begin: () => Promise<unknown> | void;
  readonly end: () => Promise<unknown> | void;
}

interface Servers {
  readonly redis: TestRedis;
  readonly postgres: TestPostgres;
}

const SLOW_MS = 5000;
const BEHIND_A_PROXY: readonly (readonly [string, Fault])[] = [
  ['slow by 5 s', { kind: 'slow', delayMs: SLOW_MS }],
  ['reset in the middle of a reply', { kind: 'reset' }],
];
const LOGIN = 'winnow_outage';

/** Every case; the servers are as they were when one has ended. */
export async function outageCases({ redis, postgres }: Servers): Promise<{
  readonly cases: readonly OutageCase[];
  readonly stop: () => Promise<void>;
}> {
  await migrate({ url: postgres.url, folder: join(REPOSITORY_DIR, 'server/src/cache/schema') });
  await sql(postgres, `CREATE ROLE ${LOGIN} LOGIN; GRANT ALL ON ALL TABLES IN SCHEMA public TO ${LOGIN}`);
  const host = decodeURIComponent(/host=([^&]*)/.exec(postgres.url)?.[1] ?? '');
  const direct = {
    redis: redis.url,
    postgres: postgres.url.replace(/\/\/[^@]*@/, `//${LOGIN}@`),
  };
  const proxies = {
    redis: await startFaultProxy(Number(new URL(redis.url).port)),
    postgres: await startFaultProxy(join(host, '.s.PGSQL.5432')),
  };
  const proxied = {
    redis: redis.url.replace(/:\d+$/, `:${proxies.redis.port}`),
    postgres: `postgres://${LOGIN}@127.0.0.1:${proxies.postgres.port}/postgres`,
  };
  const cases = [
    ...ofRedis(redis, direct.redis),
    ...ofProxy(proxies.redis, { redis: proxied.redis }, BEHIND_A_PROXY),
    ...ofPostgres(postgres, direct.postgres),
    ...ofProxy(proxies.postgres, { postgres: proxied.postgres }, [['frozen', { kind: 'frozen' }], ...BEHIND_A_PROXY]),
    ...ofBoth({ redis, postgres }, proxies.postgres, { redis: redis.url, postgres: proxied.postgres }),
  ];
  return { cases, stop: async () => void (await Promise.all([proxies.redis.stop(), proxies.postgres.stop()])) };
}

function ofRedis(redis: TestRedis, url: string): readonly OutageCase[] {
  const shared = { levels: ['redis'], urls: { redis: url } } as const;
  const password = new URL(url).password;
  return [
    { ...shared, what: 'killed (SIGKILL)', begin: () => redis.crash(), end: () => redis.restart() },
    { ...shared, what: 'frozen (SIGSTOP)', begin: () => redis.freeze(), end: () => redis.thaw() },
    {
      ...shared,
      what: 'full',
      takesNothing: true,
      begin: () => say(url, 'CONFIG', 'SET', 'maxmemory', '1'),
      end: () => say(url, 'CONFIG', 'SET', 'maxmemory', '0'),
    },
    {
      ...shared,
      what: 'read-only',
      takesNothing: true,
      begin: () => say(url, 'REPLICAOF', '127.0.0.1', '1'),
      end: () => say(url, 'REPLICAOF', 'NO', 'ONE'),
    },
    {
      ...shared,
      what: 'wrong password',
      begin: async () => {
        await say(url, 'CONFIG', 'SET', 'requirepass', `${password}-new`);
        await say(url.replace(password, `${password}-new`), 'CLIENT', 'KILL', 'TYPE', 'normal');
      },
      end: () => say(url.replace(password, `${password}-new`), 'CONFIG', 'SET', 'requirepass', password),
    },
  ];
}

/** Beside what stands between two programs, since a server of several processes is not frozen by one signal. */
function ofPostgres(postgres: TestPostgres, url: string): readonly OutageCase[] {
  const shared = { levels: ['postgres'], urls: { postgres: url } } as const;
  const disconnectAll = `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = '${LOGIN}'`;
  return [
    { ...shared, what: 'killed (SIGKILL)', begin: () => postgres.crash(), end: () => postgres.restart() },
    {
      ...shared,
      what: 'full (the error of a full disk)',
      takesNothing: true,
      begin: () =>
        sql(
          postgres,
          `CREATE OR REPLACE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS
             $$ BEGIN RAISE EXCEPTION 'no space left' USING ERRCODE = 'disk_full'; END $$;
           CREATE TRIGGER full_disk BEFORE INSERT ON winnow_cache FOR EACH ROW EXECUTE FUNCTION full_disk()`,
        ),
      end: () => sql(postgres, 'DROP TRIGGER full_disk ON winnow_cache'),
    },
    {
      ...shared,
      what: 'read-only',
      takesNothing: true,
      begin: () => setReadOnly(postgres, 'SET default_transaction_read_only = on'),
      end: () => setReadOnly(postgres, 'RESET default_transaction_read_only'),
    },
    {
      ...shared,
      what: 'login refused',
      begin: () => sql(postgres, `ALTER ROLE ${LOGIN} NOLOGIN; ${disconnectAll}`),
      end: () => sql(postgres, `ALTER ROLE ${LOGIN} LOGIN`),
    },
  ];
}

function ofProxy(
  proxy: FaultProxy,
  urls: OutageCase['urls'],
  faults: readonly (readonly [string, Fault])[],
): readonly OutageCase[] {
  const levels = Object.keys(urls) as RemoteLevel[];
  return faults.map(([what, fault]) => ({
    levels,
    what,
    urls,
    begin: () => proxy.set(fault),
    end: () => proxy.set({ kind: 'none' }),
  }));
}

function ofBoth({ redis, postgres }: Servers, proxy: FaultProxy, urls: OutageCase['urls']): readonly OutageCase[] {
  const shared = { levels: ['redis', 'postgres'], urls } as const;
  return [
    {
      ...shared,
      what: 'both killed',
      begin: () => Promise.all([redis.crash(), postgres.crash()]),
      end: () => Promise.all([redis.restart(), postgres.restart()]),
    },
    {
      ...shared,
      what: 'both frozen',
      begin: () => (redis.freeze(), proxy.set({ kind: 'frozen' })),
      end: () => (redis.thaw(), proxy.set({ kind: 'none' })),
    },
  ];
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

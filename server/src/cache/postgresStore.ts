import type { Pool, PoolConfig } from 'pg';
import { postgresConfig } from './postgresClient.ts';
import type { CacheStore } from './store.ts';
import { StoreFault } from './storeFault.ts';

export interface PostgresStoreOptions {
  /** `postgres://…`, with whatever parameters the server asks for. */
  readonly url: string;
  readonly maxConnections?: number;
  readonly connectTimeoutMs?: number;
  /** After which the server gives a statement up, and we the server. */
  readonly statementTimeoutMs?: number;
  readonly idleTimeoutMs?: number;
}

/** Expired rows that a write takes along. */
const PURGE_ROWS = 10;

const GET = 'SELECT value FROM winnow_cache WHERE key = $1 AND expires_at > now()';
const GET_MANY = 'SELECT key, value FROM winnow_cache WHERE key = ANY($1::text[]) AND expires_at > now()';
const SET = `INSERT INTO winnow_cache (key, value, expires_at) VALUES ($1, $2, now() + $3 * interval '1 millisecond')
  ON CONFLICT (key) DO UPDATE SET value = excluded.value, expires_at = excluded.expires_at, created_at = now()`;
/** A row is written anew for it, so not before half of its life is over. */
const RENEW = `UPDATE winnow_cache SET expires_at = now() + $2 * interval '1 millisecond'
  WHERE key = $1 AND expires_at > now() AND expires_at < now() + $2 * interval '0.5 millisecond'`;
const USAGE = `SELECT count(*)::float8 AS entries, coalesce(sum(octet_length(value)), 0)::float8 AS bytes
  FROM winnow_cache WHERE expires_at > now()`;
const PURGE = `DELETE FROM winnow_cache WHERE key IN
  (SELECT key FROM winnow_cache WHERE expires_at <= now() ORDER BY expires_at LIMIT ${PURGE_ROWS} FOR UPDATE SKIP LOCKED)`;

const STATEMENT_NAMES: ReadonlyMap<string, string> = new Map([
  [GET, 'winnow_get'],
  [GET_MANY, 'winnow_get_many'],
  [SET, 'winnow_set'],
]);

/** PostgreSQL. The table is `migrate`'s work: without it every call says what to do. */
export function createPostgresStore(options: PostgresStoreOptions): CacheStore {
  const pooling = openPool(options);
  // Without the library, every call says why.
  pooling.catch(() => {});
  let closed = false;

  // A statement that is planned once takes two thirds of the time; some poolers hand each to another connection.
  let prepares = true;

  async function query(text: string, values: readonly unknown[] = []): Promise<readonly Record<string, unknown>[]> {
    const pool = await pooling;
    const name = prepares ? STATEMENT_NAMES.get(text) : undefined;
    try {
      return (await pool.query<Record<string, unknown>>({ text, values: [...values], ...(name ? { name } : {}) })).rows;
    } catch (error) {
      if (name !== undefined && hasCode(error, ...LOST_STATEMENT)) {
        prepares = false;
        return query(text, values);
      }
      throw hasCode(error, UNDEFINED_TABLE) ? new StoreFault('its tables are missing: run “winnow db migrate”') : error;
    }
  }

  return {
    level: 'postgres',
    get: async (key) => {
      const value = (await query(GET, [key]))[0]?.['value'];
      return value instanceof Uint8Array ? value : undefined;
    },
    getMany: async (keys) => {
      const found = new Map((await query(GET_MANY, [keys])).map((row) => [row['key'], row['value']]));
      return keys.map((key) => {
        const value = found.get(key);
        return value instanceof Uint8Array ? value : undefined;
      });
    },
    set: async (key, value, ttlMs) => {
      await query(SET, [key, value, Math.max(1, Math.round(ttlMs))]);
      await query(PURGE);
    },
    renew: async (key, ttlMs) => {
      await query(RENEW, [key, Math.max(1, Math.round(ttlMs))]);
    },
    usage: async () => {
      const [row] = await query(USAGE);
      return { entries: Number(row?.['entries']), bytes: Number(row?.['bytes']) };
    },
    clear: async () => {
      await query('DELETE FROM winnow_cache');
    },
    close: async () => {
      if (closed) return;
      closed = true;
      await pooling.then((pool) => pool.end()).catch(() => {});
    },
  };
}

async function openPool(options: PostgresStoreOptions): Promise<Pool> {
  const { Pool } = await import('pg');
  const pool = new Pool(poolConfig(options));
  // The loss of an idle connection; the next call sees for itself how things stand.
  pool.on('error', () => {});
  // The first reader waits for no handshake.
  pool.query('SELECT 1').catch(() => {});
  return pool;
}

function poolConfig(options: PostgresStoreOptions): PoolConfig {
  const {
    url,
    maxConnections = 4,
    connectTimeoutMs = 2000,
    statementTimeoutMs = 1000,
    idleTimeoutMs = 30_000,
  } = options;
  return {
    // Who waits for a lock holds the reader up as much as who works.
    ...postgresConfig(url, { connectTimeoutMs, statementTimeoutMs, lockTimeoutMs: statementTimeoutMs }),
    max: maxConnections,
    idleTimeoutMillis: idleTimeoutMs,
    allowExitOnIdle: true,
  };
}

/** SQLSTATE (https://www.postgresql.org/docs/current/errcodes-appendix.html). */
const UNDEFINED_TABLE = '42P01';
/** `invalid_sql_statement_name`, `duplicate_prepared_statement`. */
const LOST_STATEMENT = ['26000', '42P05'];

function hasCode(error: unknown, ...codes: readonly string[]): boolean {
  return error instanceof Error && 'code' in error && codes.includes(String(error.code));
}

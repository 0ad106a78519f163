import type { Pool, PoolConfig } from 'pg';
import { postgresConfig } from './postgresClient.ts';
import type { CacheStore } from './store.ts';
import { StoreFault } from './storeFault.ts';
import type { Tagged } from './tags.ts';

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
const SET_TAGGED = `INSERT INTO winnow_cache (key, value, expires_at, tags)
  VALUES ($1, $2, now() + $3 * interval '1 millisecond', $4)
  ON CONFLICT (key) DO UPDATE
  SET value = excluded.value, expires_at = excluded.expires_at, created_at = now(), tags = excluded.tags`;
const TAGGED = 'tags IS NULL OR tags && $1::text[]';
const JUDGED = `${TAGGED} OR NOT tags && $2::text[]`;
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
  [SET_TAGGED, 'winnow_set_tagged'],
]);

/** PostgreSQL. The table is `migrate`'s work: without it every call says what to do. */
export function createPostgresStore(options: PostgresStoreOptions): CacheStore {
  const pooling = openPool(options);
  // Without the library, every call says why.
  pooling.catch(() => {});
  let closed = false;

  // A statement that is planned once takes two thirds of the time; some poolers hand each to another connection.
  let prepares = true;
  // Not before migration 007; that is looked for once a process.
  let keepsTags = true;

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

  async function set(entry: readonly unknown[], tags: readonly string[] | undefined): Promise<void> {
    if (!tags || !keepsTags) return void (await query(SET, entry));
    try {
      await query(SET_TAGGED, [...entry, tags]);
    } catch (error) {
      if (!hasCode(error, UNDEFINED_COLUMN)) throw error;
      keepsTags = false;
      await query(SET, entry);
    }
  }

  async function clearTagged({ tags, judgedBy }: Tagged): Promise<readonly Record<string, unknown>[]> {
    try {
      return await (judgedBy ? query(deleteWhere(JUDGED), [tags, judgedBy]) : query(deleteWhere(TAGGED), [tags]));
    } catch (error) {
      if (!hasCode(error, UNDEFINED_COLUMN)) throw error;
      throw new StoreFault('its tables know nothing of tags: run “winnow db migrate”');
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
    set: async (key, value, ttlMs, tags) => {
      await set([key, value, Math.max(1, Math.round(ttlMs))], tags);
      await query(PURGE);
    },
    renew: async (key, ttlMs) => {
      await query(RENEW, [key, Math.max(1, Math.round(ttlMs))]);
    },
    usage: async () => {
      const [row] = await query(USAGE);
      return { entries: Number(row?.['entries']), bytes: Number(row?.['bytes']) };
    },
    clear: async (only) => {
      const [row] = only ? await clearTagged(only) : await query(deleteWhere('true'));
      return Number(row?.['entries']);
    },
    close: async () => {
      if (closed) return;
      closed = true;
      await pooling.then((pool) => pool.end()).catch(() => {});
    },
  };
}

function deleteWhere(condition: string): string {
  return `WITH gone AS (DELETE FROM winnow_cache WHERE ${condition} RETURNING 1)
    SELECT count(*)::float8 AS entries FROM gone`;
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
const UNDEFINED_COLUMN = '42703';
/** `invalid_sql_statement_name`, `duplicate_prepared_statement`. */
const LOST_STATEMENT = ['26000', '42P05'];

function hasCode(error: unknown, ...codes: readonly string[]): boolean {
  return error instanceof Error && 'code' in error && codes.includes(String(error.code));
}

import type { Pool } from 'pg';
import { postgresConfig } from './postgresClient.ts';
import type { RequestRow, RowBatch, RowSink } from './requestRow.ts';
import { StoreFault } from './storeFault.ts';

export interface PostgresRowsOptions {
  readonly url: string;
  readonly connectTimeoutMs?: number;
  readonly statementTimeoutMs?: number;
}

/** How long rows are kept, and how many old ones a batch takes along. */
const KEPT_DAYS = 30;
const PURGE_ROWS = 1000;
/** Between two batches the connection is let go, unless they come thick and fast. */
const IDLE_MS = 30_000;

// A clock that runs ahead must not make rows that are never old.
const INSERT = `INSERT INTO winnow_requests (id, at, surface, cache, latency_ms, stages, tokens_in, tokens_out)
  SELECT id, least(at, now()), surface, cache, latency_ms, stages, tokens_in, tokens_out FROM unnest($1::uuid[],
    $2::timestamptz[], $3::text[], $4::text[], $5::real[], $6::jsonb[], $7::integer[], $8::integer[])
    AS r (id, at, surface, cache, latency_ms, stages, tokens_in, tokens_out)
  ON CONFLICT (id) DO NOTHING`;
// An array and not a set: a set is joined by reading the whole table.
const PURGE = `DELETE FROM winnow_requests WHERE id = ANY (ARRAY(SELECT id FROM winnow_requests
  WHERE at < now() - interval '${KEPT_DAYS} days' ORDER BY at LIMIT ${PURGE_ROWS}))`;
// Two processes that tell of the same entries must not wait for each other: who comes second is not counted.
const USES = `UPDATE winnow_cache AS c SET uses = least(c.uses::bigint + u.uses, 2147483647), used_at = now()
  FROM unnest($1::text[], $2::integer[]) AS u (key, uses)
  WHERE c.key = u.key AND c.key IN
    (SELECT key FROM winnow_cache WHERE key = ANY ($1::text[]) FOR NO KEY UPDATE SKIP LOCKED)`;

/** `undefined_table`, `undefined_column` (https://www.postgresql.org/docs/current/errcodes-appendix.html). */
const NOT_MIGRATED: ReadonlySet<unknown> = new Set(['42P01', '42703']);

/** Rows in the team's PostgreSQL. One connection, made for the first batch; one statement for all rows of a batch. */
export function createPostgresRows(options: PostgresRowsOptions): RowSink {
  const { url, connectTimeoutMs = 1000, statementTimeoutMs = 1000 } = options;
  let pooling: Promise<Pool> | undefined;
  let closed = false;

  async function open(): Promise<Pool> {
    const { Pool } = await import('pg');
    const timeouts = { connectTimeoutMs, statementTimeoutMs, lockTimeoutMs: statementTimeoutMs };
    const pool = new Pool({
      ...postgresConfig(url, timeouts),
      max: 1,
      idleTimeoutMillis: IDLE_MS,
      allowExitOnIdle: true,
    });
    pool.on('error', () => {});
    return pool;
  }

  async function query(text: string, values: readonly unknown[] = []): Promise<void> {
    const pool = await (pooling ??= open());
    try {
      await pool.query(text, [...values]);
    } catch (error) {
      if (NOT_MIGRATED.has((error as { code?: unknown }).code)) {
        throw new StoreFault('its tables are missing: run “winnow db migrate”');
      }
      throw error;
    }
  }

  return {
    write: async ({ rows, uses }: RowBatch) => {
      if (closed) return;
      if (rows.length > 0) {
        await query(INSERT, columnsOf(rows));
        await query(PURGE);
      }
      // Last, since a batch that failed is sent again and these would be counted twice.
      if (uses.size > 0) await query(USES, [[...uses.keys()], [...uses.values()]]);
    },
    close: async () => {
      if (closed) return;
      closed = true;
      await pooling?.then((pool) => pool.end()).catch(() => {});
    },
  };
}

function columnsOf(rows: readonly RequestRow[]): readonly unknown[] {
  return [
    rows.map(({ id }) => id),
    rows.map(({ atMs }) => new Date(atMs)),
    rows.map(({ surface }) => surface),
    rows.map(({ cache }) => cache),
    rows.map(({ latencyMs }) => latencyMs),
    rows.map(({ stages }) => JSON.stringify(stages)),
    rows.map(({ tokensIn }) => tokensIn),
    rows.map(({ tokensOut }) => tokensOut),
  ];
}

import type { Client, ClientConfig } from 'pg';
import { clientUrl } from './clientUrl.ts';

export interface PostgresTimeouts {
  readonly connectTimeoutMs: number;
  /** After which the server gives a statement up, and we the server. */
  readonly statementTimeoutMs: number;
  /** How long a statement may wait for a lock of another session. */
  readonly lockTimeoutMs: number;
}

/** Longer between two statements of a transaction than any of ours takes: the process stands still or is gone. */
const IDLE_IN_TRANSACTION_MS = 30_000;

/** How every connection is made: under limits on both sides, known by name in `pg_stat_activity`. */
export function postgresConfig(url: string, timeouts: PostgresTimeouts): ClientConfig {
  const { connectTimeoutMs, statementTimeoutMs, lockTimeoutMs } = timeouts;
  return {
    connectionString: clientUrl(url, 'postgres'),
    application_name: 'winnow',
    connectionTimeoutMillis: connectTimeoutMs,
    statement_timeout: statementTimeoutMs,
    query_timeout: statementTimeoutMs,
    lock_timeout: lockTimeoutMs,
    idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_MS,
  };
}

/** Does `work` with a connection of its own. Rejects with whatever the client rejects with. */
export async function withPostgres<T>(
  url: string,
  timeouts: PostgresTimeouts,
  work: (client: Client) => Promise<T>,
): Promise<T> {
  const { Client } = await import('pg');
  const client = new Client(postgresConfig(url, timeouts));
  // A connection that breaks between two statements: the next statement tells.
  client.on('error', () => {});
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end().catch(() => {});
  }
}

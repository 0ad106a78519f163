import { StoreFault } from './storeFault.ts';
import { withPostgres } from './postgresClient.ts';

export interface RefreshOptions {
  readonly url: string;
  /** Views that were refreshed since are left as they are. */
  readonly olderThanMs?: number;
  readonly connectTimeoutMs?: number;
}

/** `busy`: somebody else refreshes them at this moment; `fresh`: somebody did lately. */
export type RefreshOutcome = 'refreshed' | 'fresh' | 'busy';

export interface ViewState {
  readonly view: string;
  /** Undefined before the first refresh. */
  readonly refreshedAt: Date | undefined;
  readonly tookMs: number | undefined;
}

const REFRESH_TIMEOUT_MS = 120_000;
const LOCK_TIMEOUT_MS = 10_000;
const CONNECT_TIMEOUT_MS = 5000;

/** `undefined_function`, `undefined_table` (https://www.postgresql.org/docs/current/errcodes-appendix.html). */
const NOT_MIGRATED: ReadonlySet<unknown> = new Set(['42883', '42P01']);

/**
 * Refreshes the materialized views while they are read, one process at a time: of several that ask at once one works. Fit
 * for a schedule. @throws StoreFault, or whatever the client rejects with
 */
export async function refreshViews(options: RefreshOptions): Promise<RefreshOutcome> {
  const { olderThanMs = 0 } = options;
  const [row] = await ask<{ outcome: RefreshOutcome }>(
    options,
    `SELECT winnow_refresh($1 * interval '1 millisecond') AS outcome`,
    [olderThanMs],
  );
  return row?.outcome ?? 'busy';
}

/** When each view was refreshed; none before the migration that makes them. */
export async function viewStates(options: RefreshOptions): Promise<readonly ViewState[]> {
  const rows = await ask<{ view: string; refreshed_at: Date | null; took_ms: number | null }>(options, VIEW_STATES);
  return rows.map(({ view, refreshed_at: at, took_ms: tookMs }) => {
    return { view, refreshedAt: at ?? undefined, tookMs: tookMs ?? undefined };
  });
}

const VIEW_STATES = `SELECT m.matviewname AS view, r.refreshed_at, r.took_ms
  FROM pg_matviews m LEFT JOIN winnow_refreshes r ON r.view = m.matviewname
  WHERE m.schemaname = current_schema() AND m.matviewname LIKE 'winnow\\_%' ORDER BY 1`;

async function ask<Row extends object>(
  { url, connectTimeoutMs = CONNECT_TIMEOUT_MS }: RefreshOptions,
  text: string,
  values: readonly unknown[] = [],
): Promise<readonly Row[]> {
  const timeouts = { connectTimeoutMs, statementTimeoutMs: REFRESH_TIMEOUT_MS, lockTimeoutMs: LOCK_TIMEOUT_MS };
  return withPostgres(url, timeouts, async (client) => {
    try {
      return (await client.query<Row>(text, [...values])).rows;
    } catch (error) {
      if (NOT_MIGRATED.has((error as { code?: unknown }).code)) {
        throw new StoreFault('its tables are missing: run “winnow db migrate”');
      }
      throw error;
    }
  });
}

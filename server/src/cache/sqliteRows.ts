import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { Logger } from '../base/logger.ts';
import type { RequestRow, RowSink } from './requestRow.ts';
import { sqliteFile, type SqliteFile } from './sqliteFile.ts';
import { loadSqlite, transaction, useWriteAheadLog } from './sqliteStore.ts';

export interface SqliteRowsOptions {
  readonly path: string;
  readonly log: Logger;
  /** Milliseconds since 1970. */
  readonly wallMs?: () => number;
  /** A row takes some 300 bytes. Default 20,000. */
  readonly mostRows?: number;
  readonly keptMs?: number;
  /** How long a batch may stand still for another process's write. It blocks this thread. */
  readonly busyTimeoutMs?: number;
}

/** Rows that can be read again. */
export interface SqliteRows extends RowSink {
  /** Those since a time, the oldest first. Rejects where there is no SQLite, or no sound file. */
  read(sinceMs: number): Promise<readonly RequestRow[]>;
}

const DAY_MS = 24 * 3600 * 1000;
const KEPT_DAYS = 30;
const MOST_ROWS = 20_000;

/**
 * Rows in a file of this user's data folder, which several processes may write to: bounded by age and number, set aside
 * and begun anew where it is not a sound database.
 */
export function createSqliteRows(options: SqliteRowsOptions): SqliteRows {
  const {
    path,
    log,
    wallMs = Date.now,
    mostRows = MOST_ROWS,
    keptMs = KEPT_DAYS * DAY_MS,
    busyTimeoutMs = 20,
  } = options;
  let opening: Promise<SqliteFile<Statements>> | undefined;

  async function open(): Promise<SqliteFile<Statements>> {
    const sqlite = await loadSqlite();
    return sqliteFile({ sqlite, path, log, prepare: (database) => prepare(database, busyTimeoutMs) });
  }

  const file = (): Promise<SqliteFile<Statements>> => (opening ??= open());

  return {
    holdsThread: true,
    write: async ({ rows }) => {
      if (rows.length === 0) return;
      (await file()).use(({ database, insert, dropOld, dropMany }) => {
        transaction(database, () => {
          for (const row of rows) insert.run(...valuesOf(row));
          dropOld.run(wallMs() - keptMs);
          dropMany.run(mostRows);
        });
      });
    },
    read: async (sinceMs) => (await file()).use(({ since }) => since.all(sinceMs).flatMap(rowOf)),
    close: async () => {
      await opening?.then((opened) => opened.close()).catch(() => {});
    },
  };
}

interface Statements {
  readonly database: DatabaseSync;
  readonly insert: StatementSync;
  readonly since: StatementSync;
  readonly dropOld: StatementSync;
  readonly dropMany: StatementSync;
}

function prepare(database: DatabaseSync, busyTimeoutMs: number): Statements {
  database.exec(`PRAGMA busy_timeout = ${Math.trunc(busyTimeoutMs)}`);
  useWriteAheadLog(database);
  // Nothing is synced: after a power cut some rows may be gone.
  database.exec(`PRAGMA synchronous = OFF;
    PRAGMA journal_size_limit = 1048576;
    CREATE TABLE IF NOT EXISTS requests (number INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL, at_ms INTEGER NOT NULL,
      surface TEXT NOT NULL, cache TEXT NOT NULL, latency_ms REAL NOT NULL, stages TEXT NOT NULL,
      tokens_in INTEGER NOT NULL, tokens_out INTEGER NOT NULL);
    CREATE INDEX IF NOT EXISTS requests_at ON requests (at_ms);`);
  return {
    database,
    insert: database.prepare(`INSERT INTO requests
      (id, at_ms, surface, cache, latency_ms, stages, tokens_in, tokens_out) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`),
    since: database.prepare('SELECT * FROM requests WHERE at_ms >= ? ORDER BY at_ms'),
    dropOld: database.prepare('DELETE FROM requests WHERE at_ms < ?'),
    dropMany: database.prepare('DELETE FROM requests WHERE number <= (SELECT max(number) FROM requests) - ?'),
  };
}

function valuesOf(row: RequestRow): [string, number, string, string, number, string, number, number] {
  const { id, atMs, surface, cache, latencyMs, stages, tokensIn, tokensOut } = row;
  return [id, atMs, surface, cache, latencyMs, JSON.stringify(stages), tokensIn, tokensOut];
}

/** None where another program wrote what we would not. */
function rowOf(row: Readonly<Record<string, unknown>>): readonly RequestRow[] {
  try {
    return [
      {
        id: String(row['id']),
        atMs: Number(row['at_ms']),
        surface: String(row['surface']),
        cache: String(row['cache']),
        latencyMs: Number(row['latency_ms']),
        stages: JSON.parse(String(row['stages'])) as Record<string, number>,
        tokensIn: Number(row['tokens_in']),
        tokensOut: Number(row['tokens_out']),
      },
    ];
  } catch {
    return [];
  }
}

import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { messageOf } from '../base/errors.ts';
import type { Logger } from '../base/logger.ts';
import { clearSqlite, isBusy } from './sqliteClear.ts';
import { sqliteFile, type SqliteFile, type SqliteModule } from './sqliteFile.ts';
import type { CacheStore } from './store.ts';
import { tagLine } from './tags.ts';

export interface SqliteStoreOptions {
  readonly path: string;
  readonly log: Logger;
  /** Largest size of the entries in the file, in whole pages. Default 256 MiB. */
  readonly maxBytes?: number;
  /** How long a call may stand still for another process's write. It blocks this thread. Default 20. */
  readonly busyTimeoutMs?: number;
  /** Milliseconds since 1970: entries outlive the process. */
  readonly wallMs?: () => number;
  readonly load?: () => Promise<SqliteModule>;
}

const DEFAULT_MAX_BYTES = 256 * 1024 * 1024;
/** Entries evicted at a time, and how often one write may do it: a write never takes long. */
const EVICTION_BATCH = 8;
const MAX_BATCHES = 16;
/** Reads remembered until the next write tells the file of them: a read itself never takes the write lock. */
const MAX_TOUCHES = 1000;

/**
 * SQLite in a file, in the write-ahead mode that lets several processes read while one writes. Its calls are synchronous:
 * they take well under a millisecond, or at worst `busyTimeoutMs`. Where Node has no `node:sqlite` the store is off, and
 * says so once.
 */
export function createSqliteStore(options: SqliteStoreOptions): CacheStore {
  const { path, log, maxBytes = DEFAULT_MAX_BYTES, busyTimeoutMs = 20, wallMs = Date.now, load = loadSqlite } = options;
  const touched = new Map<string, { readonly usedMs: number; readonly expiresMs: number }>();
  let opening: Promise<SqliteFile<Statements> | undefined> | undefined;
  // Under way. Nothing is read meanwhile: it might be what is to be forgotten.
  let clearings = 0;

  async function open(): Promise<SqliteFile<Statements> | undefined> {
    try {
      const sqlite = await load();
      return sqliteFile({ sqlite, path, log, prepare: (database) => prepare(database, busyTimeoutMs) });
    } catch (error) {
      log.info(`cache: nothing is kept on disk, this Node has no SQLite: ${messageOf(error)}`);
      return undefined;
    }
  }

  const file = (): Promise<SqliteFile<Statements> | undefined> => (opening ??= open());

  function touch(key: string, expiresMs = touched.get(key)?.expiresMs ?? 0): void {
    if (touched.size < MAX_TOUCHES || touched.has(key)) touched.set(key, { usedMs: wallMs(), expiresMs });
  }

  function tellTouches({ touch: statement }: Statements): void {
    for (const [key, { usedMs, expiresMs }] of touched) statement.run(usedMs, expiresMs, key);
    touched.clear();
  }

  return {
    level: 'sqlite',
    holdsThread: true,
    get: async (key) => {
      const opened = await file();
      if (clearings > 0) return undefined;
      const row = opened?.use(({ get }) => get.get(key, wallMs()));
      if (!(row?.['value'] instanceof Uint8Array)) return undefined;
      touch(key);
      return row['value'];
    },
    set: async (key, value, ttlMs, tags) => {
      if (value.length > maxBytes) return;
      const nowMs = wallMs();
      (await file())?.use((statements) => {
        transaction(statements.database, () => {
          tellTouches(statements);
          statements.set.run(key, tags ? tagLine(tags) : null, value, nowMs + Math.round(ttlMs), nowMs);
          makeRoom(statements, maxBytes, nowMs);
        });
      });
    },
    renew: async (key, ttlMs) => touch(key, wallMs() + Math.round(ttlMs)),
    usage: async () => {
      const row = (await file())?.use(({ database }) =>
        database
          .prepare(
            'SELECT count(*) AS entries, coalesce(sum(length(value)), 0) AS bytes FROM entries WHERE expires_ms > ?',
          )
          .get(wallMs()),
      );
      return { entries: Number(row?.['entries'] ?? 0), bytes: Number(row?.['bytes'] ?? 0) };
    },
    clear: async (only) => {
      const opened = await file();
      if (!opened) return 0;
      touched.clear();
      clearings++;
      try {
        return await clearSqlite({ use: (work) => opened.use(({ database }) => work(database)), only });
      } finally {
        clearings--;
      }
    },
    close: async () => {
      const last = await opening;
      try {
        if (touched.size > 0) last?.use(tellTouches);
      } catch {
        // What was read last is a hint for eviction, no more.
      }
      last?.close();
      // Closed for good: no later call opens the file again.
      opening = Promise.resolve(undefined);
    },
  };
}

/** Node 22 warns that SQLite is experimental, on every start of every command: here nothing that users need to know. */
export async function loadSqlite(): Promise<SqliteModule> {
  const { emitWarning } = process;
  process.emitWarning = (warning: string | Error, ...rest: unknown[]) => {
    if (!String(warning).includes('SQLite is an experimental feature'))
      Reflect.apply(emitWarning, process, [warning, ...rest]);
  };
  try {
    return await import('node:sqlite');
  } finally {
    process.emitWarning = emitWarning;
  }
}

interface Statements {
  readonly database: DatabaseSync;
  readonly get: StatementSync;
  readonly set: StatementSync;
  readonly touch: StatementSync;
  readonly usedBytes: StatementSync;
  readonly dropExpired: StatementSync;
  readonly dropOldest: StatementSync;
}

function prepare(database: DatabaseSync, busyTimeoutMs: number): Statements {
  // Nothing is synced: a sync stands still for tens of milliseconds. A crash of ours does no harm; a power cut may spoil the
  // file, which is then set aside, and a spoilt value does not decode.
  database.exec(`PRAGMA busy_timeout = ${Math.trunc(busyTimeoutMs)}`);
  useWriteAheadLog(database);
  database.exec(`PRAGMA synchronous = OFF;
    PRAGMA journal_size_limit = 4194304;`);
  layOut(database);
  return {
    database,
    get: database.prepare('SELECT value FROM entries WHERE key = ? AND expires_ms > ?'),
    set: database.prepare(
      'INSERT OR REPLACE INTO entries (key, tags, value, expires_ms, used_ms) VALUES (?, ?, ?, ?, ?)',
    ),
    touch: database.prepare('UPDATE entries SET used_ms = ?, expires_ms = max(expires_ms, ?) WHERE key = ?'),
    // Right whoever else writes to the file, and at no cost: the pages in use are in its header.
    usedBytes: database.prepare(`SELECT (page_count - freelist_count) * page_size AS used
      FROM pragma_page_count(), pragma_freelist_count(), pragma_page_size()`),
    dropExpired: database.prepare(`DELETE FROM entries WHERE key IN
      (SELECT key FROM entries WHERE expires_ms <= ? LIMIT ${EVICTION_BATCH})`),
    dropOldest: database.prepare(`DELETE FROM entries WHERE key IN
      (SELECT key FROM entries ORDER BY used_ms, rowid LIMIT ${EVICTION_BATCH})`),
  };
}

/** Raised when the tables change: a cache is not converted, it is begun anew. */
const LAYOUT = 1;

/** Another process may do it at the same time. What an earlier Winnow writes beside us has no tags. */
function layOut(database: DatabaseSync): void {
  const isOld = () => Number(database.prepare('PRAGMA user_version').get()?.['user_version']) < LAYOUT;
  if (!isOld()) return;
  transaction(database, () => {
    if (!isOld()) return;
    // Tags come before the values, which may go on over many pages: nobody who looks for a tag reads those.
    database.exec(`DROP TABLE IF EXISTS entries;
      CREATE TABLE entries (key TEXT PRIMARY KEY, tags TEXT, value BLOB NOT NULL, expires_ms INTEGER NOT NULL, used_ms INTEGER NOT NULL);
      CREATE INDEX entries_used ON entries (used_ms);
      CREATE INDEX entries_expires ON entries (expires_ms);
      PRAGMA user_version = ${LAYOUT};`);
  });
}

const WAL_ATTEMPTS = 20;

/**
 * Of two processes that switch a new file to the write-ahead log at one time, SQLite tells one that it is busy without
 * waiting, lest both wait for each other (https://www.sqlite.org/c3ref/busy_handler.html). By the next try the other is done.
 */
export function useWriteAheadLog(database: DatabaseSync): void {
  for (let attempt = 1; ; attempt++) {
    try {
      database.exec('PRAGMA journal_mode = WAL');
      return;
    } catch (error) {
      if (!isBusy(error) || attempt === WAL_ATTEMPTS) throw error;
    }
  }
}

function makeRoom({ usedBytes, dropExpired, dropOldest }: Statements, maxBytes: number, nowMs: number): void {
  dropExpired.run(nowMs);
  for (let batch = 0; batch < MAX_BATCHES && Number(usedBytes.get()?.['used']) > maxBytes; batch++) dropOldest.run();
}

export function transaction(database: DatabaseSync, work: () => void): void {
  database.exec('BEGIN IMMEDIATE');
  try {
    work();
    database.exec('COMMIT');
  } catch (error) {
    // After some failures SQLite has rolled back by itself.
    if (database.isTransaction) database.exec('ROLLBACK');
    throw error;
  }
}

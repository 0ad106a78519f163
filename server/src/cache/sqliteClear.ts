import type { DatabaseSync } from 'node:sqlite';
import { setTimeout as delay, setImmediate as nextTurn } from 'node:timers/promises';
import type { Tagged } from './tags.ts';

export interface SqliteClearing {
  /** Does `work` with the database, which another process may have replaced since the last time. */
  readonly use: <T>(work: (database: DatabaseSync) => T) => T;
  /** Default: every entry. */
  readonly only?: Tagged | undefined;
}

/** Rows looked at, and rows deleted, before others have their turn: some milliseconds each. */
const LOOKED_AT = 500;
const DELETED_SECURELY = 16;
const DELETED = 256;

const ALL_KEYS = 'SELECT key FROM entries';
const DELETE = 'DELETE FROM entries WHERE key IN (SELECT value FROM json_each(?))';

/** Tags are looked for in every row, without an index: one user's entries are few, and writes are many. */
const TAGGED_KEYS = `SELECT key, tags IS NULL
  OR (json_array_length(?2) > 0 AND NOT EXISTS (SELECT 1 FROM json_each(?2) AS own WHERE instr(near.tags, own.value)))
  OR EXISTS (SELECT 1 FROM json_each(?1) AS wanted WHERE instr(near.tags, wanted.value)) AS goes
  FROM (SELECT key, tags FROM entries WHERE key > ?3 ORDER BY key LIMIT ${LOOKED_AT}) AS near`;

/**
 * Forgets entries, some at a time: SQLite stands on the thread that answers questions, and a full file takes seconds.
 * What is forgotten is not left in the free pages of the file, nor in the log before it. Of a few entries the pages are
 * written over; where all go, that would be the whole file, so the file is cut off instead.
 */
export async function clearSqlite({ use, only }: SqliteClearing): Promise<number> {
  const keys = only ? await taggedKeys(use, only) : use((database) => database.prepare(ALL_KEYS).all().map(keyOf));
  const atATime = only ? DELETED_SECURELY : DELETED;
  let cleared = 0;
  for (let at = 0; at < keys.length; at += atATime) {
    cleared += await patiently(() => use((database) => remove(database, keys.slice(at, at + atATime), only)));
    await nextTurn();
  }
  if (!only) await patiently(() => use((database) => database.exec('VACUUM')));
  use((database) => database.exec('PRAGMA wal_checkpoint(TRUNCATE)'));
  return cleared;
}

async function taggedKeys(use: SqliteClearing['use'], { tags, judgedBy = [] }: Tagged): Promise<readonly string[]> {
  const wanted = [JSON.stringify(tags), JSON.stringify(judgedBy)];
  const keys: string[] = [];
  for (let last = ''; ; await nextTurn()) {
    const rows = use((database) => database.prepare(TAGGED_KEYS).all(...wanted, last));
    keys.push(...rows.filter(({ goes }) => goes === 1).map(keyOf));
    if (rows.length < LOOKED_AT) return keys;
    last = keyOf(rows.at(-1)!);
  }
}

function remove(database: DatabaseSync, keys: readonly string[], only: Tagged | undefined): number {
  if (!only) return Number(database.prepare(DELETE).run(JSON.stringify(keys)).changes);
  database.exec('PRAGMA secure_delete = ON');
  try {
    return Number(database.prepare(DELETE).run(JSON.stringify(keys)).changes);
  } finally {
    database.exec('PRAGMA secure_delete = OFF');
  }
}

const BUSY = 5;
const ATTEMPTS = 50;
const PAUSE_MS = 20;

/** Two servers of one user hear of a clearing at one time, and both clear the one file. */
async function patiently<T>(work: () => T): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return work();
    } catch (error) {
      if (!isBusy(error) || attempt === ATTEMPTS) throw error;
      await delay(PAUSE_MS);
    }
  }
}

/** Another process writes (SQLITE_BUSY, https://www.sqlite.org/rescode.html); the upper bits tell more of the same. */
export function isBusy(error: unknown): boolean {
  return error instanceof Error && 'errcode' in error && (Number(error.errcode) & 0xff) === BUSY;
}

function keyOf({ key }: Readonly<Record<string, unknown>>): string {
  return String(key);
}

import { closeSync, fchmodSync, fstatSync, mkdirSync, openSync, renameSync, rmSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import type * as sqliteModule from 'node:sqlite';
import type { DatabaseSync } from 'node:sqlite';
import { messageOf } from '../base/errors.ts';
import type { Logger } from '../base/logger.ts';

export type SqliteModule = typeof sqliteModule;

export interface SqliteFile<S> {
  /** Opens the file when it is not, and does `work` with what `prepare` made. Throws what SQLite throws. */
  use<T>(work: (prepared: S) => T): T;
  close(): void;
}

export interface SqliteFileOptions<S> {
  readonly sqlite: SqliteModule;
  readonly path: string;
  /** Creates what is missing in the file, prepares the statements. */
  readonly prepare: (database: DatabaseSync) => S;
  readonly log: Logger;
}

interface Opened<S> {
  readonly database: DatabaseSync;
  readonly prepared: S;
  readonly inode: bigint;
}

/** Result codes (https://www.sqlite.org/rescode.html): SQLITE_CORRUPT, SQLITE_NOTADB. */
const BROKEN = new Set([11, 26]);

/**
 * A database file that may be thrown away: one that turns out not to be a sound database is set aside as
 * `PATH.corrupt` (the latest only) and begun anew. Several processes may have it open.
 */
export function sqliteFile<S>(options: SqliteFileOptions<S>): SqliteFile<S> {
  const { path, log } = options;
  let opened: Opened<S> | undefined;

  function open(): Opened<S> {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    holdForUserAlone(path);
    const database = new options.sqlite.DatabaseSync(path);
    try {
      return { database, prepared: options.prepare(database), inode: inodeOf(path) ?? 0n };
    } catch (error) {
      const inode = inodeOf(path);
      database.close();
      if (isBroken(error) && inode !== undefined) setAside(inode, error);
      throw error;
    }
  }

  function close(): void {
    opened?.database.close();
    opened = undefined;
  }

  /** Unless another process has done it: then a new file stands there already. */
  function setAside(inode: bigint, error: unknown): void {
    if (inodeOf(path) !== inode) return;
    renameSync(path, `${path}.corrupt`);
    rmSync(`${path}-wal`, { force: true });
    rmSync(`${path}-shm`, { force: true });
    log.warn(`cache: ${path} was not a sound database (${messageOf(error)}): set aside and begun anew`);
  }

  function attempt<T>(work: (prepared: S) => T): T {
    const current = (opened ??= open());
    try {
      return work(current.prepared);
    } catch (error) {
      if (isBroken(error)) {
        close();
        setAside(current.inode, error);
      }
      throw error;
    }
  }

  return {
    use: (work) => {
      try {
        return attempt(work);
      } catch (error) {
        if (!isBroken(error)) throw error;
        return attempt(work);
      }
    },
    close,
  };
}

/** SQLite itself would make a file that all may read; its journals take the file's mode. */
function holdForUserAlone(path: string): void {
  const file = openSync(path, 'a', 0o600);
  try {
    if ((fstatSync(file).mode & 0o077) !== 0) fchmodSync(file, 0o600);
  } finally {
    closeSync(file);
  }
}

function isBroken(error: unknown): boolean {
  if (!(error instanceof Error) || !('errcode' in error) || typeof error.errcode !== 'number') return false;
  // The upper bits tell more of the same (extended result codes).
  return BROKEN.has(error.errcode & 0xff);
}

function inodeOf(path: string): bigint | undefined {
  return statSync(path, { bigint: true, throwIfNoEntry: false })?.ino;
}

import { existsSync } from 'node:fs';
import { mkdir, readdir, rm, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { createOnce } from '../base/createOnce.ts';
import { keyedDigest } from '../base/dataFolder.ts';
import { messageOf } from '../base/errors.ts';
import type { Logger } from '../base/logger.ts';
import { readSealed, writeSealed } from './sealedFile.ts';
import { fromSealed, STORED_SHAPE, toSealed, type StoredIndex } from './storedIndex.ts';

interface PersistedIndexOptions {
  /** The user's data folder. */
  readonly dataFolder: string;
  readonly key: Uint8Array;
  /** All that tells this index from those of other workspaces and other settings. */
  readonly identity: () => string;
  /** The build of the program: another one may cut and count otherwise. */
  readonly build: string;
  readonly log: Logger;
}

/** What became of what is kept, counted since the start. */
export interface PersistedCounts {
  readonly loaded: number;
  /** Files that were damaged, and are made anew. */
  readonly broken: number;
  readonly written: number;
}

const FOLDER = 'index';
const ENDING = '.index';
const NAME_DIGITS = 16;
/** A larger index is made anew each time: some 30 million lines. */
const MOST_FILE_BYTES = 512_000_000;
/** Of all workspaces together; the longest unused go first. */
const MOST_FOLDER_BYTES = 2_000_000_000;
const UNUSED_MS = 60 * 24 * 3_600_000;
/** Writing takes less than a second; what stands longer was left behind by a process that was killed. */
const ABANDONED_MS = 60_000;

/**
 * The index of a workspace in the user's data folder: encrypted, named by a keyed digest. What is damaged, or made by
 * another build, counts as absent. Nothing here throws: without it indexing only takes longer.
 */
export class PersistedIndex {
  readonly #options: PersistedIndexOptions;
  readonly #counts = { loaded: 0, broken: 0, written: 0 };

  constructor(options: PersistedIndexOptions) {
    this.#options = options;
  }

  get counts(): PersistedCounts {
    return { ...this.#counts };
  }

  /** Whether there is something to load. */
  exists(): boolean {
    return existsSync(this.#seal().path);
  }

  async load(): Promise<StoredIndex | undefined> {
    const seal = this.#seal();
    const read = readSealed(seal, MOST_FILE_BYTES);
    if ('absent' in read && read.absent !== 'broken') return undefined;
    try {
      if ('absent' in read) throw new Error('it is damaged');
      const stored = fromSealed(read);
      this.#counts.loaded++;
      const now = new Date();
      await utimes(seal.path, now, now).catch(() => undefined);
      return stored;
    } catch (error) {
      this.#counts.broken++;
      this.#options.log.warn(`index: ${seal.path} is not used (${messageOf(error)}): the workspace is indexed anew`);
      return undefined;
    }
  }

  /** Unless another window is writing it at the moment. */
  async save(stored: StoredIndex): Promise<void> {
    const seal = this.#seal();
    const content = toSealed(stored);
    if (content.parts.reduce((sum, { byteLength }) => sum + byteLength, 0) > MOST_FILE_BYTES) return;
    const lock = `${seal.path}.lock`;
    try {
      await mkdir(this.#folder, { recursive: true, mode: 0o700 });
      if (!(await takeLock(lock))) return;
      try {
        await writeSealed(seal, content);
        this.#counts.written++;
        await this.#evict(seal.path);
      } finally {
        await rm(lock, { force: true });
      }
    } catch (error) {
      this.#options.log.warn(`index: ${seal.path} was not written (${messageOf(error)})`);
    }
  }

  get #folder(): string {
    return join(this.#options.dataFolder, FOLDER);
  }

  #seal() {
    const { key, build, identity } = this.#options;
    const name = keyedDigest(key)(`index\0${identity()}`).slice(0, NAME_DIGITS);
    return { path: join(this.#folder, `${name}${ENDING}`), key, maker: `${build}\0${STORED_SHAPE}` };
  }

  /** Removes what nobody used for long, what is too much, and what was left behind half written. */
  async #evict(own: string): Promise<void> {
    const names = await readdir(this.#folder);
    const entries = await Promise.all(
      names.map(async (name) => {
        const path = join(this.#folder, name);
        const found = await stat(path).catch(() => undefined);
        return { path, bytes: found?.size ?? 0, ageMs: Date.now() - (found?.mtimeMs ?? 0) };
      }),
    );
    let bytes = 0;
    for (const entry of entries.sort((a, b) => a.ageMs - b.ageMs)) {
      bytes += entry.bytes;
      if (entry.path === own) continue;
      const isIndex = entry.path.endsWith(ENDING);
      const unwanted = isIndex ? entry.ageMs > UNUSED_MS || bytes > MOST_FOLDER_BYTES : entry.ageMs > ABANDONED_MS;
      if (!unwanted) continue;
      bytes -= entry.bytes;
      await rm(entry.path, { force: true });
    }
  }
}

/** The lock only saves work: each writer has a temporary file of its own. */
async function takeLock(path: string): Promise<boolean> {
  if (createOnce(path, String(process.pid), { mode: 0o600 })) return true;
  const found = await stat(path).catch(() => undefined);
  if (found && Date.now() - found.mtimeMs < ABANDONED_MS) return false;
  await rm(path, { force: true });
  return createOnce(path, String(process.pid), { mode: 0o600 });
}

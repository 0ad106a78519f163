import { createHash, randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { withFileLock } from '../audit/fileLock.ts';
import { keyedDigest } from '../base/dataFolder.ts';
import { messageOf } from '../base/errors.ts';
import type { Logger } from '../base/logger.ts';
import { deriveKey, seal, unseal } from '../base/seal.ts';
import { NOTHING_LEARNED, type LearnedState } from '../engine/ranking/learned.ts';
import type { LearnedSnapshot, LearnedStore } from './learnedStore.ts';
import { fromJson, toJson } from './stateJson.ts';

export interface LearnedFileOptions {
  /** The user's data folder. */
  readonly dataFolder: string;
  /** Kept on this machine: what it encrypts opens in the next process too. */
  readonly key: Uint8Array;
  /** Folders of the workspace. */
  readonly roots: readonly string[];
  readonly log: Logger;
}

const NAME_DIGITS = 16;
const LOCK_PATIENCE_MS = 2000;
/** Full in every part it takes a third of this. */
const MOST_FILE_BYTES = 4_000_000;
const BOUND = Buffer.from('winnow learned state');
const NOTHING: LearnedSnapshot = { state: NOTHING_LEARNED, digest: '' };
const ABSENT = 'absent';

/**
 * What was learned in a workspace, in one small file of the user's data folder: encrypted, since it names files, under a
 * name that does not tell the workspace. It is written beside and renamed, under a lock, so that of two windows neither
 * loses what the other learned and a reader never sees half. A file that does not open is set aside.
 */
export class LearnedFile implements LearnedStore {
  readonly #path: string;
  readonly #key: Uint8Array;
  readonly #log: Logger;
  #snapshot = NOTHING;
  /** Tells the file that the snapshot was read from. */
  #stamp = ABSENT;
  #failed = false;
  #problem: string | undefined;

  constructor({ dataFolder, key, roots, log }: LearnedFileOptions) {
    const name = keyedDigest(key)(`learned\0${[...roots].sort().join('\0')}`).slice(0, NAME_DIGITS);
    this.#path = join(dataFolder, 'learned', name);
    this.#key = deriveKey(key, 'winnow learned state');
    this.#log = log;
  }

  current(): LearnedSnapshot {
    const stamp = stampOf(this.#path);
    if (stamp !== this.#stamp) {
      this.#snapshot = stamp === ABSENT ? NOTHING : this.#read(stamp);
      if (this.#snapshot !== NOTHING) this.#problem = undefined;
      this.#stamp = stamp;
    }
    return this.#snapshot;
  }

  get problem(): string | undefined {
    return this.#problem;
  }

  update(change: (state: LearnedState) => LearnedState): Promise<boolean> {
    return this.#locked(() => {
      const { state } = this.current();
      const next = change(state);
      if (next !== state) this.#write(toJson(next));
    });
  }

  reset(): Promise<boolean> {
    return this.#locked(() => rmSync(this.#path, { force: true }));
  }

  async #locked(work: () => void): Promise<boolean> {
    try {
      mkdirSync(dirname(this.#path), { recursive: true, mode: 0o700 });
      if (!(await withFileLock(`${this.#path}.lock`, LOCK_PATIENCE_MS, work)))
        throw new Error('another process holds its lock');
      this.#failed = false;
      this.#problem = undefined;
      return true;
    } catch (error) {
      if (!this.#failed) this.#log.warn(`learning: ${this.#path} cannot be written (${messageOf(error)})`);
      this.#failed = true;
      return false;
    }
  }

  #write(json: string): void {
    const temporary = `${this.#path}.${randomBytes(4).toString('hex')}.tmp`;
    try {
      writeFileSync(temporary, seal(this.#key, BOUND, Buffer.from(json)), { mode: 0o600, flag: 'wx' });
      renameSync(temporary, this.#path);
    } catch (error) {
      rmSync(temporary, { force: true });
      throw error;
    }
  }

  #read(stamp: string): LearnedSnapshot {
    try {
      if (statSync(this.#path).size > MOST_FILE_BYTES) throw new Error('it is too large');
      const json = unseal(this.#key, BOUND, readFileSync(this.#path))?.toString();
      if (json === undefined) throw new Error('it has another format');
      return { state: fromJson(json), digest: createHash('sha256').update(json).digest('hex') };
    } catch (error) {
      // Another window may have begun anew since: what stands there now is not what was read.
      if (stampOf(this.#path) === stamp) this.#setAside(error);
      return NOTHING;
    }
  }

  #setAside(error: unknown): void {
    this.#problem = 'what was learned could not be read: it begins anew; see the log';
    const aside = `${this.#path}.broken`;
    try {
      renameSync(this.#path, aside);
      this.#log.warn(`learning begins anew: ${this.#path} does not open (${messageOf(error)}); kept as ${aside}`);
    } catch {
      this.#log.warn(`learning: ${this.#path} does not open (${messageOf(error)})`);
    }
  }
}

function stampOf(path: string): string {
  try {
    const stat = statSync(path, { bigint: true, throwIfNoEntry: false });
    return stat ? `${stat.ino} ${stat.size} ${stat.mtimeNs}` : ABSENT;
  } catch {
    return ABSENT;
  }
}

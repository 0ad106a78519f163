import { mkdirSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { SavingsSummary } from '../../../shared/src/savingsProtocol.ts';
import { withFileLock } from '../audit/fileLock.ts';
import { keyedDigest } from '../base/dataFolder.ts';
import { messageOf } from '../base/errors.ts';
import type { Logger } from '../base/logger.ts';
import { deriveKey } from '../base/seal.ts';
import { readDays, writeDays } from './daysFile.ts';
import { addCounts, countsOf, NO_COUNTS, type LedgerEntry } from './entry.ts';
import { summarize, type LedgerDays } from './summary.ts';

export interface LedgerOptions {
  /** The user's data folder. */
  readonly dataFolder: string;
  /** Kept on this machine: what it seals opens in the next process too. */
  readonly key: Uint8Array;
  /** Folders of the workspace. */
  readonly roots: readonly string[];
  /** Milliseconds since 1970; a day is one of the machine's time zone. */
  readonly wallClockMs: () => number;
  readonly log: Logger;
}

const NAME_DIGITS = 16;
const LOCK_PATIENCE_MS = 2000;
/** What a process that is killed may lose. */
const WRITE_AFTER_MS = 1000;

/**
 * What a workspace's questions and outputs cost and saved, by day: counts in one small sealed file of the user's data
 * folder, under a name that does not tell the workspace. Entries gather in memory and are added to the file under a
 * lock, so that several processes lose none of each other's. A ledger that fails costs its figures, never a request.
 */
export class Ledger {
  readonly #path: string;
  readonly #key: Uint8Array;
  readonly #nowMs: () => number;
  readonly #log: Logger;
  #pending = new Map<string, ReturnType<typeof addCounts>>();
  #timer: NodeJS.Timeout | undefined;
  #writing: Promise<boolean> = Promise.resolve(true);
  #failed = false;

  constructor({ dataFolder, key, roots, wallClockMs, log }: LedgerOptions) {
    const name = keyedDigest(key)(`ledger\0${[...roots].sort().join('\0')}`).slice(0, NAME_DIGITS);
    this.#path = join(dataFolder, 'ledger', name);
    this.#key = deriveKey(key, 'winnow savings ledger');
    this.#nowMs = wallClockMs;
    this.#log = log;
  }

  /** Adds an entry to today; it is written soon. */
  record(entry: LedgerEntry): void {
    const today = dayOf(this.#nowMs());
    this.#pending.set(today, addCounts(this.#pending.get(today) ?? NO_COUNTS, countsOf(entry)));
    this.#timer ??= setTimeout(() => void this.flush(), WRITE_AFTER_MS).unref();
  }

  /** What is kept, and what this process has not written yet. */
  summary(): SavingsSummary {
    return summarize(merged(this.#kept(), this.#pending), dayOf(this.#nowMs()));
  }

  /** Writes what gathered. @returns whether all of it is kept */
  flush(): Promise<boolean> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#writing = this.#writing.then(() => this.#write());
    return this.#writing;
  }

  /** Forgets all days. @returns whether they are gone */
  async reset(): Promise<boolean> {
    this.#pending.clear();
    await this.#writing;
    return this.#locked(() => rmSync(this.#path, { force: true }));
  }

  async #write(): Promise<boolean> {
    if (this.#pending.size === 0) return true;
    return this.#locked(() => {
      writeDays(this.#path, this.#key, merged(this.#kept(), this.#pending));
      this.#pending.clear();
    });
  }

  async #locked(work: () => void): Promise<boolean> {
    try {
      mkdirSync(dirname(this.#path), { recursive: true, mode: 0o700 });
      if (!(await withFileLock(`${this.#path}.lock`, LOCK_PATIENCE_MS, work)))
        throw new Error('another process holds its lock');
      this.#failed = false;
      return true;
    } catch (error) {
      if (!this.#failed) this.#log.warn(`ledger: ${this.#path} cannot be written (${messageOf(error)})`);
      this.#failed = true;
      return false;
    }
  }

  #kept(): LedgerDays {
    try {
      return readDays(this.#path, this.#key);
    } catch (error) {
      this.#setAside(error);
      return new Map();
    }
  }

  #setAside(error: unknown): void {
    const aside = `${this.#path}.broken`;
    try {
      renameSync(this.#path, aside);
      this.#log.warn(`the ledger begins anew: ${this.#path} does not open (${messageOf(error)}); kept as ${aside}`);
    } catch {
      this.#log.warn(`ledger: ${this.#path} does not open (${messageOf(error)})`);
    }
  }
}

function merged(days: LedgerDays, more: LedgerDays): LedgerDays {
  const all = new Map(days);
  for (const [day, counts] of more) all.set(day, addCounts(all.get(day) ?? NO_COUNTS, counts));
  return all;
}

/** The day of the machine's time zone, as `2026-03-01`. */
function dayOf(ms: number): string {
  const date = new Date(ms);
  const two = (part: number): string => String(part).padStart(2, '0');
  return `${String(date.getFullYear()).padStart(4, '0')}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

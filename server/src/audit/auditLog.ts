import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { keyedDigest } from '../base/dataFolder.ts';
import { messageOf } from '../base/errors.ts';
import type { Logger } from '../base/logger.ts';
import { appendRecords, syncTrail } from './append.ts';
import { Chain, sha256 } from './chain.ts';
import type { AuditEvent } from './event.ts';
import { withFileLock, withFreeLock } from './fileLock.ts';
import { toPending, type Digests, type PendingRecord, type RecordBody } from './record.ts';

export interface AuditLogOptions {
  /** Made when the first record is written. */
  readonly folder: string;
  readonly key: Uint8Array;
  readonly log: Logger;
  readonly maxFileBytes?: number;
  /** Most records that wait to be written. */
  readonly maxPending?: number;
}

const MAX_FILE_BYTES = 5_000_000;
/** Records that come together are written together. */
const FLUSH_DELAY_MS = 50;
/** A write costs as much as sixty records (lock, head, renaming), so under load there are few of them. */
const BETWEEN_WRITES_MS = 250;
const LOCK_PATIENCE_MS = 5000;
/** Work that never lets a timer run must not keep what it did to itself: then records are written as they come. */
const LONGEST_DELAY_MS = 100;
const MANY_PENDING = 500;
/** Each holds on to its pack until it is written; so many are in the cache's memory anyway. */
const MOST_PENDING = 1000;

export const LOCK_FILE = 'lock';

/** A workspace's audit trail, one for all processes. Recording costs a question nothing; digesting and writing come after. */
export class AuditLog {
  readonly #options: AuditLogOptions;
  readonly #chain: Chain;
  readonly #digests: Digests;
  #pending: PendingRecord[] = [];
  #dropped = 0;
  #waitingSinceMs = 0;
  #wroteAtMs = -Infinity;
  #timer: NodeJS.Timeout | undefined;
  #flushing: Promise<void> = Promise.resolve();
  #failed = false;
  #wrote = false;

  constructor(options: AuditLogOptions) {
    this.#options = options;
    this.#chain = new Chain(options.key);
    this.#digests = { keyed: keyedDigest(options.key), plain: sha256 };
  }

  /** Why nothing is recorded at the moment; told in packs, whose readers do not see the log. */
  get problem(): string | undefined {
    return this.#failed
      ? 'the audit trail cannot be written: what is handed out is not recorded; see the log'
      : undefined;
  }

  /** Never throws and never waits for another process. */
  record(event: AuditEvent): void {
    if (this.#pending.length >= (this.#options.maxPending ?? MOST_PENDING)) {
      this.#dropped++;
      return;
    }
    const nowMs = performance.now();
    if (this.#pending.length === 0) this.#waitingSinceMs = nowMs;
    this.#pending.push(toPending(event, nowIso()));
    this.#timer ??= setTimeout(() => void this.flush(), this.#delayMs(nowMs));
    if (this.#pending.length % MANY_PENDING === 0 || this.#isLate(nowMs)) this.#flushIfFree();
  }

  #delayMs(nowMs: number): number {
    return Math.max(FLUSH_DELAY_MS, this.#wroteAtMs + BETWEEN_WRITES_MS - nowMs);
  }

  #isLate(nowMs: number): boolean {
    return nowMs - this.#waitingSinceMs > LONGEST_DELAY_MS && nowMs - this.#wroteAtMs > BETWEEN_WRITES_MS;
  }

  /** Writes what is waiting. A failure is told in the log once, and what could not be written waits on. */
  flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#flushing = this.#flushing.then(() => this.#flush());
    return this.#flushing;
  }

  async close(): Promise<void> {
    await this.flush();
    this.#sync();
    const lost = this.#pending.length + this.#dropped;
    if (lost > 0) this.#options.log.error(`audit trail: ${lost} records could not be written and are lost`);
  }

  /** What was written survives a power cut from here on; before, the system writes it to the disk when it pleases. */
  #sync(): void {
    if (!this.#wrote) return;
    try {
      syncTrail(this.#options.folder);
      this.#wrote = false;
    } catch (error) {
      this.#fail(error);
    }
  }

  async #flush(): Promise<void> {
    if (this.#pending.length + this.#dropped === 0) return;
    try {
      const had = await withFileLock(this.#lockPath(), LOCK_PATIENCE_MS, () => this.#write());
      if (!had) throw new Error(`another process holds ${LOCK_FILE}; delete it when none does`);
      this.#failed = false;
    } catch (error) {
      this.#fail(error);
    }
  }

  /** Now or, when another process writes, with the next record. */
  #flushIfFree(): void {
    this.#waitingSinceMs = performance.now();
    try {
      withFreeLock(this.#lockPath(), () => this.#write());
    } catch (error) {
      this.#fail(error);
    }
  }

  #lockPath(): string {
    const { folder } = this.#options;
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    return join(folder, LOCK_FILE);
  }

  #fail(error: unknown): void {
    const { folder, log } = this.#options;
    if (!this.#failed) log.error(`audit trail: ${folder} cannot be written (${messageOf(error)})`);
    this.#failed = true;
  }

  #write(): void {
    const { folder, maxFileBytes = MAX_FILE_BYTES } = this.#options;
    const records = this.#pending;
    const dropped = this.#dropped;
    if (records.length + dropped === 0) return;
    appendRecords({
      folder,
      chain: this.#chain,
      records: dropped === 0 ? records : [...records, droppedRecord(dropped)],
      digests: this.#digests,
      maxFileBytes,
      now: nowIso,
    });
    this.#pending = [];
    this.#dropped = 0;
    this.#wrote = true;
    this.#wroteAtMs = performance.now();
  }
}

function droppedRecord(count: number): PendingRecord {
  return { time: nowIso(), bodyJson: () => JSON.stringify({ kind: 'dropped', count } satisfies RecordBody) };
}

function nowIso(): string {
  return new Date().toISOString();
}

import type { Clock } from '../base/clock.ts';
import { withDeadline } from '../base/deadline.ts';
import { createBreaker, type Breaker } from '../cache/breaker.ts';
import type { RequestRow, RowSink } from '../cache/requestRow.ts';

export interface RowWriterOptions {
  readonly sink: RowSink;
  readonly clock: Clock;
  /** How long rows wait for others to be written with. */
  readonly intervalMs: number;
  /** Of one batch. */
  readonly deadlineMs: number;
  /** Rows, and entries that were read, that may wait. Default 1,000. */
  readonly mostWaiting?: number;
  /** Told when the sink begins to fail, with its error, and when it takes rows again. */
  readonly onChange?: (state: 'open' | 'closed', error: unknown) => void;
}

export interface RowWriterStats {
  readonly written: number;
  /** Rows that are lost: too many waited, or their batch failed too often. */
  readonly dropped: number;
  readonly waiting: number;
  readonly breaker: Breaker['state'];
}

/** Rows that nobody waits for. Nothing here rejects or throws. */
export interface RowWriter {
  add(row: RequestRow): void;
  /** An entry of the cache was read. */
  used(address: string): void;
  /** Writes what waits, within one deadline, and lets go of the sink. */
  close(): Promise<void>;
  stats(): RowWriterStats;
}

const MOST_WAITING = 1000;
/** A row that the sink will never take must not hold up the others. */
const MOST_ATTEMPTS = 20;
const LONGEST_COOL_DOWN_MS = 300_000;

/** Gathers rows and gives them to a sink in batches, one at a time, each under a deadline and behind a circuit breaker. */
export function createRowWriter(options: RowWriterOptions): RowWriter {
  const { sink, clock, intervalMs, deadlineMs, mostWaiting = MOST_WAITING } = options;
  let rows: RequestRow[] = [];
  let uses = new Map<string, number>();
  let attempts = 0;
  let written = 0;
  let dropped = 0;
  let lastError: unknown;
  let cancelTimer: (() => void) | undefined;
  let flushing: Promise<void> | undefined;
  let closed = false;

  const breaker = createBreaker({
    clock,
    threshold: 1,
    coolDownMs: intervalMs,
    longestCoolDownMs: LONGEST_COOL_DOWN_MS,
    onChange: (state) => options.onChange?.(state, lastError),
  });

  function schedule(): void {
    if (closed || cancelTimer || flushing) return;
    cancelTimer = clock.after(intervalMs, () => {
      cancelTimer = undefined;
      void flush();
    });
  }

  function flush(): Promise<void> {
    flushing ??= write().finally(() => {
      flushing = undefined;
      if (rows.length + uses.size > 0) schedule();
    });
    return flushing;
  }

  async function write(): Promise<void> {
    if (rows.length + uses.size === 0) return;
    const permit = breaker.enter();
    if (!permit) return;
    const batch = { rows, uses };
    [rows, uses] = [[], new Map()];
    try {
      await (sink.holdsThread ? sink.write(batch) : withDeadline(() => sink.write(batch), { deadlineMs, clock }));
      written += batch.rows.length;
      attempts = 0;
      permit.succeed();
    } catch (error) {
      lastError = error;
      takeBack(batch.rows);
      permit.fail();
    }
  }

  /** Uses are hints, and are not told again. */
  function takeBack(failed: readonly RequestRow[]): void {
    attempts++;
    const again = attempts < MOST_ATTEMPTS ? failed : [];
    if (again.length === 0) attempts = 0;
    const all = [...again, ...rows];
    rows = all.slice(0, mostWaiting);
    dropped += failed.length - again.length + all.length - rows.length;
  }

  return {
    add: (row) => {
      if (closed || rows.length >= mostWaiting) dropped++;
      else rows.push(row);
      schedule();
    },
    used: (address) => {
      if (closed || (uses.size >= mostWaiting && !uses.has(address))) return;
      uses.set(address, (uses.get(address) ?? 0) + 1);
      schedule();
    },
    close: async () => {
      if (closed) return;
      closed = true;
      cancelTimer?.();
      await flushing;
      await flush();
      dropped += rows.length;
      rows = [];
      await withDeadline(() => sink.close(), { deadlineMs, clock }).catch(() => {});
    },
    stats: () => ({ written, dropped, waiting: rows.length, breaker: breaker.state }),
  };
}

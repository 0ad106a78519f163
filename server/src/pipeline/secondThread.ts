import type { StatsResult } from '../../../shared/src/protocol.ts';
import type { Clock } from '../base/clock.ts';
import { messageOf } from '../base/errors.ts';
import type { Logger } from '../base/logger.ts';
import type { PipelineThread } from './pipelineThread.ts';

export interface SecondThreadOptions {
  readonly clock: Clock;
  readonly log: Logger;
  /** A thread like the first, that has not begun. */
  readonly create: () => PipelineThread;
  /** How long a question waits for its turn before the thread begins, if many do. */
  readonly longWaitMs: number;
  /** How many questions wait. */
  readonly waiting: () => number;
  /** Of the first thread. */
  readonly stats: () => Promise<StatsResult>;
  /** What a thread counted, before it ends. */
  readonly onEnd: (thread: PipelineThread, last: StatsResult) => void;
}

const MANY_WAITING = 32;
/** Its index is another 30 MB or so of memory, and half a second of work to have back. */
const IDLE_MS = 20_000;
/** A new index is written when it has rested for two seconds. */
const NOT_KEPT_MS = 3000;
const NOT_AGAIN_MS = 60_000;

/**
 * A second thread for questions, while many wait and the index lies on disk, where it is read in a moment: building it
 * twice would cost more than it brings. It ends when it was not needed for a while.
 */
export class SecondThread {
  readonly #options: SecondThreadOptions;
  #thread: PipelineThread | undefined;
  #ready = false;
  #closed = false;
  #notBeforeMs = -Infinity;
  #usedAtMs = 0;
  #stopTimer: (() => void) | undefined;

  constructor(options: SecondThreadOptions) {
    this.#options = options;
  }

  /** The thread, where it takes questions. */
  get ready(): PipelineThread | undefined {
    return this.#ready ? this.#thread : undefined;
  }

  /** The thread, to be told what the first one is told. */
  get begun(): PipelineThread | undefined {
    return this.#thread;
  }

  /** Told of each question how long it waited for its turn. */
  waited(ms: number): void {
    const { clock, longWaitMs, waiting } = this.#options;
    if (this.#thread) this.#usedAtMs = clock.nowMs();
    else if (ms >= longWaitMs && waiting() >= MANY_WAITING && clock.nowMs() >= this.#notBeforeMs) void this.#begin();
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#end();
  }

  async #begin(): Promise<void> {
    const { clock, create, log, stats } = this.#options;
    // Also while the answer is awaited: one at a time.
    this.#notBeforeMs = clock.nowMs() + NOT_KEPT_MS;
    try {
      const { persistedIndex: kept } = await stats();
      if (!kept || kept.loaded + kept.written === 0 || this.#closed || this.#thread) return;
      this.#notBeforeMs = clock.nowMs() + NOT_AGAIN_MS;
      const thread = create();
      this.#thread = thread;
      await thread.call('warmUp', null);
      if (this.#thread !== thread) return;
      this.#ready = true;
      this.#usedAtMs = clock.nowMs();
      this.#look();
    } catch (error) {
      log.warn(`a second thread for questions could not begin: ${messageOf(error)}`);
      await this.#end();
    }
  }

  #look(): void {
    const { clock } = this.#options;
    this.#stopTimer = clock.after(IDLE_MS, () => {
      const isIdle = clock.nowMs() - this.#usedAtMs >= IDLE_MS && this.#thread?.calls === 0;
      if (isIdle) void this.#end();
      else this.#look();
    });
  }

  async #end(): Promise<void> {
    this.#stopTimer?.();
    const thread = this.#thread;
    this.#thread = undefined;
    this.#ready = false;
    if (!thread) return;
    const last = await thread.call<StatsResult>('stats', null).catch(() => undefined);
    if (last) this.#options.onEnd(thread, last);
    await thread.close();
  }
}

import type { Clock } from '../base/clock.ts';
import { DeadlineError } from '../base/deadline.ts';
import { BusyError, SupersededError } from '../base/errors.ts';
import { untilAborted } from '../base/untilAborted.ts';
import { RankedLine, type Ranked } from './rankedLine.ts';

export interface RequestQueueOptions {
  readonly clock: Clock;
  /** How many are worked on at a time; asked again for each. */
  readonly mostRunning: () => number;
  /** How many may wait; who comes then is told that it is busy. */
  readonly mostWaiting: number;
  /** What a step of priority is worth in milliseconds of waiting: nobody waits for ever behind those who matter more. */
  readonly agingMs: number;
  /** Told of each how long it waited. */
  readonly onTurn?: (waitedMs: number) => void;
}

/** What the queue needs to know of a request. */
export interface Turn {
  /** 1 (first) to 10. Default 5. */
  readonly priority?: number | undefined;
  /** What it is asked for: a newer request for the same takes its place. */
  readonly document?: string | undefined;
  /** How long the answer is of use, from arrival. */
  readonly deadlineMs?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

interface Waiting extends Ranked {
  readonly enter: () => void;
}

const DEFAULT_PRIORITY = 5;

/**
 * Lets requests in by priority and age. All of them age alike, so who goes before whom is decided on arrival: by the
 * moment of arrival plus what the priority costs. Waiting or running, a request that is cancelled, superseded or late is
 * rejected at once.
 */
export class RequestQueue {
  readonly #options: RequestQueueOptions;
  readonly #waiting = new RankedLine<Waiting>();
  readonly #newest = new Map<string, AbortController>();
  #running = 0;

  constructor(options: RequestQueueOptions) {
    this.#options = options;
  }

  get waiting(): number {
    return this.#waiting.length;
  }

  get running(): number {
    return this.#running;
  }

  /** @throws BusyError, SupersededError, DeadlineError, or the signal's reason */
  async run<T>(turn: Turn, work: (signal: AbortSignal | undefined) => Promise<T>): Promise<T> {
    turn.signal?.throwIfAborted();
    const { signal, release } = this.#limits(turn);
    try {
      await this.#enter(turn.priority ?? DEFAULT_PRIORITY, signal);
      return await untilAborted(this.#hold(work, signal), signal);
    } finally {
      release();
    }
  }

  /** The place is free when the work has ended, not when nobody waits for it any more: it may go on for a while. */
  async #hold<T>(work: (signal: AbortSignal | undefined) => Promise<T>, signal: AbortSignal | undefined): Promise<T> {
    try {
      return await work(signal);
    } finally {
      this.#leave();
    }
  }

  /** One signal for all that ends a request early; the caller's own where there is nothing else. */
  #limits({ document, deadlineMs, signal }: Turn): { signal: AbortSignal | undefined; release: () => void } {
    if (document === undefined && deadlineMs === undefined) return { signal, release: () => {} };
    const own = new AbortController();
    const releases: (() => void)[] = [];
    if (deadlineMs !== undefined) {
      releases.push(this.#options.clock.after(deadlineMs, () => own.abort(new DeadlineError(deadlineMs))));
    }
    if (document !== undefined) {
      this.#newest.get(document)?.abort(new SupersededError());
      this.#newest.set(document, own);
      releases.push(() => {
        if (this.#newest.get(document) === own) this.#newest.delete(document);
      });
    }
    return {
      signal: signal ? AbortSignal.any([signal, own.signal]) : own.signal,
      release: () => releases.forEach((one) => one()),
    };
  }

  #enter(priority: number, signal: AbortSignal | undefined): Promise<void> | void {
    const { clock, mostRunning, mostWaiting, agingMs, onTurn } = this.#options;
    if (this.#waiting.length === 0 && this.#running < mostRunning()) {
      this.#running++;
      onTurn?.(0);
      return;
    }
    if (this.#waiting.length >= mostWaiting) throw new BusyError(this.#waiting.length);
    const sinceMs = clock.nowMs();
    return new Promise<void>((resolve, reject) => {
      const giveUp = () => {
        this.#waiting.remove(entry);
        reject(signal!.reason as Error);
      };
      const entry: Waiting = {
        rank: sinceMs + priority * agingMs,
        enter: () => {
          signal?.removeEventListener('abort', giveUp);
          onTurn?.(clock.nowMs() - sinceMs);
          resolve();
        },
      };
      signal?.addEventListener('abort', giveUp, { once: true });
      this.#waiting.insert(entry);
    });
  }

  /** The place goes to the next one, and places that there are by now to those after it. */
  #leave(): void {
    this.#running--;
    while (this.#waiting.length > 0 && this.#running < this.#options.mostRunning()) {
      this.#running++;
      this.#waiting.takeFirst()!.enter();
    }
  }
}

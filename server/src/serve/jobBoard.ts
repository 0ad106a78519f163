import { Queue, QueueEvents } from 'bullmq';
import { systemClock } from '../base/clock.ts';
import { withDeadline } from '../base/deadline.ts';
import { UserError } from '../base/errors.ts';
import { connectQueue } from '../cache/queueConnection.ts';
import type { StoreUrl } from '../cache/storeUrl.ts';
import { JobSeal, type SealedText } from './jobSeal.ts';
import { JOB_NAME, KEEP_JOBS, MOST_EVENTS, QUEUE_PREFIX } from './queueLayout.ts';

export interface JobBoardOptions {
  readonly store: StoreUrl;
  /** 32 bytes, as `cache/teamKey` makes them. */
  readonly teamKey: Uint8Array;
  /** Names the batch, so that its tasks meet their jobs when it is gone on with. */
  readonly batch: string;
  readonly onFault: (fault: string) => void;
}

export interface Collected {
  /** The line of results. */
  readonly line: string;
  /** To be called when the line is safe: the job is forgotten. */
  readonly collected: () => Promise<void>;
}

interface Waiter {
  readonly task: string;
  readonly resolve: (line: string) => void;
  readonly reject: (error: Error) => void;
}

const LOOK_AGAIN_MS = 1000;
const LAST_WORDS_MS = 2000;

/**
 * Hands tasks to the workers of a queue and collects each one's result, once. Events say when a job has ended; since one
 * may be missed, jobs are looked for besides, and put up again where Redis lost them.
 */
export class JobBoard {
  readonly #batch: string;
  readonly #seal: JobSeal;
  readonly #queue: Queue<SealedText, SealedText>;
  readonly #events: QueueEvents;
  readonly #disconnect: () => void;
  readonly #waiters = new Map<string, Waiter>();
  readonly #timer: NodeJS.Timeout;
  #looking = false;
  readonly #forgetting = new Set<Promise<unknown>>();

  private constructor(options: JobBoardOptions, connection: Awaited<ReturnType<typeof connectQueue>>) {
    this.#batch = options.batch;
    this.#seal = new JobSeal(options.teamKey);
    const shared = { connection, prefix: QUEUE_PREFIX };
    const name = this.#seal.queueName;
    this.#queue = new Queue(name, { ...shared, streams: { events: { maxLen: MOST_EVENTS } } });
    this.#events = new QueueEvents(name, shared);
    this.#disconnect = () => connection.disconnect();
    // The connection's own listener says why; without these two, the first fault would end the process.
    this.#queue.on('error', () => {});
    this.#events.on('error', () => {});
    this.#events.on('completed', ({ jobId, returnvalue }) => this.#completed(jobId, returnvalue));
    this.#events.on('failed', ({ jobId, failedReason }) => this.#failed(jobId, failedReason));
    this.#timer = setInterval(() => void this.#lookAgain(), LOOK_AGAIN_MS);
  }

  /** @throws UserError when Redis does not answer */
  static async open(options: JobBoardOptions): Promise<JobBoard> {
    return new JobBoard(options, await connectQueue(options.store, options.onFault));
  }

  /** @throws UserError when no worker could do it, or the signal's reason: the job then stays where it is. */
  async ask(task: string, signal: AbortSignal): Promise<Collected> {
    signal.throwIfAborted();
    const id = this.#seal.jobId(this.#batch, task);
    const { promise, resolve, reject } = Promise.withResolvers<string>();
    const stop = () => reject(signal.reason as Error);
    signal.addEventListener('abort', stop, { once: true });
    try {
      this.#waiters.set(id, { task, resolve, reject });
      await this.#put(id, task);
      return { line: await promise, collected: () => this.#forget(id) };
    } finally {
      this.#waiters.delete(id);
      signal.removeEventListener('abort', stop);
    }
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    // A job that failed is forgotten behind its answer; while Redis is away it goes by its age.
    await withDeadline(() => Promise.all(this.#forgetting), { deadlineMs: LAST_WORDS_MS, clock: systemClock }).catch(
      () => {},
    );
    await Promise.all([this.#events.close(), this.#queue.close()]).catch(() => {});
    this.#disconnect();
  }

  /** A job that is there already stays as it is. */
  async #put(id: string, task: string): Promise<void> {
    await this.#queue.add(JOB_NAME, this.#seal.close('task', id, task), {
      jobId: id,
      attempts: 1,
      stackTraceLimit: 0,
      removeOnComplete: KEEP_JOBS,
      removeOnFail: KEEP_JOBS,
    });
  }

  async #forget(id: string): Promise<void> {
    // What stays behind goes by its age.
    const forgetting = this.#queue.remove(id).catch(() => {});
    this.#forgetting.add(forgetting);
    await forgetting;
    this.#forgetting.delete(forgetting);
  }

  #completed(id: string, value: unknown): void {
    const waiter = this.#waiters.get(id);
    if (!waiter) return;
    const line = this.#seal.open('result', id, parsed(value));
    if (line !== undefined) waiter.resolve(line);
    // Not made by a worker of this team: another one shall do it.
    else void this.#forget(id).then(() => this.#put(id, waiter.task));
  }

  #failed(id: string, reason: string): void {
    const why = reason.includes('stalled') ? 'its workers ended while they were at it' : 'its worker failed';
    this.#waiters.get(id)?.reject(new UserError(`the task was given up: ${why}; see the workers’ logs`));
    if (this.#waiters.has(id)) void this.#forget(id);
  }

  async #lookAgain(): Promise<void> {
    if (this.#looking) return;
    this.#looking = true;
    try {
      await Promise.all([...this.#waiters].map(([id, { task }]) => this.#lookFor(id, task)));
    } catch {
      // Redis is away: the next look finds it again.
    } finally {
      this.#looking = false;
    }
  }

  async #lookFor(id: string, task: string): Promise<void> {
    const job = await this.#queue.getJob(id);
    if (!this.#waiters.has(id)) return;
    if (!job) await this.#put(id, task);
    else if (job.finishedOn !== undefined) {
      if (job.failedReason) this.#failed(id, job.failedReason);
      else this.#completed(id, job.returnvalue);
    }
  }
}

/** Events bring values as their JSON, jobs as they are. */
function parsed(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  try {
    return JSON.parse(value);
  } catch {
    return undefined;
  }
}

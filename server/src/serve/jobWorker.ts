import { Queue, UnrecoverableError, WaitingError, Worker, type Job } from 'bullmq';
import { isAbort } from '../base/errors.ts';
import { connectQueue } from '../cache/queueConnection.ts';
import type { StoreUrl } from '../cache/storeUrl.ts';
import { JobSeal, type SealedText } from './jobSeal.ts';
import { KEEP_JOBS, LOCK_MS, MOST_EVENTS, MOST_LOST_WORKERS, QUEUE_PREFIX, STALLED_CHECK_MS } from './queueLayout.ts';

export interface JobWorkerOptions {
  readonly store: StoreUrl;
  /** 32 bytes, as `cache/teamKey` makes them. */
  readonly teamKey: Uint8Array;
  /** Jobs at a time. */
  readonly concurrency: number;
  /** The line of results of one line of tasks; rejects with an abort only when `signal` says so. */
  readonly answer: (task: string, signal: AbortSignal) => Promise<string>;
  /** Told why Redis does not answer; each reason once in a row. */
  readonly onFault: (fault: string) => void;
}

export interface JobCounts {
  readonly done: number;
  readonly refused: number;
  readonly failed: number;
  readonly returned: number;
}

export interface JobWorker {
  readonly counts: () => JobCounts;
  readonly running: () => number;
  readonly connected: () => boolean;
  /** Jobs that nobody has begun. */
  readonly waiting: () => Promise<number>;
  /** Takes no more jobs, waits `graceMs` for those under way, gives back what is left then. */
  readonly close: (graceMs: number) => Promise<void>;
}

/** After jobs were given back, for the word to reach Redis. */
const RETURN_MS = 3000;

/** Takes jobs from the queue until it is closed. @throws UserError when Redis does not answer at first */
export async function startJobWorker(options: JobWorkerOptions): Promise<JobWorker> {
  const { store, concurrency, answer } = options;
  const seal = new JobSeal(options.teamKey);
  const onFault = oncePerFault(options.onFault);
  const connection = await connectQueue(store, onFault);
  connection.on('ready', () => onFault(''));
  const stop = new AbortController();
  const counts = { done: 0, refused: 0, failed: 0, returned: 0 };
  let running = 0;

  async function work(job: Job<SealedText, SealedText>, token: string | undefined): Promise<SealedText> {
    const id = job.id ?? '';
    const task = seal.open('task', id, job.data);
    if (task === undefined) {
      counts.refused++;
      throw new UnrecoverableError('not sealed with this team’s key');
    }
    try {
      const line = await answer(task, stop.signal);
      counts.done++;
      return seal.close('result', id, line);
    } catch (error) {
      if (stop.signal.aborted && isAbort(error)) {
        await job.moveToWait(token);
        counts.returned++;
        throw new WaitingError();
      }
      counts.failed++;
      // What went wrong is told in the result, sealed; this is a fault of ours.
      throw new UnrecoverableError('the worker failed');
    }
  }

  const shared = { connection, prefix: QUEUE_PREFIX };
  const queue = new Queue(seal.queueName, { ...shared, streams: { events: { maxLen: MOST_EVENTS } } });
  const worker = new Worker<SealedText, SealedText>(
    seal.queueName,
    async (job, token) => {
      running++;
      try {
        return await work(job, token);
      } finally {
        running--;
      }
    },
    {
      ...shared,
      concurrency,
      lockDuration: LOCK_MS,
      stalledInterval: STALLED_CHECK_MS,
      maxStalledCount: MOST_LOST_WORKERS,
      removeOnComplete: KEEP_JOBS,
      removeOnFail: KEEP_JOBS,
    },
  );
  // The connection's own listener says why; without these two, the first fault would end the process.
  queue.on('error', () => {});
  worker.on('error', () => {});

  return {
    counts: () => ({ ...counts }),
    running: () => running,
    connected: () => connection.status === 'ready',
    waiting: async () => queue.getWaitingCount(),
    close: async (graceMs) => {
      const closing = worker.close();
      if (!(await within(closing, graceMs))) stop.abort();
      // Whatever is still held then goes to others once its lock has run out.
      await within(closing, RETURN_MS);
      await within(queue.close(), RETURN_MS);
      connection.disconnect();
    },
  };
}

/** False when the promise takes longer. */
async function within(promise: Promise<unknown>, ms: number): Promise<boolean> {
  const late = Promise.withResolvers<boolean>();
  const timer = setTimeout(() => late.resolve(false), ms);
  try {
    return await Promise.race([promise.then(() => true), late.promise]);
  } finally {
    clearTimeout(timer);
  }
}

function oncePerFault(tell: (fault: string) => void): (fault: string) => void {
  let last = '';
  return (fault) => {
    if (fault !== last && fault !== '') tell(fault);
    last = fault;
  };
}

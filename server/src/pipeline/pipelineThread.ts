import { Worker } from 'node:worker_threads';
import { workerEntry } from '../base/bundle.ts';
import { isAbort } from '../base/errors.ts';
import type { Logger } from '../base/logger.ts';
import { ChannelClient, type CallOptions } from './channel.ts';

/** Says that the thread went away under a call, as against the call's own failure. */
class WorkerGone extends Error {
  override readonly name = 'WorkerGone';
}

/** A method of the thread, and its parameters. */
export type Told = readonly [method: string, params: unknown];

export interface PipelineThreadOptions {
  /** What a thread is told when it begins: its configuration, and what was said since. */
  readonly begin: () => readonly Told[];
  readonly log: Logger;
  /** Told when a thread ends that nobody closed. */
  readonly onLost: () => void;
}

interface Running {
  readonly worker: Worker;
  readonly channel: ChannelClient;
}

/** V8 would take 134 MB for young objects on a large machine; questions are answered no slower with this. */
const YOUNG_GENERATION_MB = 32;

/** A pipeline on a thread of its own, begun with the first call. A thread that dies is replaced, and what it was asked is asked once more. */
export class PipelineThread {
  readonly #options: PipelineThreadOptions;
  #running: Running | undefined;
  #closed = false;
  #calls = 0;

  constructor(options: PipelineThreadOptions) {
    this.#options = options;
  }

  /** How many are under way. */
  get calls(): number {
    return this.#calls;
  }

  async call<Result>(method: string, params: unknown, options: CallOptions = {}): Promise<Result> {
    this.#calls++;
    try {
      return await this.#callTwice<Result>(method, params, options);
    } finally {
      this.#calls--;
    }
  }

  /** Lets the pipeline write what it has to, then ends the thread. */
  async close(): Promise<void> {
    this.#closed = true;
    const running = this.#running;
    if (!running) return;
    await running.channel.call('close', null).catch(() => undefined);
    await running.worker.terminate();
  }

  async #callTwice<Result>(method: string, params: unknown, options: CallOptions): Promise<Result> {
    try {
      return await this.#thread().channel.call<Result>(method, params, options);
    } catch (error) {
      if (!(error instanceof WorkerGone) || isAbort(error) || this.#closed) throw error;
      return this.#thread().channel.call<Result>(method, params, options);
    }
  }

  #thread(): Running {
    if (this.#running) return this.#running;
    const { log, begin, onLost } = this.#options;
    const worker = new Worker(workerEntry(), { resourceLimits: { maxYoungGenerationSizeMb: YOUNG_GENERATION_MB } });
    const channel = new ChannelClient(worker);
    const running = { worker, channel };
    this.#running = running;
    worker.on('message', (message: { type: string; level?: keyof Logger; message?: string }) => {
      if (message.type === 'log' && message.level) log[message.level](message.message ?? '');
    });
    worker.on('error', (error: Error) => log.error(`the pipeline's thread failed: ${error.message}`));
    worker.on('exit', () => {
      if (this.#running === running) this.#running = undefined;
      if (!this.#closed) onLost();
      channel.close(new WorkerGone('the pipeline’s thread ended'));
    });
    for (const [method, params] of begin()) {
      channel.call(method, params).catch((error: Error) => {
        if (!(error instanceof WorkerGone)) log.error(`${method}: ${error.message}`);
      });
    }
    return running;
  }
}

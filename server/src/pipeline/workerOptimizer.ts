import { Worker } from 'node:worker_threads';
import type { CompressParams, CompressResult } from '../../../shared/src/compressProtocol.ts';
import type { CheckLockParams, CheckLockResult, LockResult } from '../../../shared/src/lockProtocol.ts';
import type {
  ExplainParams,
  ExplainResult,
  FeedbackParams,
  FeedbackResult,
  OptimizeParams,
  OptimizeResult,
  SecretFindingsResult,
  StatsResult,
  TriggerMatchesResult,
} from '../../../shared/src/protocol.ts';
import { workerEntry } from '../base/bundle.ts';
import { isAbort } from '../base/errors.ts';
import { systemClock } from '../base/clock.ts';
import type { Logger } from '../base/logger.ts';
import { questionStats } from '../metrics/questionStats.ts';
import { RequestMetrics, type MeasuredReply } from '../metrics/requestMetrics.ts';
import type { PipelineConfig } from './config.ts';
import { ChannelClient, type CallOptions } from './channel.ts';
import type { EncodedReply } from './encodedReply.ts';
import type { Optimizer } from './optimizer.ts';
import type { PipelineRun } from './pipeline.ts';
import { RequestQueue } from './requestQueue.ts';
import type { SecretFindingsQuery } from './secretFindings.ts';
import type { TriggerMatchesQuery } from './triggerMatches.ts';

/** Says that the thread went away under a call, as against the call's own failure. */
class WorkerGone extends Error {
  override readonly name = 'WorkerGone';
}

interface Running {
  readonly worker: Worker;
  readonly channel: ChannelClient;
}

/** V8 would take 134 MB for young objects on a large machine; questions are answered no slower with this. */
const YOUNG_GENERATION_MB = 32;

/**
 * A thread packs one question at a time; a few more on their way keep it busy, and who matters more waits for few. A
 * step of priority is worth half a second. Beyond what may wait, a question would be of no use when its turn comes.
 */
const QUEUE = { mostRunning: 8, mostWaiting: 4096, agingMs: 500 } as const;

/**
 * A pipeline on its own thread, so that the server's thread only speaks LSP. A thread that dies is replaced, and what it
 * was asked is asked once more; open documents and rules are told to the new one.
 */
export class WorkerOptimizer implements Optimizer {
  readonly #config: PipelineConfig;
  readonly #log: Logger;
  readonly #overlays = new Map<string, string>();
  #rulesSource: string | undefined;
  #allowed: readonly string[] | undefined;
  #running: Running | undefined;
  #closed = false;
  readonly metrics: RequestMetrics;
  readonly #queue: RequestQueue;

  /** `metrics`: those of the process, where it has several pipelines. */
  constructor(config: PipelineConfig, log: Logger, metrics = new RequestMetrics(() => performance.now())) {
    this.#config = config;
    this.#log = log;
    this.metrics = metrics;
    this.#queue = new RequestQueue({
      ...QUEUE,
      clock: systemClock,
      onTurn: (waitedMs) => metrics.queueWait.record(waitedMs),
    });
  }

  get queue(): Pick<RequestQueue, 'waiting' | 'running'> {
    return this.#queue;
  }

  optimize(params: OptimizeParams, run?: PipelineRun): Promise<OptimizeResult> {
    return this.#ask('optimize', params, run);
  }

  /** As `optimize`, for who passes it on: a pack of many parts is copied between threads as one text. */
  optimizeEncoded(params: OptimizeParams, run?: PipelineRun): Promise<EncodedReply> {
    return this.#ask('optimizeEncoded', params, run);
  }

  explain(params: ExplainParams, run?: PipelineRun): Promise<ExplainResult> {
    return this.#call('explain', params, run);
  }

  feedback(params: FeedbackParams, run?: PipelineRun): Promise<FeedbackResult> {
    return this.#call('feedback', params, run);
  }

  triggerMatches(query: TriggerMatchesQuery, run?: PipelineRun): Promise<TriggerMatchesResult> {
    return this.#call('triggerMatches', query, run);
  }

  secretFindings(query: SecretFindingsQuery, run?: PipelineRun): Promise<SecretFindingsResult> {
    return this.#call('secretFindings', query, run);
  }

  lock(params: OptimizeParams, run?: PipelineRun): Promise<LockResult> {
    return this.#call('lock', params, run);
  }

  checkLock(params: CheckLockParams, run?: PipelineRun): Promise<CheckLockResult> {
    return this.#call('checkLock', params, run);
  }

  compress(params: CompressParams, run?: PipelineRun): Promise<CompressResult> {
    return this.#call('compress', params, run);
  }

  keptOutput(id: string): Promise<string> {
    return this.#call('keptOutput', id);
  }

  warmUp(run?: PipelineRun): Promise<void> {
    return this.#call('warmUp', null, run);
  }

  update(paths: readonly string[]): Promise<void> {
    return this.#call('update', paths);
  }

  refresh(run?: PipelineRun): Promise<void> {
    return this.#call('refresh', null, run);
  }

  overlay(path: string, text: string | undefined): Promise<void> {
    if (text === undefined) this.#overlays.delete(path);
    else this.#overlays.set(path, text);
    return this.#call('overlay', { path, text });
  }

  useRules(source: string): Promise<void> {
    this.#rulesSource = source;
    return this.#call('useRules', source);
  }

  useAllowed(fingerprints: readonly string[]): Promise<void> {
    this.#allowed = fingerprints;
    return this.#call('useAllowed', fingerprints);
  }

  async stats(): Promise<StatsResult> {
    const stats = await this.#call<StatsResult>('stats', null);
    return { ...stats, questions: questionStats(this.metrics, this.#queue) };
  }

  async close(): Promise<void> {
    this.#closed = true;
    const running = this.#running;
    if (!running) return;
    await running.channel.call('close', null).catch(() => undefined);
    await running.worker.terminate();
  }

  #ask<Reply extends MeasuredReply>(method: string, params: OptimizeParams, run: PipelineRun = {}): Promise<Reply> {
    const { priority, document, deadlineMs } = params;
    return this.metrics.measure(() =>
      this.#queue.run({ priority, document, deadlineMs, signal: run.signal }, (signal) =>
        this.#call<Reply>(method, params, { ...run, signal, untilEnded: true }),
      ),
    );
  }

  async #call<Result>(method: string, params: unknown, options: CallOptions = {}): Promise<Result> {
    try {
      return await this.#thread().channel.call<Result>(method, params, options);
    } catch (error) {
      if (!(error instanceof WorkerGone) || isAbort(error) || this.#closed) throw error;
      return this.#thread().channel.call<Result>(method, params, options);
    }
  }

  #thread(): Running {
    if (this.#running) return this.#running;
    const worker = new Worker(workerEntry(), { resourceLimits: { maxYoungGenerationSizeMb: YOUNG_GENERATION_MB } });
    const channel = new ChannelClient(worker);
    const running = { worker, channel };
    this.#running = running;
    worker.on('message', (message: { type: string; level?: keyof Logger; message?: string }) => {
      if (message.type === 'log' && message.level) this.#log[message.level](message.message ?? '');
    });
    worker.on('error', (error: Error) => this.#log.error(`the pipeline's thread failed: ${error.message}`));
    worker.on('exit', () => {
      if (this.#running === running) this.#running = undefined;
      if (!this.#closed) this.metrics.threadRestarts++;
      channel.close(new WorkerGone('the pipeline’s thread ended'));
    });
    const told = (method: string, params: unknown) =>
      channel.call(method, params).catch((error: Error) => {
        if (!(error instanceof WorkerGone)) this.#log.error(`${method}: ${error.message}`);
      });
    void told('configure', this.#config);
    if (this.#rulesSource !== undefined) void told('useRules', this.#rulesSource);
    if (this.#allowed !== undefined) void told('useAllowed', this.#allowed);
    for (const [path, text] of this.#overlays) void told('overlay', { path, text });
    return running;
  }
}

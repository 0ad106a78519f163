import { availableParallelism } from 'node:os';
import { LRUCache } from 'lru-cache';
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
  SkippedFilesResult,
  StatsResult,
  TriggerMatchesResult,
} from '../../../shared/src/protocol.ts';
import { systemClock } from '../base/clock.ts';
import type { Logger } from '../base/logger.ts';
import { questionStats } from '../metrics/questionStats.ts';
import { RequestMetrics, type MeasuredReply } from '../metrics/requestMetrics.ts';
import type { PipelineConfig } from './config.ts';
import type { CallOptions } from './channel.ts';
import type { EncodedReply } from './encodedReply.ts';
import type { Optimizer } from './optimizer.ts';
import type { PipelineRun } from './pipeline.ts';
import { OnTheWay } from './onTheWay.ts';
import { PipelineThread } from './pipelineThread.ts';
import { RequestQueue } from './requestQueue.ts';
import { SecondThread } from './secondThread.ts';
import type { SecretFindingsQuery } from './secretFindings.ts';
import { ThreadCounts } from './threadCounts.ts';
import type { TriggerMatchesQuery } from './triggerMatches.ts';

/** A step of priority is worth half a second. Beyond what may wait, a question would be of no use when its turn comes. */
const QUEUE = { mostWaiting: 4096, agingMs: 500 } as const;

/** Answers from memory come thousands a second: who waits so long behind many waits for work. */
const LONG_WAIT_MS = 1500;

const MOST_THREADS = availableParallelism() > 1 ? 2 : 1;

/** How many questions are remembered by the thread that was asked them. */
const REMEMBERED = 2000;

export interface WorkerOptimizerOptions {
  /** Those of the process, where it has several pipelines. */
  readonly metrics?: RequestMetrics;
  /** Where others use the processor's cores too, one is enough. Default: 2 where there are as many cores. */
  readonly mostThreads?: 1 | 2;
  /** How long a question waits for its turn before a second thread begins. Default 1,500. */
  readonly longWaitMs?: number;
}

/**
 * A pipeline on its own thread, so that the server's thread only speaks LSP; a second one while many questions wait. A
 * thread that dies is replaced, and what it was asked is asked once more; open documents and rules are told to the new one.
 */
export class WorkerOptimizer implements Optimizer {
  readonly #config: PipelineConfig;
  readonly #log: Logger;
  readonly #overlays = new Map<string, string>();
  #rulesSource: string | undefined;
  #allowed: readonly string[] | undefined;
  readonly metrics: RequestMetrics;
  readonly #queue: RequestQueue;
  readonly #onTheWay = new OnTheWay();
  readonly #first: PipelineThread;
  readonly #second: SecondThread | undefined;
  readonly #counts = new ThreadCounts();
  /** A thread remembers the packs that it made: the same question goes to the same one. */
  readonly #askedOf = new LRUCache<string, PipelineThread>({ max: REMEMBERED });

  constructor(config: PipelineConfig, log: Logger, options: WorkerOptimizerOptions = {}) {
    const { metrics = new RequestMetrics(() => performance.now()), mostThreads = MOST_THREADS } = options;
    const { longWaitMs = LONG_WAIT_MS } = options;
    this.#config = config;
    this.#log = log;
    this.metrics = metrics;
    this.#first = this.#thread();
    this.#second =
      mostThreads < 2
        ? undefined
        : new SecondThread({
            clock: systemClock,
            log,
            longWaitMs,
            create: () => this.#thread(),
            waiting: () => this.#queue.waiting,
            stats: () => this.#first.call<StatsResult>('stats', null),
            onEnd: (thread, last) => {
              this.#counts.update(thread, last);
              this.#askedOf.clear();
            },
          });
    this.#queue = new RequestQueue({
      ...QUEUE,
      mostRunning: () => this.#onTheWay.most,
      clock: systemClock,
      onTurn: (waitedMs) => {
        metrics.queueWait.record(waitedMs);
        this.#second?.waited(waitedMs);
      },
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
    return this.#first.call('explain', params, run);
  }

  feedback(params: FeedbackParams, run?: PipelineRun): Promise<FeedbackResult> {
    return this.#first.call('feedback', params, run);
  }

  triggerMatches(query: TriggerMatchesQuery, run?: PipelineRun): Promise<TriggerMatchesResult> {
    return this.#first.call('triggerMatches', query, run);
  }

  secretFindings(query: SecretFindingsQuery, run?: PipelineRun): Promise<SecretFindingsResult> {
    return this.#first.call('secretFindings', query, run);
  }

  skippedFiles(run?: PipelineRun): Promise<SkippedFilesResult> {
    return this.#first.call('skippedFiles', null, run);
  }

  lock(params: OptimizeParams, run?: PipelineRun): Promise<LockResult> {
    return this.#first.call('lock', params, run);
  }

  checkLock(params: CheckLockParams, run?: PipelineRun): Promise<CheckLockResult> {
    return this.#first.call('checkLock', params, run);
  }

  compress(params: CompressParams, run?: PipelineRun): Promise<CompressResult> {
    return this.#first.call('compress', params, run);
  }

  keptOutput(id: string): Promise<string> {
    return this.#first.call('keptOutput', id);
  }

  warmUp(run?: PipelineRun): Promise<void> {
    return this.#first.call('warmUp', null, run);
  }

  update(paths: readonly string[]): Promise<void> {
    return this.#tell('update', paths);
  }

  refresh(run?: PipelineRun): Promise<void> {
    return this.#tell('refresh', null, run);
  }

  overlay(path: string, text: string | undefined): Promise<void> {
    if (text === undefined) this.#overlays.delete(path);
    else this.#overlays.set(path, text);
    return this.#tell('overlay', { path, text });
  }

  useRules(source: string): Promise<void> {
    this.#rulesSource = source;
    return this.#tell('useRules', source);
  }

  useAllowed(fingerprints: readonly string[]): Promise<void> {
    this.#allowed = fingerprints;
    return this.#tell('useAllowed', fingerprints);
  }

  async stats(): Promise<StatsResult> {
    const second = this.#second?.ready;
    const [stats, more] = await Promise.all([
      this.#first.call<StatsResult>('stats', null),
      second?.call<StatsResult>('stats', null).catch(() => undefined),
    ]);
    this.#counts.update(this.#first, stats);
    if (second && more) this.#counts.update(second, more);
    return { ...this.#counts.summed(stats), questions: questionStats(this.metrics, this.#queue) };
  }

  async close(): Promise<void> {
    await Promise.all([this.#first.close(), this.#second?.close()]);
  }

  #ask<Reply extends MeasuredReply>(method: string, params: OptimizeParams, run: PipelineRun = {}): Promise<Reply> {
    const { priority, document, deadlineMs } = params;
    return this.metrics.measure(() =>
      this.#queue.run({ priority, document, deadlineMs, signal: run.signal }, async (signal) => {
        const reply = await this.#threadFor(params).call<Reply>(method, params, { ...run, signal, untilEnded: true });
        this.#onTheWay.answered(reply.cacheLevel);
        return reply;
      }),
    );
  }

  #threadFor({ query }: OptimizeParams): PipelineThread {
    if (!this.#second) return this.#first;
    const other = this.#second.ready;
    const asked = this.#askedOf.get(query);
    const thread = asked ?? (other && other.calls < this.#first.calls ? other : this.#first);
    if (!asked) this.#askedOf.set(query, thread);
    return thread;
  }

  /** Both threads know the same. One that ends meanwhile need not, and one that is begun anew is told all. */
  async #tell(method: string, params: unknown, options: CallOptions = {}): Promise<void> {
    const other = this.#second?.begun?.call(method, params, options).catch(() => undefined);
    await Promise.all([this.#first.call(method, params, options), other]);
  }

  #thread(): PipelineThread {
    return new PipelineThread({
      begin: () => [
        ['configure', this.#config],
        ...(this.#rulesSource === undefined ? [] : [['useRules', this.#rulesSource] as const]),
        ...(this.#allowed === undefined ? [] : [['useAllowed', this.#allowed] as const]),
        ...[...this.#overlays].map(([path, text]) => ['overlay', { path, text }] as const),
      ],
      log: this.#log,
      onLost: () => this.metrics.threadRestarts++,
    });
  }
}

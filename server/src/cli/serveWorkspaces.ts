import type { StatsResult } from '../../../shared/src/protocol.ts';
import { UserError } from '../base/errors.ts';
import type { Logger } from '../base/logger.ts';
import { CacheTotals } from '../metrics/cacheTotals.ts';
import { lastKnown } from '../metrics/lastKnown.ts';
import type { MetricsView } from '../metrics/metricsView.ts';
import type { RequestMetrics } from '../metrics/requestMetrics.ts';
import { WorkerOptimizer } from '../pipeline/workerOptimizer.ts';
import { servedFolder } from '../serve/servedRoots.ts';
import { failure, MOST_LINE_CHARACTERS, parseTask } from './batchTask.ts';
import { PipelinePool } from './pipelinePool.ts';
import { pipelineConfig } from './pipelineConfig.ts';

export interface ServeWorkspacesOptions {
  /** Real paths; nothing outside is served. */
  readonly roots: readonly string[];
  readonly metrics: RequestMetrics;
  readonly log: Logger;
  readonly now: () => number;
}

/** Indexes held in memory. */
const MOST_WORKSPACES = 4;
/**
 * Nobody tells a worker of changed files: it looks again, but not more often than this, and for no more than a part of
 * its time: 6,000 files take a quarter of a second.
 */
const LOOK_AGAIN_MS = 1000;
const MOST_LOOKING = 0.1;

interface Served {
  readonly optimizer: WorkerOptimizer;
  readonly stats: () => Promise<StatsResult | undefined>;
  /** When files may be looked for again. */
  lookAtMs: number;
  looking: Promise<void> | undefined;
  readonly close: () => Promise<void>;
}

/** Answers lines of tasks about the workspaces under some roots, each on a thread of its own. */
export class ServeWorkspaces {
  readonly #options: ServeWorkspacesOptions;
  readonly #pool: PipelinePool<Served>;
  readonly #cache = new CacheTotals();

  constructor(options: ServeWorkspacesOptions) {
    this.#options = options;
    this.#pool = new PipelinePool((folder) => this.#open(folder), MOST_WORKSPACES);
  }

  /** The line of results; what is wrong with the task stands in it. Rejects only when cancelled. */
  async answer(line: string, signal: AbortSignal): Promise<string> {
    const task = parseTask(line.length > MOST_LINE_CHARACTERS ? TOO_LONG : { number: 1, text: line });
    if ('error' in task) return JSON.stringify(task);
    const { id, workspace = '', question } = task;
    try {
      const folder = servedFolder(workspace, this.#options.roots);
      if (folder === undefined) {
        throw new UserError(`workspace ${workspace}: this worker has no such folder under its roots; see --root`);
      }
      const result = await this.#pool.use(folder, async (served) => {
        await this.#lookAgain(served);
        return served.optimizer.optimize(question, { signal });
      });
      return JSON.stringify({ id, ...result });
    } catch (error) {
      if (signal.aborted) throw error;
      return failure(id, error);
    }
  }

  async view(): Promise<Pick<MetricsView, 'cache' | 'index' | 'queue'>> {
    const open = this.#pool.open;
    const stats = await Promise.all(
      open.map(async ({ optimizer, stats: known }) => {
        const one = await known();
        if (one) this.#cache.update(optimizer, one.cache.levels);
        return one;
      }),
    );
    const sum = (of: (at: number) => number) => open.reduce((total, _, at) => total + of(at), 0);
    return {
      cache: this.#cache.levels(),
      queue: {
        waiting: sum((at) => open[at]!.optimizer.queue.waiting),
        running: sum((at) => open[at]!.optimizer.queue.running),
      },
      index: {
        workspaces: open.length,
        files: sum((at) => stats[at]?.files ?? 0),
        filesSkipped: sum((at) => stats[at]?.filesSkipped ?? 0),
        chunks: sum((at) => stats[at]?.chunks ?? 0),
      },
    };
  }

  close(): Promise<void> {
    return this.#pool.close();
  }

  #open(folder: string): Served {
    const { log, metrics } = this.#options;
    const optimizer = new WorkerOptimizer(pipelineConfig(folder, log), log, { metrics, mostThreads: 1 });
    return {
      optimizer,
      stats: lastKnown(() => optimizer.stats()),
      lookAtMs: -Infinity,
      looking: undefined,
      close: async () => {
        const last = await optimizer.stats().catch(() => undefined);
        if (last) this.#cache.update(optimizer, last.cache.levels);
        await optimizer.close();
      },
    };
  }

  async #lookAgain(served: Served): Promise<void> {
    const { now } = this.#options;
    const startMs = now();
    if (!served.looking && startMs >= served.lookAtMs) {
      served.looking = served.optimizer.refresh().finally(() => {
        served.looking = undefined;
        served.lookAtMs = Math.max(startMs + LOOK_AGAIN_MS, now() + (now() - startMs) / MOST_LOOKING);
      });
    }
    await served.looking;
  }
}

const TOO_LONG = { number: 1, tooLong: true } as const;

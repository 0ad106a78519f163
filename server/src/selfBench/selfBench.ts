import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { UserError } from '../base/errors.ts';
import type { Logger } from '../base/logger.ts';
import type { PipelineConfig } from '../pipeline/config.ts';
import type { Pipeline } from '../pipeline/pipeline.ts';
import { createPipeline } from '../services.ts';
import { headCommit } from '../workspace/gitLog.ts';
import { Checkout } from './checkout.ts';
import { deriveTasks } from './deriveTasks.ts';
import { estimate, recallOf, type Estimate, type Recall } from './score.ts';
import type { DerivedTask } from './task.ts';

export const SELF_BENCH_BUDGETS = [2000, 8000, 16_000, 32_000] as const;

export interface SelfBenchOptions {
  /** How the workspace is asked about; its one root is the folder whose past is taken. Only a trusted one. */
  readonly config: PipelineConfig;
  readonly mostTasks: number;
  readonly log: Logger;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: (done: number, total: number) => void;
}

export interface SelfBenchTask {
  readonly commit: string;
  readonly goldFiles: number;
  readonly recall: readonly ({ readonly budget: number } & Recall)[];
}

export interface SelfBenchResult {
  /** Commits that were looked at. */
  readonly commits: number;
  readonly tasks: readonly SelfBenchTask[];
  readonly budgets: readonly { readonly budget: number; readonly file: Estimate; readonly line: Estimate }[];
}

/** With fewer the interval says that nothing is known. */
const FEWEST_TASKS = 5;

/**
 * How well Winnow selects on the workspace's own past: for each of some past commits, whether the lines that it changed
 * are in the pack which its message, as a question, brings from the tree before it, with the past that was known then.
 * The working tree is not touched: trees are written out below the system's folder for temporary files.
 *
 * @throws UserError where there is no past to learn from; the signal's reason
 */
export async function selfBench(options: SelfBenchOptions): Promise<SelfBenchResult> {
  const { config, mostTasks, signal } = options;
  const [root] = config.roots;
  if (!root || !config.trusted) throw new UserError('only a folder that is trusted can be measured');
  const { tasks, commits } = await derived(root.folder, { mostTasks, signal });
  const into = mkdtempSync(join(tmpdir(), 'winnow-bench-'));
  try {
    const done = await evaluate(tasks, into, options);
    const budgets = SELF_BENCH_BUDGETS.map((budget, at) => ({
      budget,
      file: estimate(done.map(({ recall }) => recall[at]!.file)),
      line: estimate(done.map(({ recall }) => recall[at]!.line)),
    }));
    return { commits, tasks: done, budgets };
  } finally {
    rmSync(into, { recursive: true, force: true });
  }
}

async function derived(
  folder: string,
  { mostTasks, signal }: { readonly mostTasks: number; readonly signal: AbortSignal | undefined },
) {
  if ((await headCommit(folder, signal)) === undefined)
    throw new UserError(`${folder} has no past: it is in no git repository with a commit, or git is not installed`);
  const found = await deriveTasks({ folder, mostTasks, signal });
  if (found.tasks.length >= Math.min(FEWEST_TASKS, mostTasks)) return found;
  throw new UserError(
    `only ${found.tasks.length} of the ${found.commits} commits make a task, and ${FEWEST_TASKS} are needed: a commit that changes a few source files and says in five words what for makes one (of a shallow clone, fetch more)`,
  );
}

/** One index for all tasks, moved from commit to commit in their order. */
async function evaluate(
  tasks: readonly DerivedTask[],
  into: string,
  { config, log, signal, onProgress }: SelfBenchOptions,
): Promise<SelfBenchTask[]> {
  const repository = config.roots[0]!.folder;
  const tree = join(into, 'tree');
  mkdirSync(tree);
  const checkout = await Checkout.open({ repository, into: tree, maxFileBytes: config.maxFileBytes, signal });
  let pipeline: Pipeline | undefined;
  const done: SelfBenchTask[] = [];
  try {
    for (const task of tasks) {
      onProgress?.(done.length, tasks.length);
      await checkout.moveTo(task.base);
      if (pipeline) await pipeline.refresh({ signal });
      pipeline ??= createPipeline(measured(config, checkout.folder), log);
      done.push(await evaluateTask(task, { pipeline, folder: checkout.folder, signal }));
    }
    return done;
  } finally {
    checkout.close();
    await pipeline?.close();
  }
}

/** The same settings; nothing is kept, nothing is learned, and no trail tells of questions that nobody asked. */
function measured({ surface: _surface, ...config }: PipelineConfig, folder: string): PipelineConfig {
  return { ...config, roots: [{ name: basename(folder), folder }], ephemeral: true };
}

async function evaluateTask(
  task: DerivedTask,
  context: { readonly pipeline: Pipeline; readonly folder: string; readonly signal: AbortSignal | undefined },
): Promise<SelfBenchTask> {
  const { pipeline, folder, signal } = context;
  const counts = new Map(task.gold.map(({ path }) => [path, lineCountOf(join(folder, path))]));
  const recall: SelfBenchTask['recall'][number][] = [];
  for (const budget of SELF_BENCH_BUDGETS) {
    const { chunks } = await pipeline.optimize({ query: task.query, budget, cache: 'none' }, { signal });
    recall.push({ budget, ...recallOf(task, chunks, (path) => counts.get(path) ?? 0) });
  }
  return { commit: task.id, goldFiles: task.gold.length, recall };
}

function lineCountOf(path: string): number {
  try {
    const text = readFileSync(path, 'latin1');
    return text.split('\n').length - (text.endsWith('\n') ? 1 : 0);
  } catch {
    // Too large for the index: none of its lines can be found.
    return Infinity;
  }
}

import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type { Pipeline } from '../../../server/src/pipeline/pipeline.ts';
import { Checkout } from '../../../server/src/selfBench/checkout.ts';
import { deriveTasks } from '../../../server/src/selfBench/deriveTasks.ts';
import { estimate, recallOf, type Estimate, type Recall } from '../../../server/src/selfBench/score.ts';
import type { DerivedTask } from '../../../server/src/selfBench/task.ts';
import { createIndexedPipeline } from '../../../server/src/services.ts';
import { byteTokenizer } from './byteTokenizer.ts';
import { MAX_FILE_BYTES } from './repositories.ts';
import { BUDGETS } from './selection.ts';

export interface LearningOptions {
  /** Git repositories, bare or not. */
  readonly repositories: readonly string[];
  readonly mostTasks: number;
  readonly log: (line: string) => void;
}

export interface LearningReport {
  readonly tasks: number;
  /** Recall with feedback on all earlier tasks less recall without, task by task. */
  readonly differences: readonly { readonly budget: number; readonly file: Estimate; readonly line: Estimate }[];
  /** Of the files that were missed and pinned: the share that comes up when the question is asked again in fewer words. */
  readonly again: { readonly pinned: number; readonly without: number; readonly with: number };
}

interface Pair {
  readonly without: Recall;
  readonly with: Recall;
}

const FEEDBACK_BUDGET = 8000;
type Asked = Awaited<ReturnType<Pipeline['optimize']>>;

/**
 * Whether feedback on earlier tasks helps or harms later ones. Somebody answers past commits one after the other: takes
 * the pack, opens what was right in it, pins the first file that was missing, leaves out the best file that was wrong.
 * The same tasks are asked without feedback beside it.
 */
export async function learning({ repositories, mostTasks, log }: LearningOptions): Promise<LearningReport> {
  const scratch = mkdtempSync(join(tmpdir(), 'winnow-learning-'));
  process.env.WINNOW_HOME = join(scratch, 'home');
  const pairs: Pair[][] = [];
  const again = { pinned: 0, without: 0, with: 0 };
  try {
    for (const repository of repositories) {
      const { tasks } = await deriveTasks({ folder: repository, mostTasks });
      const into = join(scratch, `tree${pairs.length}`);
      await runRepository({ repository, into, tasks, pairs, again, log });
    }
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
  const differences = BUDGETS.map((budget, at) => ({
    budget,
    file: estimate(pairs.map((one) => one[at]!.with.file - one[at]!.without.file)),
    line: estimate(pairs.map((one) => one[at]!.with.line - one[at]!.without.line)),
  }));
  return { tasks: pairs.length, differences, again };
}

interface RepositoryRun extends Pick<LearningOptions, 'log'> {
  readonly repository: string;
  readonly into: string;
  readonly tasks: readonly DerivedTask[];
  readonly pairs: Pair[][];
  readonly again: { pinned: number; without: number; with: number };
}

async function runRepository({ repository, into, tasks, pairs, again, log }: RepositoryRun): Promise<void> {
  const checkout = await Checkout.open({ repository, into, maxFileBytes: MAX_FILE_BYTES });
  const { folder } = checkout;
  let plain: Pipeline | undefined;
  let taught: Pipeline | undefined;
  for (const [at, task] of tasks.entries()) {
    await checkout.moveTo(task.base);
    await Promise.all([plain?.refresh(), taught?.refresh()]);
    plain ??= pipelineOf(folder, true);
    taught ??= pipelineOf(folder, false);
    const own: Pair[] = [];
    for (const budget of BUDGETS) {
      const lineCount = (path: string) => readFileSync(join(folder, path), 'latin1').split('\n').length;
      const [without, with_] = await Promise.all([ask(plain, task.query, budget), ask(taught, task.query, budget)]);
      own.push({
        without: recallOf(task, without.chunks, lineCount),
        with: recallOf(task, with_.chunks, lineCount),
      });
    }
    pairs.push(own);
    const pinned = await giveFeedback(taught, task);
    if (pinned !== undefined) {
      again.pinned++;
      const shorter = everyThirdWordLess(task.query);
      const holds = ({ chunks }: Asked) => chunks.some(({ path }) => path === pinned);
      if (holds(await ask(plain, shorter, FEEDBACK_BUDGET))) again.without++;
      if (holds(await ask(taught, shorter, FEEDBACK_BUDGET))) again.with++;
    }
    if ((at + 1) % 10 === 0) log(`${basename(repository)}: ${at + 1} of ${tasks.length}`);
  }
  await Promise.all([plain?.close(), taught?.close()]);
  checkout.close();
}

function pipelineOf(folder: string, ephemeral: boolean): Pipeline {
  const quiet = () => undefined;
  const config = {
    roots: [{ name: basename(folder), folder }],
    trusted: true,
    exclude: [],
    maxFileBytes: MAX_FILE_BYTES,
    defaults: { budget: FEEDBACK_BUDGET, format: 'plain', highestLevel: 'classified' },
    ephemeral,
  } as const;
  const log = { info: quiet, warn: quiet, error: console.error };
  return createIndexedPipeline(config, log, { tokenizer: () => byteTokenizer }).pipeline;
}

function ask(pipeline: Pipeline, query: string, budget: number): Promise<Asked> {
  return pipeline.optimize({ query, budget, cache: 'none' });
}

/** @returns the file that was missing and pinned */
async function giveFeedback(pipeline: Pipeline, { query, gold }: DerivedTask): Promise<string | undefined> {
  const { chunks } = await ask(pipeline, query, FEEDBACK_BUDGET);
  const wanted = new Map(gold.map((file) => [file.path, file]));
  await pipeline.feedback({ kind: 'accept', query, chunks });
  const right = chunks.find(({ path }) => wanted.has(path));
  if (right) await pipeline.feedback({ kind: 'open', query, chunks: [right] });
  const wrong = chunks.find(({ path }) => !wanted.has(path));
  if (wrong) await pipeline.feedback({ kind: 'exclude', query, chunks: [{ path: wrong.path }] });
  const missing = gold.find(({ path }) => !chunks.some((chunk) => chunk.path === path));
  const [range] = missing?.ranges ?? [];
  if (!missing || !range) return undefined;
  const pin = { path: missing.path, startLine: range.first, endLine: range.last };
  await pipeline.feedback({ kind: 'pin', query, chunks: [pin] });
  return missing.path;
}

function everyThirdWordLess(query: string): string {
  return query
    .split(/\s+/)
    .filter((_, at) => at % 3 !== 2)
    .join(' ');
}

/** The report as lines, in points of a hundred. */
export function learningLines({ tasks, differences, again }: LearningReport): string[] {
  const points = ({ mean, low, high }: Estimate) => [mean, low, high].map((share) => (100 * share).toFixed(1));
  const cell = (one: Estimate) => {
    const [middle, low, high] = points(one);
    return `${middle} [${low} … ${high}]`;
  };
  return [
    `${tasks} tasks; recall with feedback on all earlier tasks less recall without, in points, 95 % interval`,
    ...differences.map(({ budget, file, line }) => `${budget}: files ${cell(file)}, lines ${cell(line)}`),
    `${again.pinned} missing files were pinned; asked again in fewer words ${again.with} of them come up, ${again.without} without feedback`,
  ];
}

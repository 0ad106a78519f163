import { appendFileSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createIndexedPipeline } from '../../../server/src/services.ts';
import type { OptimizeResult } from '../../../shared/src/protocol.ts';
import { byteTokenizer } from './byteTokenizer.ts';
import { Checkout } from './checkout.ts';
import { readTasks, type Task } from './tasks.ts';

export const BUDGETS = [2000, 8000, 16_000, 32_000] as const;

export interface SelectionOptions {
  /** Task files, JSON lines. */
  readonly tasks: readonly string[];
  /** Folder of bare repositories: `owner+name` or `owner+name/repo`. */
  readonly repos: string;
  /** Rows are added to it; those that it holds already are not asked for again. */
  readonly out: string;
  readonly log: (line: string) => void;
}

interface Row {
  readonly id: string;
  readonly budget: number;
  readonly ms: number;
  readonly chunks: readonly {
    readonly path: string;
    readonly start: number;
    readonly end: number;
    readonly tokens: number;
  }[];
}

/** Asks the product each task's question at each budget and writes what it chose, for a scorer. Returns the exit code. */
export async function selection({ tasks, repos, out, log }: SelectionOptions): Promise<number> {
  const done = new Set(readRows(out).map(({ id, budget }) => `${id} ${budget}`));
  const open = readTasks(tasks).filter(({ id }) => BUDGETS.some((budget) => !done.has(`${id} ${budget}`)));
  const scratch = mkdtempSync(join(tmpdir(), 'winnow-selection-'));
  process.env.WINNOW_HOME = join(scratch, 'home');
  let missing = 0;
  try {
    for (const [repo, some] of Map.groupBy(open, (task) => task.repo)) {
      const bare = bareRepository(repos, repo);
      if (bare) await runRepository(bare, { repo, tasks: some, out, scratch, log });
      else log(`${repo}: no bare repository in ${repos}; ${some.length} tasks left out`);
      if (!bare) missing += some.length;
    }
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
  return missing > 0 ? 3 : 0;
}

interface RepositoryRun extends Pick<SelectionOptions, 'out' | 'log'> {
  readonly repo: string;
  readonly tasks: readonly Task[];
  readonly scratch: string;
}

/** One index for all tasks, moved from commit to commit in their order. */
async function runRepository(bare: string, { repo, tasks, out, scratch, log }: RepositoryRun): Promise<void> {
  const checkout = new Checkout(bare, join(scratch, repo.replace('/', '+')));
  const ordered = tasks
    .map((task) => ({ task, time: checkout.time(task.base) }))
    .toSorted((a, b) => a.time - b.time || (a.task.id < b.task.id ? -1 : 1));
  await checkout.moveTo(ordered[0]!.task.base);
  const { pipeline } = createIndexedPipeline(
    {
      roots: [{ name: repo, folder: checkout.folder }],
      trusted: true,
      exclude: [],
      maxFileBytes: 1_000_000,
      defaults: { budget: 8000, format: 'plain', highestLevel: 'classified' },
    },
    { info: () => undefined, warn: log, error: log },
    { tokenizer: () => byteTokenizer },
  );
  for (const [at, { task }] of ordered.entries()) {
    await checkout.moveTo(task.base);
    await pipeline.refresh();
    for (const budget of BUDGETS) {
      const result = await pipeline.optimize({ query: task.query, budget, cache: 'none' });
      appendFileSync(out, `${JSON.stringify(toRow(task, budget, result))}\n`);
    }
    log(`${repo}: ${at + 1} of ${ordered.length}`);
  }
  await pipeline.close();
}

function toRow(task: Task, budget: number, { chunks, latencyMs }: OptimizeResult): Row {
  return {
    id: task.id,
    budget,
    ms: latencyMs,
    chunks: chunks.map(({ path, startLine, endLine, tokens }) => ({ path, start: startLine, end: endLine, tokens })),
  };
}

function bareRepository(repos: string, repo: string): string | undefined {
  const folder = resolve(repos, repo.replace('/', '+'));
  return [join(folder, 'repo'), folder].find((path) => existsSync(join(path, 'objects')));
}

function readRows(path: string): readonly Row[] {
  if (!existsSync(path)) return [];
  // A run that was cut off may have left half a line.
  const lines = readFileSync(path, 'utf8').split('\n').slice(0, -1);
  return lines.map((line) => JSON.parse(line) as Row);
}

import { appendFileSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { OptimizeResult } from '../../../shared/src/protocol.ts';
import { visitWorkspaces, type Workspace } from './repositories.ts';
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
  const visit = async (task: Task, { pipeline }: Workspace) => {
    for (const budget of BUDGETS) {
      const result = await pipeline.optimize({ query: task.query, budget, cache: 'none' });
      appendFileSync(out, `${JSON.stringify(toRow(task, budget, result))}\n`);
    }
  };
  try {
    return (await visitWorkspaces({ tasks: open, repos, scratch, log, visit })) > 0 ? 3 : 0;
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

function toRow(task: Task, budget: number, { chunks, latencyMs }: OptimizeResult): Row {
  return {
    id: task.id,
    budget,
    ms: latencyMs,
    chunks: chunks.flatMap(({ path, startLine, endLine, contextLines = [], shownLines, tokens }) => [
      ...(shownLines
        ? shownLines.map((line) => ({ path, start: line, end: line, tokens: tokens / shownLines.length }))
        : [{ path, start: startLine, end: endLine, tokens }]),
      // Lines that orient are paid for too: within the tokens of their block.
      ...contextLines.map((line) => ({ path, start: line, end: line, tokens: 0 })),
    ]),
  };
}

function readRows(path: string): readonly Row[] {
  if (!existsSync(path)) return [];
  // A run that was cut off may have left half a line.
  const lines = readFileSync(path, 'utf8').split('\n').slice(0, -1);
  return lines.map((line) => JSON.parse(line) as Row);
}

import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Checkout } from '../../../server/src/selfBench/checkout.ts';
import { createIndexedPipeline } from '../../../server/src/services.ts';
import { runGit } from '../../../server/src/workspace/git.ts';
import { byteTokenizer } from './byteTokenizer.ts';
import type { Task } from './tasks.ts';

export const MAX_FILE_BYTES = 1_000_000;

/** A workspace as it was at a task's base. */
export type Workspace = ReturnType<typeof createIndexedPipeline>;

export interface VisitOptions<Asked extends Task> {
  readonly tasks: readonly Asked[];
  /** Folder of bare repositories: `owner+name` or `owner+name/repo`. */
  readonly repos: string;
  /** An empty folder to write into. */
  readonly scratch: string;
  readonly log: (line: string) => void;
  readonly visit: (task: Asked, workspace: Workspace) => Promise<void>;
}

/** Visits each task's workspace, one index a repository, moved from commit to commit in their order. Returns how many tasks had none. */
export async function visitWorkspaces<Asked extends Task>(options: VisitOptions<Asked>): Promise<number> {
  let missing = 0;
  for (const [repo, tasks] of Map.groupBy(options.tasks, (task) => task.repo)) {
    const bare = bareRepository(options.repos, repo);
    if (bare) await visitRepository(bare, { ...options, repo, tasks });
    else options.log(`${repo}: no bare repository in ${options.repos}; ${tasks.length} tasks left out`);
    if (!bare) missing += tasks.length;
  }
  return missing;
}

async function visitRepository<Asked extends Task>(
  bare: string,
  { repo, tasks, scratch, log, visit }: VisitOptions<Asked> & { readonly repo: string },
): Promise<void> {
  const into = join(scratch, repo.replace('/', '+'));
  const checkout = await Checkout.open({ repository: bare, into, maxFileBytes: MAX_FILE_BYTES });
  const timed: { readonly task: Asked; readonly time: number }[] = [];
  for (const task of tasks) {
    timed.push({ task, time: Number(await runGit(bare, ['show', '-s', '--format=%ct', task.base])) });
  }
  const ordered = timed.toSorted((a, b) => a.time - b.time || (a.task.id < b.task.id ? -1 : 1));
  await checkout.moveTo(ordered[0]!.task.base);
  const workspace = createIndexedPipeline(
    {
      roots: [{ name: repo, folder: checkout.folder }],
      trusted: true,
      exclude: [],
      maxFileBytes: MAX_FILE_BYTES,
      defaults: { budget: 8000, format: 'plain', highestLevel: 'classified' },
    },
    { info: () => undefined, warn: log, error: log },
    { tokenizer: () => byteTokenizer },
  );
  for (const [at, { task }] of ordered.entries()) {
    await checkout.moveTo(task.base);
    await workspace.pipeline.refresh();
    await visit(task, workspace);
    log(`${repo}: ${at + 1} of ${ordered.length}`);
  }
  await workspace.pipeline.close();
  checkout.close();
}

function bareRepository(repos: string, repo: string): string | undefined {
  const folder = resolve(repos, repo.replace('/', '+'));
  return [join(folder, 'repo'), folder].find((path) => existsSync(join(path, 'objects')));
}

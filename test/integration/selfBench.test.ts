import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { PipelineConfig } from '../../server/src/pipeline/config.ts';
import { Checkout } from '../../server/src/selfBench/checkout.ts';
import { deriveTasks } from '../../server/src/selfBench/deriveTasks.ts';
import { selfBench, type SelfBenchOptions } from '../../server/src/selfBench/selfBench.ts';
import { readGitLog } from '../../server/src/workspace/gitLog.ts';
import { temporaryFolder, type TemporaryFolder } from '../helpers/temporary.ts';

const AREAS = ['invoice', 'parser', 'network', 'storage', 'session', 'report'];
const folders: TemporaryFolder[] = [];
const repository = temporaryFolder();
const home = temporaryFolder();
const homeBefore = process.env.WINNOW_HOME;

/** Each a second after the one before. */
let commits = 0;

function git(where: string, ...args: readonly string[]): string {
  const identity = ['-c', 'user.name=A', '-c', 'user.email=a@example.org', '-c', 'commit.gpgsign=false'];
  const env = { ...process.env, GIT_COMMITTER_DATE: `@${1_700_000_000 + commits} +0000` };
  return execFileSync('git', ['-C', where, ...identity, ...args], { encoding: 'utf8', stdio: 'pipe', env }).trim();
}

function commit(message: string, files: Readonly<Record<string, string>>): void {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(join(repository.path, path, '..'), { recursive: true });
    writeFileSync(join(repository.path, path), content);
  }
  git(repository.path, 'add', '-A');
  commits++;
  git(repository.path, 'commit', '-qm', message);
}

function source(area: string, version: number): string {
  const body = Array.from({ length: 12 }, (_, at) => `  steps.push('${area} step ${at}');`).join('\n');
  return `export function handle_${area}(steps) {\n${body}\n  return ${version}; // the ${area} is complete\n}\n`;
}

beforeAll(() => {
  process.env.WINNOW_HOME = home.path;
  git(repository.path, 'init', '-q', '-b', 'main');
  commit('Begin', Object.fromEntries(AREAS.map((area) => [`lib/${area}.js`, source(area, 0)])));
  for (const area of AREAS)
    commit(`The ${area} tells when the ${area} is complete`, { [`lib/${area}.js`]: source(area, 1) });
  commit('Bump the version of everything in here', { 'lib/parser.js': source('parser', 2) });
  commit('Words that change no source at all', { 'README.md': 'x\n' });
  commit('Too short', { 'lib/parser.js': source('parser', 3) });
});
afterEach(() => folders.splice(0).forEach((one) => one.remove()));
afterAll(() => {
  if (homeBefore === undefined) delete process.env.WINNOW_HOME;
  else process.env.WINNOW_HOME = homeBefore;
  repository.remove();
  home.remove();
});

function folder(): string {
  const made = temporaryFolder();
  folders.push(made);
  return made.path;
}

function options(where: string): SelfBenchOptions & { readonly warnings: string[] } {
  const warnings: string[] = [];
  const config: PipelineConfig = {
    roots: [{ name: 'repository', folder: where }],
    trusted: true,
    surface: 'cli',
    exclude: [],
    maxFileBytes: 1_000_000,
    defaults: { budget: 8000, format: 'markdown', highestLevel: 'classified' },
  };
  const log = { info: () => {}, warn: (message: string) => warnings.push(message), error: () => {} };
  return { config, mostTasks: 10, log, warnings };
}

const everything = () => readdirSync(repository.path, { recursive: true, encoding: 'utf8' }).sort();

test('commits that say what a few sources are changed for become tasks, the oldest first', async () => {
  const { tasks, commits: looked } = await deriveTasks({ folder: repository.path, mostTasks: 10 });
  expect(looked).toBe(AREAS.length + 4);
  expect(tasks.map(({ gold }) => gold.map(({ path }) => path))).toEqual(AREAS.map((area) => [`lib/${area}.js`]));
  expect(tasks[0]).toMatchObject({
    query: 'The invoice tells when the invoice is complete',
    base: git(repository.path, 'rev-parse', `${tasks[0]!.id}^`),
    gold: [{ path: 'lib/invoice.js', ranges: [{ first: 14, last: 14 }] }],
  });
  const again = await deriveTasks({ folder: repository.path, mostTasks: 3 });
  expect(again.tasks).toHaveLength(3);
  expect(await deriveTasks({ folder: repository.path, mostTasks: 3 })).toEqual(again);
  const inside = await deriveTasks({ folder: join(repository.path, 'lib'), mostTasks: 10 });
  expect(inside.tasks[0]?.gold[0]?.path).toBe('invoice.js');
});

test('a checkout holds the tree of a commit, and a past that ends there', async () => {
  const [, second = '', third = ''] = git(repository.path, 'rev-list', '--reverse', 'HEAD').split('\n');
  const into = folder();
  const checkout = await Checkout.open({ repository: repository.path, into, maxFileBytes: 1_000_000 });
  await checkout.moveTo(second);
  expect(readFileSync(join(into, 'lib/invoice.js'), 'utf8')).toBe(source('invoice', 1));
  expect(readFileSync(join(into, 'lib/parser.js'), 'utf8')).toBe(source('parser', 0));
  expect((await readGitLog(into))?.map(({ message }) => message)).toEqual([
    'The invoice tells when the invoice is complete',
    'Begin',
  ]);
  await checkout.moveTo(git(repository.path, 'rev-parse', 'HEAD'));
  expect(existsSync(join(into, 'README.md'))).toBe(true);
  await checkout.moveTo(third);
  expect(existsSync(join(into, 'README.md'))).toBe(false);
  checkout.close();

  const below = folder();
  const part = await Checkout.open({ repository: join(repository.path, 'lib'), into: below, maxFileBytes: 1_000_000 });
  await part.moveTo(second);
  expect(part.folder).toBe(join(below, 'lib'));
  expect(readdirSync(below).sort()).toEqual(['.git', 'lib']);
  part.close();
});

test('the bench asks with the messages, counts what was found, and leaves nothing behind', async () => {
  const before = everything();
  const head = git(repository.path, 'status', '--porcelain', '--branch');
  const told: string[] = [];
  const {
    commits: looked,
    tasks,
    budgets,
  } = await selfBench({
    ...options(repository.path),
    onProgress: (done, total) => told.push(`${done}/${total}`),
  });
  expect(looked).toBe(AREAS.length + 4);
  expect(tasks).toHaveLength(AREAS.length);
  expect(budgets.map(({ budget }) => budget)).toEqual([2000, 8000, 16_000, 32_000]);
  // The whole of it fits into the smallest budget.
  for (const { file, line } of budgets) expect([file.mean, line.mean]).toEqual([1, 1]);
  expect(told).toEqual(AREAS.map((_, at) => `${at}/${AREAS.length}`));
  expect(everything()).toEqual(before);
  expect(git(repository.path, 'status', '--porcelain', '--branch')).toBe(head);
  expect(readdirSync(home.path)).toEqual(['key']);
});

test('what cannot be measured is told, with the mend', async () => {
  await expect(selfBench(options(folder()))).rejects.toThrow(/no git repository/);
  const bare = folder();
  git(bare, 'init', '-q');
  await expect(selfBench(options(bare))).rejects.toThrow(/has no past/);
  writeFileSync(join(bare, 'a.js'), '1');
  git(bare, 'add', '-A');
  git(bare, 'commit', '-qm', 'One commit is no past at all');
  await expect(selfBench(options(bare))).rejects.toThrow(/only 0 of the 1 commits make a task, and 5 are needed/);
  const { config, ...rest } = options(repository.path);
  await expect(selfBench({ ...rest, config: { ...config, trusted: false } })).rejects.toThrow(/trusted/);
});

test('it can be cancelled', async () => {
  const controller = new AbortController();
  const running = selfBench({
    ...options(repository.path),
    signal: controller.signal,
    onProgress: (done) => {
      if (done === 2) controller.abort();
    },
  });
  await expect(running).rejects.toMatchObject({ name: 'AbortError' });
});

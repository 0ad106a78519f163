import { isSource } from '../engine/chunks/fileRole.ts';
import { runGit } from '../workspace/git.ts';
import { changedLines } from './changedLines.ts';
import { commitQuestion, isDull } from './commitQuestion.ts';
import type { DerivedTask } from './task.ts';

export interface DeriveOptions {
  /** A folder in a git repository; only what lies below it counts. */
  readonly folder: string;
  readonly mostTasks: number;
  readonly signal?: AbortSignal | undefined;
}

export interface DerivedTasks {
  /** By the time of their commits, oldest first. */
  readonly tasks: readonly DerivedTask[];
  /** Commits that were looked at. */
  readonly commits: number;
}

/** Of the past: what is older says little about the code of today. */
const MOST_COMMITS = 2000;
/** A commit that changes more is a sweep, and no single question asks for it. */
const MOST_CHANGED_FILES = 30;
const MOST_CHANGED_SOURCES = 8;
const MOST_GOLD_LINES = 400;
const FEWEST_WORDS = 5;
const BOT = /\bbot\b|\[bot\]|renovate|dependabot/i;

const RECORD = '\u001e';
const UNIT = '\u001f';

interface PastCommit {
  readonly id: string;
  readonly parent: string;
  readonly time: number;
  readonly message: string;
  /** Source files that the commit changed in place. */
  readonly modified: readonly string[];
  readonly changed: readonly string[];
}

/**
 * Questions that the workspace's own past answers: what a commit's message asks for, and the lines that the commit
 * touched. Which commits are taken depends on their identifiers alone, so the same past gives the same tasks.
 */
export async function deriveTasks({ folder, mostTasks, signal }: DeriveOptions): Promise<DerivedTasks> {
  const { commits, candidates } = await pastCommits(folder, signal);
  const asked = new Set<string>();
  const tasks: DerivedTask[] = [];
  // Identifiers are digests: their order is a draw, and the same each time.
  for (const commit of candidates.toSorted((a, b) => (a.id < b.id ? -1 : 1))) {
    if (tasks.length === mostTasks) break;
    const query = commitQuestion(commit.message, commit.changed);
    if (asked.has(query) || query.split(/\s+/).length < FEWEST_WORDS) continue;
    const gold = changedLines(await patchOf(folder, commit, signal));
    const lines = gold.flatMap(({ ranges }) => ranges).reduce((sum, { first, last }) => sum + last - first + 1, 0);
    if (lines === 0 || lines > MOST_GOLD_LINES) continue;
    asked.add(query);
    tasks.push({ id: commit.id, base: commit.parent, time: commit.time, query, gold });
  }
  return { tasks: tasks.toSorted((a, b) => a.time - b.time || (a.id < b.id ? -1 : 1)), commits };
}

async function pastCommits(folder: string, signal: AbortSignal | undefined) {
  const format = `${RECORD}%H${UNIT}%P${UNIT}%an${UNIT}%ct${UNIT}%B${UNIT}`;
  const output = await runGit(
    folder,
    [
      'log',
      '--no-merges',
      '--no-renames',
      '--no-ext-diff',
      '--no-textconv',
      '--no-color',
      '--relative',
      '--name-status',
      '-z',
      `--max-count=${MOST_COMMITS}`,
      `--format=${format}`,
      'HEAD',
      '--',
      '.',
    ],
    signal,
  );
  const records = output.split(RECORD).slice(1);
  return { commits: records.length, candidates: records.flatMap(toCandidate) };
}

function toCandidate(record: string): PastCommit | readonly [] {
  const [id = '', parents = '', author = '', time = '', message = '', names = ''] = record.split(UNIT);
  const subject = message.trim().split('\n')[0] ?? '';
  if (parents === '' || parents.includes(' ') || BOT.test(author) || isDull(subject)) return [];
  const fields = names.replace(/^\0?\n/, '').split('\0');
  const changed: string[] = [];
  const modified: string[] = [];
  let deleted = false;
  for (let at = 0; at + 1 < fields.length; at += 2) {
    const [status, path] = [fields[at]!, fields[at + 1]!];
    changed.push(path);
    if (!isSource(path)) continue;
    if (status === 'M') modified.push(path);
    deleted ||= status === 'D';
  }
  if (changed.length > MOST_CHANGED_FILES || modified.length > MOST_CHANGED_SOURCES) return [];
  if (modified.length === 0 || deleted) return [];
  return { id, parent: parents, time: Number(time), message, modified, changed };
}

function patchOf(folder: string, { id, parent, modified }: PastCommit, signal?: AbortSignal): Promise<string> {
  const options = ['--unified=0', '--no-renames', '--no-ext-diff', '--no-textconv', '--no-color', '--relative'];
  const prefixes = ['--src-prefix=a/', '--dst-prefix=b/'];
  const paths = modified.map((path) => `:(literal)${path}`);
  return runGit(folder, ['diff', ...options, ...prefixes, parent, id, '--', ...paths], signal);
}

import { existsSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { messageWords, type Commit } from '../engine/ranking/history.ts';
import { readGit, runGit } from './git.ts';

/** Commits that are looked at: more say no more about what will change next. */
export const MOST_COMMITS = 2000;

const RECORD = '\u001e';
const UNIT = '\u001f';

/** A commit with its identifier. */
export interface LoggedCommit extends Commit {
  readonly id: string;
}

/**
 * The newest commits that changed something in a folder, newest first, merges left out; paths are relative to the folder.
 * `since` leaves out what that commit reaches. Undefined where there is no repository, no git, or `since` is unknown.
 *
 * @throws the signal's reason.
 */
export async function readGitLog(
  folder: string,
  { since, signal }: { readonly since?: string; readonly signal?: AbortSignal } = {},
): Promise<readonly LoggedCommit[] | undefined> {
  const commits: LoggedCommit[] = [];
  // Taken apart while git is still at work on the rest.
  const records = new Records((record) => {
    const commit = toCommit(record);
    if (commit.paths.length > 0) commits.push(commit);
  });
  const succeeded = await readGit(
    folder,
    [
      'log',
      '--no-merges',
      '--no-renames',
      '--no-ext-diff',
      '--no-textconv',
      '--no-color',
      '--relative',
      '--name-only',
      '-z',
      `--max-count=${MOST_COMMITS}`,
      `--format=${RECORD}%H${UNIT}%B${UNIT}`,
      since === undefined ? 'HEAD' : `${since}..HEAD`,
      ...(isTopLevel(folder) ? [] : ['--', '.']),
    ],
    { onPart: (part) => records.add(part), signal },
  );
  if (!succeeded) return undefined;
  records.end();
  return commits;
}

/** A text that comes in parts, cut where a record begins; what stands before the first one is none. */
class Records {
  readonly #onRecord: (record: string) => void;
  #rest = '';
  #begun = false;

  constructor(onRecord: (record: string) => void) {
    this.#onRecord = onRecord;
  }

  add(part: string): void {
    const records = part.split(RECORD);
    if (records.length === 1) {
      this.#rest += part;
      return;
    }
    this.#flush(this.#rest + records[0]!);
    for (let at = 1; at < records.length - 1; at++) this.#flush(records[at]!);
    this.#rest = records.at(-1)!;
  }

  end(): void {
    this.#flush(this.#rest);
  }

  #flush(record: string): void {
    if (this.#begun) this.#onRecord(record);
    this.#begun = true;
  }
}

/** Limited to a folder, git compares every commit's tree twice; at the top there is nothing to limit. */
function isTopLevel(folder: string): boolean {
  const entry = join(folder, '.git');
  const stat = statSync(entry, { throwIfNoEntry: false });
  return stat !== undefined && (stat.isFile() || existsSync(join(entry, 'HEAD')));
}

function toCommit(record: string): LoggedCommit {
  const [id = '', message = '', names = ''] = record.split(UNIT);
  const trimmed = message.trim();
  return {
    id,
    message: trimmed,
    words: messageWords(trimmed),
    paths: names
      .replace(/^\0?\n/, '')
      .split('\0')
      .filter((name) => name !== ''),
  };
}

/** The commit that is checked out; undefined without a repository, a commit or git. */
export async function headCommit(folder: string, signal?: AbortSignal): Promise<string | undefined> {
  const id = (await runGit(folder, ['rev-parse', '--verify', '--quiet', 'HEAD'], signal)).trim();
  return id === '' ? undefined : id;
}

/** Whether git reads a folder's repository, be it one without a commit. */
export async function isReadable(folder: string, signal?: AbortSignal): Promise<boolean> {
  return (await runGit(folder, ['rev-parse', '--git-dir'], signal)) !== '';
}

/** Whether a folder lies in what looks like a repository, whoever may read it. */
export function isInRepository(folder: string): boolean {
  const above = dirname(folder);
  return isTopLevel(folder) || (above !== folder && isInRepository(above));
}

/** Whether a commit led to another one. */
export async function isAncestor(
  folder: string,
  {
    commit,
    of,
    signal,
  }: {
    readonly commit: string;
    readonly of: string;
    readonly signal?: AbortSignal;
  },
): Promise<boolean> {
  const base = await runGit(folder, ['merge-base', commit, of], signal);
  return base.trim() === commit;
}

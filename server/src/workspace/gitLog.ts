import type { Commit } from '../engine/ranking/history.ts';
import { runGit } from './git.ts';

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
 * `since` leaves out what that commit reaches. Empty where there is no repository, no git, or `since` is unknown.
 *
 * @throws the signal's reason.
 */
export async function readGitLog(
  folder: string,
  { since, signal }: { readonly since?: string; readonly signal?: AbortSignal } = {},
): Promise<readonly LoggedCommit[]> {
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
      '--name-only',
      '-z',
      `--max-count=${MOST_COMMITS}`,
      `--format=${RECORD}%H${UNIT}%B${UNIT}`,
      since === undefined ? 'HEAD' : `${since}..HEAD`,
      '--',
      '.',
    ],
    signal,
  );
  return output.split(RECORD).slice(1).map(toCommit);
}

function toCommit(record: string): LoggedCommit {
  const [id = '', message = '', names = ''] = record.split(UNIT);
  return {
    id,
    message: message.trim(),
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

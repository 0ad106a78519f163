import { History } from '../engine/ranking/history.ts';
import {
  headCommit,
  isAncestor,
  isInRepository,
  isReadable,
  MOST_COMMITS,
  readGitLog,
  type LoggedCommit,
} from './gitLog.ts';
import { pathInWorkspace, type WorkspaceRoot } from './indexFiles.ts';

/** What is known of a folder's past, as it is kept between processes. */
export interface KeptPast {
  readonly folder: string;
  readonly readAt: string | undefined;
  readonly commits: readonly Omit<LoggedCommit, 'words'>[];
}

interface RootHistory {
  readonly root: WorkspaceRoot;
  /** Checked out when last looked. */
  head: string | undefined;
  /** The commit that `commits` begins with what led to. */
  readAt: string | undefined;
  /** Newest first, paths relative to the root. */
  commits: readonly LoggedCommit[];
  /** Why it is not known what is checked out. */
  lookProblem?: string | undefined;
  /** Why the past of what is checked out is missing, or not the newest. */
  readProblem?: string | undefined;
}

/** How long git may take, in milliseconds: a repository on a disk that does not answer must not hold a question up. */
export interface GitPatience {
  readonly lookMs: number;
  readonly readMs: number;
}

const PATIENCE: GitPatience = { lookMs: 10_000, readMs: 60_000 };

/** The past of a workspace's folders as git tells it, read once and then by what is new. */
export class GitHistory {
  readonly #roots: readonly WorkspaceRoot[];
  readonly #histories: readonly RootHistory[];
  readonly #patience: GitPatience;
  #current: History | undefined;

  constructor(roots: readonly WorkspaceRoot[], patience = PATIENCE) {
    this.#roots = roots;
    this.#patience = patience;
    this.#histories = roots.map((root) => ({
      root,
      head: undefined,
      readAt: undefined,
      commits: [],
    }));
  }

  /** Folders in a repository whose past does not count, and why, in words. */
  get problems(): readonly string[] {
    return this.#histories.flatMap(({ root, lookProblem, readProblem }) => {
      const problem = lookProblem ?? readProblem;
      return problem === undefined ? [] : [`the past of ${root.folder} does not count: ${problem}`];
    });
  }

  /** Of all folders; undefined when none has a past, or it has not been read. */
  get current(): History | undefined {
    return this.#current;
  }

  /** Tells this state of the past from every other. */
  get stamp(): string {
    return this.#histories.map(({ head }) => head ?? '').join(' ');
  }

  /** As `stamp`, of what was read, and how far back that goes: a shallow clone knows less of the same commit. */
  get depth(): string {
    return this.#histories
      .map(({ readAt, commits }) => `${readAt ?? ''} ${commits.length} ${commits.at(-1)?.id ?? ''}`)
      .join('\0');
  }

  /** Finds out what is checked out; `read` then reads. */
  async look(signal?: AbortSignal): Promise<void> {
    await Promise.all(
      this.#histories.map(async (one) => {
        const looked = await within(this.#patience.lookMs, signal, (limit) => lookAt(one.root.folder, limit));
        one.lookProblem = looked ? looked.problem : tooSlow(this.#patience.lookMs);
        if (looked) one.head = looked.head;
      }),
    );
  }

  /** Reads what led to what is checked out, as far as it is not known yet. */
  async read(signal?: AbortSignal): Promise<void> {
    const stale = this.#histories.filter(({ head, readAt }) => head !== readAt);
    if (stale.length === 0) return;
    await Promise.all(
      stale.map(async (one) => {
        if (await within(this.#patience.readMs, signal, (limit) => catchUp(one, limit))) return;
        // Given up, so that the next question need not wait as long: until something else is checked out.
        one.readAt = one.head;
        one.readProblem = tooSlow(this.#patience.readMs);
      }),
    );
    this.#gather();
  }

  /** All that is known, to be kept. */
  kept(): readonly KeptPast[] {
    return this.#histories.map(({ root, readAt, readProblem, commits }) => ({
      folder: root.folder,
      // The next process tries what failed again.
      readAt: readProblem === undefined ? readAt : undefined,
      commits: commits.map(({ id, message, paths }) => ({ id, message, paths })),
    }));
  }

  /** What was kept; `read` then reads what is new since. */
  restore(kept: readonly KeptPast[]): void {
    for (const one of this.#histories) {
      const past = kept.find(({ folder }) => folder === one.root.folder);
      if (!past || one.readAt !== undefined) continue;
      one.readAt = past.readAt;
      one.commits = past.commits;
    }
    this.#gather();
  }

  #gather(): void {
    const commits = this.#histories.flatMap(({ root, commits: own }) =>
      own.map((one) => ({
        ...one,
        paths: one.paths.map((path) => pathInWorkspace(root, this.#roots, path)),
      })),
    );
    this.#current = commits.length > 0 ? new History(commits) : undefined;
  }
}

/** Undefined when time is up. @throws the signal's reason */
async function within<T>(
  ms: number,
  signal: AbortSignal | undefined,
  work: (limit: AbortSignal) => Promise<T>,
): Promise<T | undefined> {
  const timeout = AbortSignal.timeout(ms);
  try {
    return await work(signal ? AbortSignal.any([signal, timeout]) : timeout);
  } catch (error) {
    if (signal?.aborted || !timeout.aborted) throw error;
    return undefined;
  }
}

const tooSlow = (ms: number) => `git did not answer within ${ms / 1000} s`;

interface Looked {
  readonly head: string | undefined;
  readonly problem: string | undefined;
}

async function lookAt(folder: string, signal: AbortSignal): Promise<Looked> {
  const head = await headCommit(folder, signal);
  const fine = head !== undefined || !isInRepository(folder) || (await isReadable(folder, signal));
  return { head, problem: fine ? undefined : `“git -C ${folder} log” fails; is git installed, and may you read it?` };
}

/** @throws the signal's reason, having changed nothing */
async function catchUp(one: RootHistory, signal: AbortSignal): Promise<true> {
  const { head, readAt } = one;
  const { folder } = one.root;
  // After a rebase or a change of branches the commits known are not the past of those checked out.
  const follows =
    head !== undefined && readAt !== undefined && (await isAncestor(folder, { of: head, commit: readAt, signal }));
  const since = follows ? readAt : undefined;
  const fresh =
    head === undefined ? [] : await readGitLog(folder, { ...(since === undefined ? {} : { since }), signal });
  one.readProblem = fresh ? undefined : `“git -C ${folder} log --name-only” fails; are all its objects there?`;
  one.commits = since === undefined ? (fresh ?? []) : [...(fresh ?? []), ...one.commits].slice(0, MOST_COMMITS);
  one.readAt = head;
  return true;
}

import { History } from '../engine/ranking/history.ts';
import { headCommit, isAncestor, MOST_COMMITS, readGitLog, type LoggedCommit } from './gitLog.ts';
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
}

/** The past of a workspace's folders as git tells it, read once and then by what is new. */
export class GitHistory {
  readonly #roots: readonly WorkspaceRoot[];
  readonly #histories: readonly RootHistory[];
  #current: History | undefined;

  constructor(roots: readonly WorkspaceRoot[]) {
    this.#roots = roots;
    this.#histories = roots.map((root) => ({
      root,
      head: undefined,
      readAt: undefined,
      commits: [],
    }));
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
        one.head = await headCommit(one.root.folder, signal);
      }),
    );
  }

  /** Reads what led to what is checked out, as far as it is not known yet. */
  async read(signal?: AbortSignal): Promise<void> {
    const stale = this.#histories.filter(({ head, readAt }) => head !== readAt);
    if (stale.length === 0) return;
    await Promise.all(stale.map((one) => catchUp(one, signal)));
    this.#gather();
  }

  /** All that is known, to be kept. */
  kept(): readonly KeptPast[] {
    return this.#histories.map(({ root, readAt, commits }) => ({
      folder: root.folder,
      readAt,
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

async function catchUp(one: RootHistory, signal: AbortSignal | undefined): Promise<void> {
  const { head, readAt } = one;
  const { folder } = one.root;
  // After a rebase or a change of branches the commits known are not the past of those checked out.
  const follows =
    head !== undefined &&
    readAt !== undefined &&
    (await isAncestor(folder, {
      of: head,
      commit: readAt,
      ...(signal ? { signal } : {}),
    }));
  const since = follows ? readAt : undefined;
  const fresh =
    head === undefined
      ? []
      : await readGitLog(folder, {
          ...(since === undefined ? {} : { since }),
          ...(signal ? { signal } : {}),
        });
  one.commits = since === undefined ? fresh : [...fresh, ...one.commits].slice(0, MOST_COMMITS);
  one.readAt = head;
}

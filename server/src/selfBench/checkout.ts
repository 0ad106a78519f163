import { copyFileSync, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve, sep } from 'node:path';
import { UserError } from '../base/errors.ts';
import { runGit } from '../workspace/git.ts';
import { GitObjects } from '../workspace/gitObjects.ts';

export interface CheckoutOptions {
  /** A folder of the repository, or a bare one; nothing in it is changed. */
  readonly repository: string;
  /** An empty folder to write into. */
  readonly into: string;
  /** Larger files are left out, as the index leaves them out. */
  readonly maxFileBytes: number;
  readonly signal?: AbortSignal | undefined;
}

const REGULAR_FILE = /^100(?:644|755) blob ([0-9a-f]{40,64}) +(\d+)\t(.+)$/s;
/** A tree of more is not written out for a measurement. */
const MOST_TREE_BYTES = 2_000_000_000;

/**
 * A repository's files at one commit after another, in a folder of its own whose `.git` borrows the repository's objects
 * and knows of nothing after that commit. Where `repository` is a folder below the repository's top, only that folder.
 */
export class Checkout {
  /** Where the files of `repository` stand. */
  readonly folder: string;
  readonly #options: CheckoutOptions;
  readonly #git: string;
  readonly #objects: GitObjects;
  /** By path: the blob that stands there. */
  #files = new Map<string, string>();

  private constructor(options: CheckoutOptions, prefix: string) {
    this.#options = options;
    this.#git = join(options.into, '.git');
    this.folder = join(options.into, prefix);
    this.#objects = new GitObjects(options.repository, { contents: true });
  }

  /** @throws UserError where there is no repository */
  static async open(options: CheckoutOptions): Promise<Checkout> {
    const { repository, into, signal } = options;
    const [objects, shallow, prefix] = await Promise.all(
      [['--git-path', 'objects'], ['--git-path', 'shallow'], ['--show-prefix']].map(async (args) => {
        return (await runGit(repository, ['rev-parse', ...args], signal)).replace(/\r?\n$/, '');
      }),
    );
    if (!objects) throw new UserError(`${repository} is in no git repository: name a folder of one`);
    const checkout = new Checkout(options, (prefix ?? '').replace(/\/$/, ''));
    mkdirSync(join(into, '.git/objects/info'), { recursive: true });
    mkdirSync(join(into, '.git/refs/heads'), { recursive: true });
    mkdirSync(checkout.folder, { recursive: true });
    const borrowed = resolve(repository, objects).split(sep).join('/');
    writeFileSync(join(into, '.git/objects/info/alternates'), `${borrowed}\n`);
    writeFileSync(join(into, '.git/HEAD'), 'ref: refs/heads/base\n');
    // A shallow clone's past ends where this file says, not where objects are missing.
    const ends = resolve(repository, shallow ?? '');
    if (shallow && existsSync(ends)) copyFileSync(ends, join(into, '.git/shallow'));
    return checkout;
  }

  /** Writes what differs from the commit before. Files whose content is not there (in a partial clone) are left out. */
  async moveTo(commit: string): Promise<void> {
    const { signal } = this.#options;
    const wanted = await this.#tree(commit);
    for (const path of this.#files.keys()) {
      if (!wanted.has(path)) rmSync(join(this.folder, path), { force: true });
    }
    for (const [path, blob] of wanted) {
      if (this.#files.get(path) === blob) continue;
      signal?.throwIfAborted();
      const content = await this.#objects.read(blob);
      if (!content) continue;
      mkdirSync(dirname(join(this.folder, path)), { recursive: true });
      writeFileSync(join(this.folder, path), content.bytes);
    }
    this.#files = wanted;
    writeFileSync(join(this.#git, 'config'), configFor(commit));
    writeFileSync(join(this.#git, 'refs/heads/base'), `${commit}\n`);
  }

  close(): void {
    this.#objects.close();
  }

  async #tree(commit: string): Promise<Map<string, string>> {
    const { repository, maxFileBytes, signal } = this.#options;
    const listed = await runGit(repository, ['ls-tree', '-r', '-l', '-z', commit], signal);
    const files = new Map<string, string>();
    let treeBytes = 0;
    for (const entry of listed.split('\0')) {
      const [, blob = '', bytes = '', path = ''] = REGULAR_FILE.exec(entry) ?? [];
      if (blob === '' || Number(bytes) > maxFileBytes || !staysInside(path)) continue;
      files.set(path, blob);
      treeBytes += Number(bytes);
    }
    if (treeBytes > MOST_TREE_BYTES)
      throw new UserError(
        `commit ${commit} holds ${treeBytes} bytes of text: too much to write out; name a smaller folder`,
      );
    return files;
  }
}

/** A tree object may be made by hand: none of its names may lead out of the folder, or into its `.git`. */
function staysInside(path: string): boolean {
  return !/[\\:]/.test(path) && path.split('/').every((name) => name !== '' && !/^(?:\.{1,2}|\.git)$/i.test(name));
}

/** Repositories whose identifiers are SHA-256 say so (gitformat-index(5), `extensions.objectFormat`). */
function configFor(commit: string): string {
  if (commit.length <= 40) return '[core]\n\trepositoryformatversion = 0\n\tbare = false\n';
  return '[core]\n\trepositoryformatversion = 1\n\tbare = false\n[extensions]\n\tobjectformat = sha256\n';
}

import { lstat, readdir, type Dirent, type Stats } from 'node:fs';
import { join } from 'node:path';
import picomatch from 'picomatch';
import { rulesAbove, rulesOfNested, withIgnoreFiles } from './gitExcludes.ts';
import type { IgnoreRules } from './ignoreRules.ts';

/** A file that is worth a look. */
export interface CrawledFile {
  /** Relative to the root, with `/`. It may hold any character but NUL, line breaks among them. */
  readonly path: string;
  readonly sizeBytes: number;
  /** Modification time, milliseconds since 1970 with a fraction. */
  readonly mtimeMs: number;
}

export type CrawlSkipReason =
  'ignored' | 'excluded' | 'of Winnow itself' | 'symbolic link' | 'not a regular file' | 'too large' | 'unreadable';

export interface CrawlSkipped {
  /** As in `CrawledFile`; a directory, reported once for all it holds, ends in `/`. The root itself is `./`. */
  readonly path: string;
  readonly reason: CrawlSkipReason;
}

export interface Crawl {
  /** Both in byte order of their paths (as `git ls-files` prints them). */
  readonly files: readonly CrawledFile[];
  readonly skipped: readonly CrawlSkipped[];
}

export interface CrawlOptions {
  /** Globs; one without a `/` is tested against names at any depth, others against whole paths. A directory that matches goes with all it holds. */
  readonly exclude: readonly string[];
  readonly maxFileBytes: number;
  /** Aborting rejects with the signal's reason. */
  readonly signal?: AbortSignal;
  /** Told how many files were found, once a directory. */
  readonly onProgress?: (filesFound: number) => void;
}

const DIRECTORIES_AT_ONCE = 8;
const STATS_AT_ONCE = 32;

/**
 * Finds the files below `root` that neither git nor a `.winnowignore` ignores. A tracked file that a pattern matches
 * counts as ignored. Never follows symbolic links and never enters `.git`; a nested repository is entered and ruled by its
 * own ignore files. What the disk refuses is reported as `unreadable`, never thrown.
 */
export async function crawl(root: string, options: CrawlOptions): Promise<Crawl> {
  options.signal?.throwIfAborted();
  const { rules, prefix } = await rulesAbove(root);
  const walk = new Walk(root, prefix, options);
  await walk.run(rules);
  return walk.result();
}

interface Directory {
  /** Relative to the root, with a trailing `/`; empty for the root. */
  readonly path: string;
  readonly rules: IgnoreRules;
}

class Walk {
  readonly #root: string;
  readonly #prefix: string;
  readonly #options: CrawlOptions;
  readonly #isExcluded: (path: string) => boolean;
  readonly #files: CrawledFile[] = [];
  readonly #skipped: CrawlSkipped[] = [];
  readonly #pending: Directory[] = [];

  constructor(root: string, prefix: string, options: CrawlOptions) {
    this.#root = root;
    this.#prefix = prefix;
    this.#options = options;
    this.#isExcluded = excluder(options.exclude);
  }

  result(): Crawl {
    return { files: this.#files.sort(byPath), skipped: this.#skipped.sort(byPath) };
  }

  /** Takes directories from the stack, a few at a time, until none is left; the first failure ends it. */
  run(rules: IgnoreRules): Promise<void> {
    this.#pending.push({ path: '', rules });
    return new Promise((resolve, reject) => {
      let active = 0;
      let failed = false;
      const pump = () => {
        while (!failed && active < DIRECTORIES_AT_ONCE && this.#pending.length > 0) {
          active++;
          this.#visit(this.#pending.pop() as Directory).then(done, fail);
        }
        if (active === 0 && !failed) resolve();
      };
      const done = () => {
        active--;
        pump();
      };
      const fail = (error: unknown) => {
        failed = true;
        reject(error);
      };
      pump();
    });
  }

  async #visit(directory: Directory): Promise<void> {
    const folder = join(this.#root, directory.path);
    const entries = await list(folder);
    this.#options.signal?.throwIfAborted();
    if (!entries) {
      this.#skipped.push({ path: directory.path || './', reason: 'unreadable' });
      return;
    }
    const rules = await this.#rulesIn(directory, folder, entries);
    const files: string[] = [];
    for (const entry of entries) {
      if (entry.name === '.git') continue;
      const path = directory.path + entry.name;
      const reason = this.#reasonToSkip(path, entry, rules);
      if (reason) this.#skipped.push({ path: entry.isDirectory() ? `${path}/` : path, reason });
      else if (entry.isDirectory()) this.#pending.push({ path: `${path}/`, rules });
      else files.push(path);
    }
    await this.#addFiles(files);
    this.#options.onProgress?.(this.#files.length);
  }

  async #rulesIn({ path, rules }: Directory, folder: string, entries: readonly Dirent[]): Promise<IgnoreRules> {
    const base = this.#prefix + path;
    const nested = path !== '' && entries.some(({ name }) => name === '.git');
    const outer = nested ? await rulesOfNested(rules, { folder, base }) : rules;
    const hasOwn = entries.some(({ name }) => name === '.gitignore' || name === '.winnowignore');
    return hasOwn ? withIgnoreFiles(outer, { folder, base }) : outer;
  }

  #reasonToSkip(path: string, entry: Dirent, rules: IgnoreRules): CrawlSkipReason | undefined {
    if (path === OWN_FOLDER) return 'of Winnow itself';
    if (this.#isExcluded(path)) return 'excluded';
    if (rules.ignores(this.#prefix + path, entry.isDirectory())) return 'ignored';
    if (entry.isFile() || entry.isDirectory()) return undefined;
    return entry.isSymbolicLink() ? 'symbolic link' : 'not a regular file';
  }

  /** Callbacks, not promises: a stat takes some ten microseconds, and there are many. */
  #addFiles(paths: readonly string[]): Promise<void> {
    return new Promise((resolve, reject) => {
      let next = 0;
      let left = paths.length;
      const start = () => {
        const path = paths[next++];
        if (path === undefined) return;
        lstat(join(this.#root, path), (error, stats) => {
          if (this.#options.signal?.aborted) {
            reject(this.#options.signal.reason as Error);
            return;
          }
          this.#addFile(path, error ? undefined : stats);
          if (--left === 0) resolve();
          else start();
        });
      };
      if (left === 0) resolve();
      for (let lane = 0; lane < STATS_AT_ONCE; lane++) start();
    });
  }

  #addFile(path: string, stats: Stats | undefined): void {
    const reason = unfit(stats, this.#options.maxFileBytes);
    if (reason) this.#skipped.push({ path, reason });
    else if (stats) this.#files.push({ path, sizeBytes: stats.size, mtimeMs: stats.mtimeMs });
  }
}

/** Rules and settings of ours: their keywords would match every question. */
const OWN_FOLDER = '.winnow';

/** Judged anew: the entry may have changed since its directory was read. */
function unfit(stats: Stats | undefined, maxFileBytes: number): CrawlSkipReason | undefined {
  if (!stats) return 'unreadable';
  if (stats.isSymbolicLink()) return 'symbolic link';
  if (!stats.isFile()) return 'not a regular file';
  return stats.size > maxFileBytes ? 'too large' : undefined;
}

function list(folder: string): Promise<readonly Dirent[] | undefined> {
  return new Promise((resolve) => {
    readdir(folder, { withFileTypes: true }, (error, entries) => resolve(error ? undefined : entries));
  });
}

/** Plain globs: no `!` in front, no extended globs, whose backtracking a workspace's settings could misuse. */
function excluder(globs: readonly string[]): (path: string) => boolean {
  const matchers = globs
    .map((glob) => glob.replace(/^(?:\.?\/)+/, '').replace(/\/+$/, ''))
    .filter(Boolean)
    .map((glob) => picomatch(glob, { dot: true, nonegate: true, noextglob: true, basename: !glob.includes('/') }));
  return (path) => matchers.some((matches) => matches(path));
}

/** Order of the paths' UTF-8 bytes, which is the order of code points; UTF-16 order differs behind surrogates. */
function byPath(a: { readonly path: string }, b: { readonly path: string }): number {
  const length = Math.min(a.path.length, b.path.length);
  for (let at = 0; at < length; at++) {
    const left = a.path.charCodeAt(at);
    const right = b.path.charCodeAt(at);
    if (left === right) continue;
    if (left >= 0xd800 && right >= 0xd800) return codePointRank(left) - codePointRank(right);
    return left - right;
  }
  return a.path.length - b.path.length;
}

/** Surrogates (code points from U+10000 on) come after U+E000-U+FFFF. */
function codePointRank(unit: number): number {
  return unit >= 0xe000 ? unit - 0x800 : unit + 0x2000;
}

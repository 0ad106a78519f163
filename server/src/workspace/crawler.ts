import { lstat, lstatSync, readdir, readdirSync, type Dirent, type Stats } from 'node:fs';
import { join, sep } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import picomatch from 'picomatch';
import { LOCK_NAME } from '../../../shared/src/lockProtocol.ts';
import type { FileState } from './fileState.ts';
import { rulesAbove, rulesOfNested, withIgnoreFiles } from './gitExcludes.ts';
import type { IgnoreRules } from './ignoreRules.ts';
import { ignoresCase } from './pathCase.ts';

/** A file that is worth a look. */
export interface CrawledFile extends FileState {
  /** Relative to the root, with `/`. It may hold any character but NUL, line breaks among them. */
  readonly path: string;
  readonly absolutePath: string;
  /** The folder that was crawled. */
  readonly root: string;
  /** When the crawl began, before any file's state was asked for; milliseconds since 1970. */
  readonly seenAtMs: number;
}

export type CrawlSkipReason =
  'ignored' | 'excluded' | 'of Winnow itself' | 'symbolic link' | 'not a regular file' | 'too large' | 'unreadable';

export interface CrawlSkipped {
  /** As in `CrawledFile`; a directory, reported once for all it holds, ends in `/`. The root itself is `./`. */
  readonly path: string;
  readonly reason: CrawlSkipReason;
  /** What decided, where the reason is `ignored` or `excluded`: `FILE:LINE` of an ignore file, or the glob. */
  readonly by?: string;
}

export interface Crawl {
  /** Both in byte order of their paths (as `git ls-files` prints them). */
  readonly files: readonly CrawledFile[];
  readonly skipped: readonly CrawlSkipped[];
}

export interface CrawlOptions {
  /** Globs; one without a `/` (but at its end) is tested against names at any depth, others against whole paths. A directory that matches goes with all it holds. */
  readonly exclude: readonly string[];
  readonly maxFileBytes: number;
  /** Aborting rejects with the signal's reason. */
  readonly signal?: AbortSignal;
  /** Told how many files were found, once a directory. */
  readonly onProgress?: ((filesFound: number) => void) | undefined;
}

const DIRECTORIES_AT_ONCE = 8;
const STATS_AT_ONCE = 32;
/** Long enough to get work done, short enough for messages to be heard. */
const SLICE_MS = 10;
/**
 * A local disk gives a file's state in some microseconds, less than a promise and a thread's turn take (6,000 files: 40
 * instead of 90 ms). One that is slower than this, a network's, is asked for many at once, on other threads.
 */
const SLOW_MS = 0.2;

/**
 * Finds the files below `root` that neither git nor a `.winnowignore` ignores. A tracked file that a pattern matches
 * counts as ignored. Never follows symbolic links and never enters `.git`; a nested repository is entered and ruled by its
 * own ignore files. What the disk refuses is reported as `unreadable`, never thrown.
 */
export async function crawl(root: string, options: CrawlOptions): Promise<Crawl> {
  options.signal?.throwIfAborted();
  const ignoreCase = ignoresCase(root);
  const { rules, prefix } = await rulesAbove(root, ignoreCase);
  const walk = new Walk({ root, prefix, ignoreCase }, options);
  await walk.run(rules);
  return walk.result();
}

interface Directory {
  /** Relative to the root, with a trailing `/`; empty for the root. */
  readonly path: string;
  readonly rules: IgnoreRules;
}

interface WalkFrom {
  readonly root: string;
  readonly prefix: string;
  readonly ignoreCase: boolean;
}

class Walk {
  readonly #root: string;
  readonly #prefix: string;
  readonly #options: CrawlOptions;
  readonly #excludedBy: (path: string) => string | undefined;
  readonly #files: CrawledFile[] = [];
  readonly #skipped: CrawlSkipped[] = [];
  readonly #pending: Directory[] = [];
  readonly #seenAtMs = Date.now();
  #slow = false;
  #sliceEndMs = performance.now() + SLICE_MS;

  constructor({ root, prefix, ignoreCase }: WalkFrom, options: CrawlOptions) {
    this.#root = root;
    this.#prefix = prefix;
    this.#options = options;
    this.#excludedBy = excluder(options.exclude, ignoreCase);
  }

  result(): Crawl {
    return { files: sortByPath(this.#files), skipped: sortByPath(this.#skipped) };
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
    const entries = this.#slow ? await list(folder) : listNow(folder);
    this.#options.signal?.throwIfAborted();
    if (!entries) {
      this.#skipped.push({ path: directory.path || './', reason: 'unreadable' });
      return;
    }
    const rules = await this.#rulesIn(directory, folder, entries);
    const names: string[] = [];
    for (const entry of entries) {
      if (isNamed(entry, '.git')) continue;
      const path = directory.path + entry.name;
      const skip = this.#skip(path, entry, rules);
      if (skip) this.#skipped.push({ path: entry.isDirectory() ? `${path}/` : path, ...skip });
      else if (entry.isDirectory()) this.#pending.push({ path: `${path}/`, rules });
      else names.push(entry.name);
    }
    await this.#addFiles(directory.path, folder, names);
    this.#options.onProgress?.(this.#files.length);
  }

  async #rulesIn({ path, rules }: Directory, folder: string, entries: readonly Dirent[]): Promise<IgnoreRules> {
    const base = this.#prefix + path;
    const nested = path !== '' && entries.some((entry) => isNamed(entry, '.git'));
    const outer = nested ? await rulesOfNested(rules, { folder, base }) : rules;
    const hasOwn = entries.some((entry) => isNamed(entry, '.gitignore') || isNamed(entry, '.winnowignore'));
    return hasOwn ? withIgnoreFiles(outer, { folder, base }) : outer;
  }

  #skip(path: string, entry: Dirent, rules: IgnoreRules): Omit<CrawlSkipped, 'path'> | undefined {
    const folded = path.toLowerCase();
    if (folded === OWN_FOLDER || folded.endsWith(LOCK_NAME)) return { reason: 'of Winnow itself' };
    const glob = this.#excludedBy(path);
    if (glob !== undefined) return { reason: 'excluded', by: glob };
    const rule = rules.ignoredBy(this.#prefix + path, entry.isDirectory());
    if (rule !== undefined) return { reason: 'ignored', by: rule };
    if (entry.isFile() || entry.isDirectory()) return undefined;
    return { reason: entry.isSymbolicLink() ? 'symbolic link' : 'not a regular file' };
  }

  async #addFiles(directory: string, folder: string, names: readonly string[]): Promise<void> {
    const inFolder = folder.endsWith(sep) ? folder : `${folder}${sep}`;
    const files = names.map((name) => ({ path: directory + name, absolutePath: inFolder + name }));
    let next = 0;
    while (next < files.length && !this.#slow) {
      const startMs = performance.now();
      const first = next;
      do {
        const file = files[next++]!;
        this.#addFile(file, lstatNow(file.absolutePath));
      } while (next < files.length && performance.now() < this.#sliceEndMs);
      const spentMs = performance.now() - startMs;
      this.#slow = spentMs > SLICE_MS && spentMs / (next - first) > SLOW_MS;
      if (performance.now() < this.#sliceEndMs) continue;
      await nextTurn();
      this.#options.signal?.throwIfAborted();
      this.#sliceEndMs = performance.now() + SLICE_MS;
    }
    if (next < files.length) await this.#addFilesSlowly(files.slice(next));
  }

  /** Callbacks, not promises: there are many. */
  #addFilesSlowly(files: readonly FileToStat[]): Promise<void> {
    return new Promise((resolve, reject) => {
      let next = 0;
      let left = files.length;
      const start = () => {
        const file = files[next++];
        if (file === undefined) return;
        lstat(file.absolutePath, (error, stats) => {
          if (this.#options.signal?.aborted) {
            reject(this.#options.signal.reason as Error);
            return;
          }
          this.#addFile(file, error ? undefined : stats);
          if (--left === 0) resolve();
          else start();
        });
      };
      for (let lane = 0; lane < STATS_AT_ONCE; lane++) start();
    });
  }

  #addFile({ path, absolutePath }: FileToStat, stats: Stats | undefined): void {
    const reason = unfit(stats, this.#options.maxFileBytes);
    if (reason) this.#skipped.push({ path, reason });
    else if (stats) {
      const { size, mtimeMs, ctimeMs, ino } = stats;
      const [root, seenAtMs] = [this.#root, this.#seenAtMs];
      this.#files.push({ path, absolutePath, root, seenAtMs, sizeBytes: size, mtimeMs, ctimeMs, inode: ino });
    }
  }
}

interface FileToStat {
  readonly path: string;
  readonly absolutePath: string;
}

/** Rules and settings of ours, as lockfiles are: their words would match every question. */
const OWN_FOLDER = '.winnow';

/**
 * In whatever case: where the file system ignores it, `.GIT` is git's folder and `.Winnow` ours; elsewhere git takes no
 * `.GIT` either, and an ignore file that is found by another name than its own is empty.
 */
function isNamed({ name }: Dirent, wanted: string): boolean {
  return name.length === wanted.length && name.toLowerCase() === wanted;
}

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

function listNow(folder: string): readonly Dirent[] | undefined {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return undefined;
  }
}

function lstatNow(path: string): Stats | undefined {
  try {
    return lstatSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}

/** The first glob that matches. Plain globs: no `!` in front, no extended globs, whose backtracking a workspace's settings could misuse. */
function excluder(globs: readonly string[], nocase: boolean): (path: string) => string | undefined {
  const matchers = globs.flatMap((glob) => {
    const fromTop = /^\.?\//.test(glob);
    const bare = glob.replace(/^(?:\.?\/)+/, '').replace(/\/+$/, '');
    const basename = !fromTop && !bare.includes('/');
    const options = { dot: true, nonegate: true, noextglob: true, basename, nocase };
    return bare ? [{ glob, matches: picomatch(bare, options) }] : [];
  });
  return (path) => matchers.find(({ matches }) => matches(path))?.glob;
}

interface Named {
  readonly path: string;
}

/** In the order of the paths' UTF-8 bytes, which is the order of code points; UTF-16 order differs behind surrogates. */
function sortByPath<One extends Named>(named: One[]): One[] {
  return named.sort(named.some(({ path }) => SURROGATE.test(path)) ? byCodePoints : byUnits);
}

const SURROGATE = /[\ud800-\udfff]/;

function byUnits(a: Named, b: Named): number {
  return a.path < b.path ? -1 : 1;
}

function byCodePoints(a: Named, b: Named): number {
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

import type { Analyzer, DocumentAnalysis } from '../engine/analyze.ts';
import type { SegmentPart } from '../engine/ranking/mergeSegments.ts';
import { SegmentBuilder } from '../engine/ranking/segmentBuilder.ts';
import { SegmentSet } from '../engine/ranking/segmentSet.ts';
import type { History } from '../engine/ranking/history.ts';
import type { CrawledFile } from './crawler.ts';
import { crawlRoots, liesInOneOf } from './crawlRoots.ts';
import { ContentState } from './contentState.ts';
import { FileAnalyses, type AnalyzedFile } from './fileAnalyses.ts';
import { mayHideChange, sameState, stampOf } from './fileState.ts';
import type { GitHistory } from './gitHistory.ts';
import { foreseeIndexing } from './foreseeIndexing.ts';
import type { FileToIndex, IndexedFiles, SkippedFile, WorkspaceRoot } from './indexFiles.ts';
import { IndexKeeper } from './indexKeeper.ts';
import type { IndexRun } from './indexRun.ts';
import { lookAtFiles } from './lookAtFiles.ts';
import { Overlays } from './overlays.ts';
import { PathCase } from './pathCase.ts';
import type { PersistedCounts, PersistedIndex } from './persistedIndex.ts';
import type { SharedCounts, SharedIndex } from './sharedIndex.ts';
import { statSignature } from './statSignature.ts';
import { storedIndex, unchangedFiles, type StoredIndex } from './storedIndex.ts';
import { readTextFile } from './textFile.ts';

export interface WorkspaceIndexOptions {
  readonly roots: readonly WorkspaceRoot[];
  /** Globs besides the ignore files. */
  readonly exclude: readonly string[];
  readonly maxFileBytes: number;
  readonly analyzer: Analyzer;
  /** The past of the files; without it they are ranked by what they are alone. */
  readonly history?: GitHistory;
  /** Where the index is kept between processes; without it each process begins anew. */
  readonly persisted?: Pick<PersistedIndex, 'load' | 'save' | 'counts' | 'exists'>;
  /** Indexes many files at once, on as many threads as it likes; one segment a thread. */
  readonly indexMany: (files: readonly FileToIndex[], options: IndexRun) => Promise<readonly IndexedFiles[]>;
  /** Told as soon as it shows that many files will have to be indexed. */
  readonly prepare?: (() => void) | undefined;
  /** True where `contentSignature` will be asked for. */
  readonly digests?: boolean | undefined;
  /** What other machines have indexed. */
  readonly shared?: Pick<SharedIndex, 'index' | 'close' | 'counts'> | undefined;
}

/** A text file of the workspace in one state. */
export interface WorkspaceFile {
  readonly path: string;
  readonly absolutePath: string;
  /** Tells this state from every other: its stat data, or the number of an open document's text. */
  readonly stamp: string;
}

/** So many changed files are read at once, in some milliseconds; more are left to other threads. */
const FEW_FILES = 20;

/**
 * The inverted index of a workspace, kept current. Immutable segments hold the files as they were read; those that
 * changed since stand in newer ones. No text is kept but that of recently chosen files. What the index knows and what
 * it holds change together: a question meanwhile sees the state before.
 */
export class WorkspaceIndex {
  readonly #options: WorkspaceIndexOptions;
  readonly #segments = new SegmentSet();
  readonly #keeper: IndexKeeper | undefined;
  readonly #overlays: Overlays;
  /** What the index holds, or will when it is built. */
  #known = new Map<string, CrawledFile>();
  #built = false;
  /** Files that the last build took from what is kept on disk. */
  #filesRestored = 0;
  /** Updates of the index follow one another. */
  #turn: Promise<unknown> = Promise.resolve();
  /** Files that could not be read as text, and why. */
  readonly #notRead = new Map<string, string>();
  #crawlSkipped: readonly SkippedFile[] = [];
  #skipped: readonly SkippedFile[] | undefined;
  /** With a `/` at the end: whatever changes in them is skipped too. */
  #skippedFolders: ReadonlySet<string> = new Set();
  readonly #analyses: FileAnalyses;
  /** Of thousands of files each: worked out once a state. */
  #digests: { state?: string; past?: string; contents?: string | undefined } = {};
  /** Kept where `contentSignature` will be asked for. */
  readonly #content: ContentState | undefined;
  /** Which commits what is known of the past ends with. */
  #pastStamp = '';
  #unreadable: readonly string[] = [];

  constructor(options: WorkspaceIndexOptions) {
    this.#options = options;
    const { persisted, analyzer, maxFileBytes, digests = false, roots } = options;
    this.#overlays = new Overlays(new PathCase(roots), () => this.#known);
    this.#content = digests ? new ContentState() : undefined;
    this.#analyses = new FileAnalyses({ analyzer, maxFileBytes, digests });
    if (persisted) this.#keeper = new IndexKeeper({ persisted, snapshot: () => this.#snapshot() });
  }

  /** Text files that are in the index. */
  get filesSeen(): number {
    return this.#known.size - this.#notRead.size;
  }

  /** How the index that is kept on disk fared; null where none is kept. */
  get persistedCounts(): (PersistedCounts & { readonly filesRestored: number }) | null {
    const { persisted } = this.#options;
    return persisted ? { filesRestored: this.#filesRestored, ...persisted.counts } : null;
  }

  /** How much of the index came from other machines; undefined where nothing is shared. */
  get sharedCounts(): SharedCounts | undefined {
    return this.#options.shared?.counts;
  }

  /** Folders that could not be read, and those whose past could not, in words. */
  get degraded(): readonly string[] {
    return [...this.#unreadable, ...(this.#options.history?.problems ?? [])];
  }

  /** In the order of their paths; the same array until something changes. */
  get skipped(): readonly SkippedFile[] {
    const notRead = [...this.#notRead].map(([path, reason]) => ({ path, reason }));
    this.#skipped ??= [...this.#crawlSkipped, ...notRead].sort((a, b) => (a.path < b.path ? -1 : 1));
    return this.#skipped;
  }

  /** Whether the index holds a file. */
  has(path: string): boolean {
    return this.#segments.has(path);
  }

  get history(): History | undefined {
    return this.#options.history?.current;
  }

  get chunkCount(): number {
    return this.#segments.chunkCount;
  }

  /** The same array until something changes, so that what is worked out from it can be kept. */
  parts(): readonly SegmentPart[] {
    return this.#segments.parts();
  }

  /**
   * Digest of the workspace's state: the stat data of its files (which git's index trusts too) and the text of open
   * documents.
   */
  signature(): string {
    const state = { past: this.#pastStamp, known: this.#known, overlays: this.#overlays.texts() };
    return (this.#digests.state ??= statSignature(state));
  }

  /**
   * Digest of what the files hold, and of the past, as every machine with the same files and commits has it; undefined
   * while it is not known, and where a question read a file in another state than the index did.
   */
  contentSignature(): string | undefined {
    if (!this.#built || !this.#content?.isCertain) return undefined;
    const parts = { paths: this.#known.keys(), notRead: this.#notRead, past: this.#options.history?.depth ?? '' };
    if (this.#digests.past !== parts.past)
      this.#digests = { ...this.#digests, past: parts.past, contents: this.#content.signature(parts) };
    return this.#digests.contents;
  }

  /** Finds out what is there without reading any file; `build` then reads. */
  async crawl(run: IndexRun = {}): Promise<void> {
    const found = await this.#look(run);
    if (this.#built) return;
    this.#adopt(found);
    this.#pastStamp = this.#options.history?.stamp ?? '';
  }

  /** Reads and indexes everything the last crawl found, but for what is known from the last process. */
  build(run: IndexRun = {}): Promise<void> {
    return this.#inTurn(async () => {
      const stored = await this.#keeper?.load();
      if (stored) this.#options.history?.restore(stored.past);
      const { fresh, binary } = unchangedFiles(stored, this.#known);
      this.#content?.restore(stored?.digests ?? [], fresh);
      const files = [...this.#known.values()].filter(({ path }) => !fresh.has(path) && !binary.has(path));
      const [indexed] = await Promise.all([this.#indexMany(files, run), this.#readPast(run)]);
      this.#notRead.clear();
      for (const path of binary) this.#notRead.set(path, 'binary');
      this.#segments.clear();
      const kept = stored?.segments.map(({ segment }) => segment) ?? [];
      this.#segments.add(kept);
      this.#segments.remove(kept.flatMap((one) => one.files.flatMap(({ path }) => (fresh.has(path) ? [] : [path]))));
      this.#takeIn(
        files.map(({ path }) => path),
        indexed,
      );
      this.#built = true;
      this.#filesRestored = fresh.size;
      this.#keeper?.changed(files.length);
      for (const path of this.#overlays.texts().keys()) this.#reindex(this.#overlays.filesOf(path));
    });
  }

  /** Crawls again and takes in what is new, changed or gone since. */
  refresh(run: IndexRun = {}): Promise<void> {
    return this.#inTurn(async () => {
      const found = await this.#look(run);
      const changed: CrawledFile[] = [];
      for (const [path, file] of found) {
        const known = this.#known.get(path);
        if (!known || !sameState(known, file) || mayHideChange(known, known.seenAtMs)) changed.push(file);
      }
      const gone = [...this.#known.keys()].filter((path) => !found.has(path));
      await this.#takeInChanges({ changed, gone, adopt: () => this.#adopt(found) }, run);
      await this.#readPast(run);
    });
  }

  /** Takes in files that are known to have changed on disk. True when only a refresh tells what a path is: it may be ignored, a folder, or too large. */
  update(paths: readonly string[], run: IndexRun = {}): Promise<boolean> {
    return this.#inTurn(async () => {
      const { changed, gone, unclear } = lookAtFiles(paths, this.#known, this.#options.maxFileBytes);
      const adopt = () => {
        for (const path of gone) this.#known.delete(path);
        for (const file of changed) this.#known.set(file.path, file);
      };
      await this.#takeInChanges({ changed, gone, adopt }, run);
      // One file is an edit; a checkout that touched several may have come with commits.
      if (paths.length > 1) await this.#options.history?.look(run.signal);
      await this.#readPast(run);
      return unclear.some((path) => !liesInOneOf(this.#skippedFolders, path));
    });
  }

  /** The text of an open document, which stands for the file's until it is closed (`undefined`). */
  overlay(path: string, text: string | undefined): void {
    if (text === undefined) this.#overlays.delete(path);
    else this.#overlays.set(path, text);
    this.#reindex(this.#overlays.filesOf(path));
  }

  /** Every file that is looked at, by rising path, as it is known to be now. Binary files are told apart on reading. */
  files(): readonly WorkspaceFile[] {
    return [...this.#known.keys()].sort().map((path) => {
      const file = this.#known.get(path)!;
      const overlay = this.#overlays.get(path)?.number;
      return {
        path,
        absolutePath: file.absolutePath,
        stamp: overlay === undefined ? stampOf(file) : `open ${overlay}`,
      };
    });
  }

  /** A file's text as it is now, that of the open document first; `undefined` when it cannot be read as text. */
  textOf(path: string): string | undefined {
    const file = this.#known.get(path);
    const overlay = this.#overlays.get(path)?.text;
    if (!file || overlay !== undefined) return overlay;
    const read = readTextFile(file.absolutePath, this.#options.maxFileBytes, file.root);
    return 'text' in read ? read.text : undefined;
  }

  /** The analysis of a file as it is now, or undefined when it cannot be read. */
  load(path: string): DocumentAnalysis | undefined {
    const [overlay, file] = [this.#overlays.get(path), this.#known.get(path)];
    if (overlay) return this.#analyses.recentText(path, overlay).analysis;
    if (!file) return undefined;
    const { analysis, digest } = this.#analyses.recent(file);
    if (digest !== undefined) this.#content?.read(path, digest);
    return analysis;
  }

  /** Another analyzer's word counts from now on; `build` then indexes by it. */
  forgetAnalyses(): void {
    this.#analyses.forgetAll();
  }

  /** Writes what is not yet kept. */
  async close(): Promise<void> {
    await Promise.all([this.#keeper?.close(), this.#options.shared?.close()]);
  }

  /** What is there now, files and commits. */
  async #look({ signal }: IndexRun): Promise<Map<string, CrawledFile>> {
    const { roots, exclude, maxFileBytes, history } = this.#options;
    const onProgress = this.#built ? undefined : foreseeIndexing(this.#options);
    const [{ found, skipped, unreadable }] = await Promise.all([
      crawlRoots(roots, { exclude, maxFileBytes, onProgress, ...(signal ? { signal } : {}) }),
      history?.look(signal),
    ]);
    this.#unreadable = unreadable;
    this.#crawlSkipped = skipped;
    this.#skipped = undefined;
    this.#skippedFolders = new Set(skipped.flatMap(({ path }) => (path.endsWith('/') ? [path] : [])));
    return found;
  }

  #adopt(found: Map<string, CrawledFile>): void {
    this.#known = found;
    this.#digests = {};
  }

  #inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    const result = this.#turn.then(work);
    // Whoever asked is told of the failure; the next in line only waits for the end.
    this.#turn = result.catch(() => undefined);
    return result;
  }

  /** What is kept: each entry with the state it was made of, but for what an editor holds or may have changed unseen. */
  #snapshot(): StoredIndex {
    const past = this.#options.history?.kept() ?? [];
    const digests = this.#content?.entries ?? [];
    return storedIndex({ parts: this.parts(), notRead: this.#notRead, past, digests }, (path) => {
      const known = this.#known.get(path);
      return known && !this.#overlays.get(path) && !mayHideChange(known, known.seenAtMs) ? known : undefined;
    });
  }

  /** Indexes files on whatever threads, or takes what other machines made of them; a few are sooner read than asked for. */
  async #indexMany(files: readonly CrawledFile[], run: IndexRun): Promise<readonly IndexedFiles[]> {
    const { indexMany, shared } = this.#options;
    if (files.length === 0) return [];
    if (!shared || (files.length <= FEW_FILES && files.length < this.#known.size)) return indexMany(files, run);
    return shared.index(files, { all: [...this.#known.values()], run, indexMany });
  }

  async #takeInChanges({ changed, gone, adopt }: Changes, run: IndexRun): Promise<void> {
    if (changed.length > FEW_FILES) {
      const indexed = await this.#options.indexMany(changed, run);
      adopt();
      this.#takeIn([...gone, ...changed.map(({ path }) => path)], indexed);
      // An editor's text stands above the file's, also where it came while the file was read.
      for (const { path } of changed) if (this.#overlays.get(path)) this.#reindex([path]);
    } else {
      adopt();
      this.#reindex([...gone, ...changed.map(({ path }) => path)]);
    }
    this.#keeper?.changed(changed.length + gone.length);
  }

  /** What was read of `paths` takes the place of what was known of them. */
  #takeIn(paths: readonly string[], indexed: readonly IndexedFiles[]): void {
    this.#digests = {};
    this.#skipped = undefined;
    for (const path of paths) {
      this.#notRead.delete(path);
      this.#analyses.forget(path);
      this.#content?.gone(path);
    }
    this.#segments.remove(paths);
    this.#segments.add(indexed.flatMap(({ segments }) => segments));
    for (const { skipped, digests } of indexed) {
      for (const { path, reason } of skipped) this.#notRead.set(path, reason);
      for (const [path, digest] of digests) this.#content?.indexed(path, digest);
    }
  }

  /** What led to the commits that were last looked at. */
  async #readPast({ signal }: IndexRun): Promise<void> {
    const { history } = this.#options;
    await history?.read(signal);
    const stamp = history?.stamp ?? '';
    if (stamp === this.#pastStamp) return;
    this.#pastStamp = stamp;
    this.#digests = {};
  }

  /** Replaces the entries of `paths` by what they are now. */
  #reindex(paths: readonly string[]): void {
    if (paths.length === 0) return;
    const builder = new SegmentBuilder();
    const skipped: SkippedFile[] = [];
    const digests = new Map<string, string>();
    for (const path of paths) {
      const file = this.#known.get(path);
      if (!file) continue;
      const { analysis, skip, digest } = this.#readNow(file);
      if (digest !== undefined) digests.set(path, digest);
      if (skip) skipped.push({ path, reason: skip });
      if (analysis) builder.add(analysis);
    }
    this.#takeIn(paths, [{ segments: [builder.finish()], skipped, digests, withSecrets: [] }]);
  }

  /** A file as it is now: the text of an open document first. */
  #readNow(file: CrawledFile): AnalyzedFile {
    const text = this.#overlays.get(file.path)?.text;
    return text === undefined ? this.#analyses.read(file) : this.#analyses.ofText(file.path, text);
  }
}

interface Changes {
  readonly changed: readonly CrawledFile[];
  readonly gone: readonly string[];
  /** Makes the new states those that are known. */
  readonly adopt: () => void;
}

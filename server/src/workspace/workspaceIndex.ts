import { createHash } from 'node:crypto';
import { accessSync, constants, statSync } from 'node:fs';
import { LRUCache } from 'lru-cache';
import { UserError } from '../base/errors.ts';
import type { Analyzer, DocumentAnalysis } from '../engine/analyze.ts';
import { mergeSegments, type SegmentPart } from '../engine/ranking/mergeSegments.ts';
import type { Segment } from '../engine/ranking/segment.ts';
import { SegmentBuilder } from '../engine/ranking/segmentBuilder.ts';
import type { History } from '../engine/ranking/history.ts';
import { crawl } from './crawler.ts';
import type { GitHistory } from './gitHistory.ts';
import {
  absolutePathOf,
  pathInWorkspace,
  type FileToIndex,
  type IndexedFiles,
  type SkippedFile,
  type WorkspaceRoot,
} from './indexFiles.ts';
import { readTextFile } from './textFile.ts';

export interface WorkspaceIndexOptions {
  readonly roots: readonly WorkspaceRoot[];
  /** Globs besides the ignore files. */
  readonly exclude: readonly string[];
  readonly maxFileBytes: number;
  readonly analyzer: Analyzer;
  /** The past of the files; without it they are ranked by what they are alone. */
  readonly history?: GitHistory;
  /** Indexes many files at once, on as many threads as it likes; one segment a thread. */
  readonly indexMany: (files: readonly FileToIndex[], options: IndexRun) => Promise<readonly IndexedFiles[]>;
}

export interface IndexRun {
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: IndexProgress) => void) | undefined;
}

export interface IndexProgress {
  readonly done: number;
  readonly total: number;
}

interface KnownFile extends FileToIndex {
  readonly mtimeMs: number;
}

/** A text file of the workspace in one state. */
export interface WorkspaceFile {
  readonly path: string;
  readonly absolutePath: string;
  /** Tells this state from every other: size and modification time, or the number of an open document's text. */
  readonly stamp: string;
}

/** Analyses of the files that questions chose lately, so that a second question does not read them again. */
const RECENT_ANALYSES_CHARACTERS = 8_000_000;
/** Above so many changed files the small segment of changes is merged into the large one. */
const MOST_CHANGED_FILES = 300;

/**
 * The inverted index of a workspace, kept current. Large immutable segments hold the files as they were found; a small
 * one holds those that changed since, and the old entries of these no longer count (log-structured merge, as Lucene's
 * segments). No text is kept but that of recently chosen files.
 */
export class WorkspaceIndex {
  readonly #options: WorkspaceIndexOptions;
  #segments: Segment[] = [];
  #changes: Segment | undefined;
  /** Paths whose entries in the large segments no longer count. */
  readonly #replaced = new Set<string>();
  readonly #overlays = new Map<string, string>();
  /** Numbers the texts of open documents, each by its path. */
  readonly #overlayNumbers = new Map<string, number>();
  #lastOverlay = 0;
  readonly #known = new Map<string, KnownFile>();
  /** What the last crawl found; `#known` is what the index holds. */
  #found: ReadonlyMap<string, KnownFile> = new Map();
  #notRead: readonly SkippedFile[] = [];
  #crawlSkipped: readonly SkippedFile[] = [];
  #skipped: readonly SkippedFile[] | undefined;
  readonly #recent = new LRUCache<string, { readonly stamp: string; readonly analysis: DocumentAnalysis }>({
    maxSize: RECENT_ANALYSES_CHARACTERS,
    sizeCalculation: ({ analysis }) => Math.max(1, analysis.text.length),
  });
  #signature: string | undefined;
  #parts: readonly SegmentPart[] | undefined;
  #unreadable: readonly string[] = [];

  constructor(options: WorkspaceIndexOptions) {
    this.#options = options;
  }

  /** Text files that are in the index. */
  get filesSeen(): number {
    return this.#known.size - this.#notRead.length;
  }

  /** Folders of the workspace that could not be read, in words. */
  get degraded(): readonly string[] {
    return this.#unreadable;
  }

  /** In the order of their paths; the same array until something changes. */
  get skipped(): readonly SkippedFile[] {
    this.#skipped ??= [...this.#crawlSkipped, ...this.#notRead].sort((a, b) => (a.path < b.path ? -1 : 1));
    return this.#skipped;
  }

  get history(): History | undefined {
    return this.#options.history?.current;
  }

  get chunkCount(): number {
    return this.parts().reduce((sum, { segment }) => sum + segment.chunkWords.length, 0);
  }

  /** The same array until something changes, so that what is worked out from it can be kept. */
  parts(): readonly SegmentPart[] {
    this.#parts ??= this.#gatherParts();
    return this.#parts;
  }

  #gatherParts(): readonly SegmentPart[] {
    const large = this.#segments.map((segment) => ({
      segment,
      ...(this.#replaced.size > 0 ? { live: (file: number) => !this.#replaced.has(segment.files[file]!.path) } : {}),
    }));
    return this.#changes ? [...large, { segment: this.#changes }] : large;
  }

  /**
   * Digest of the workspace's state: paths, sizes and modification times (the stat data that git's index trusts too) and
   * the text of open documents.
   */
  signature(): string {
    if (this.#signature === undefined) {
      const hash = createHash('sha256').update(`${this.#options.history?.stamp ?? ''}\0`);
      for (const path of [...this.#known.keys()].sort()) {
        const { sizeBytes, mtimeMs } = this.#known.get(path)!;
        hash.update(`${path}\0${sizeBytes}\0${mtimeMs}\0`);
      }
      for (const path of [...this.#overlays.keys()].sort()) hash.update(`${path}\0${this.#overlays.get(path)}\0`);
      this.#signature = hash.digest('hex');
    }
    return this.#signature;
  }

  /** Finds out what is there without reading any file; `build` then reads. */
  async crawl(run: IndexRun = {}): Promise<void> {
    const { roots, exclude, maxFileBytes } = this.#options;
    const found = new Map<string, KnownFile>();
    const skipped: SkippedFile[] = [];
    const unreadable: string[] = [];
    const looked = this.#options.history?.look(run.signal);
    // When the crawl fails first, nobody waits for it any longer.
    looked?.catch(() => {});
    for (const root of roots) {
      const problem = folderProblem(root.folder);
      if (problem) {
        unreadable.push(problem);
        continue;
      }
      const crawled = await crawl(root.folder, {
        exclude,
        maxFileBytes,
        ...(run.signal ? { signal: run.signal } : {}),
      });
      for (const { path, sizeBytes, mtimeMs } of crawled.files) {
        const named = pathInWorkspace(root, roots, path);
        const absolutePath = absolutePathOf(root, path);
        found.set(named, { path: named, absolutePath, root: root.folder, sizeBytes, mtimeMs });
      }
      skipped.push(
        ...crawled.skipped.map(({ path, reason }) => ({ path: pathInWorkspace(root, roots, path), reason })),
      );
    }
    await looked;
    if (roots.length > 0 && unreadable.length === roots.length) throw new UserError(unreadable.join('; '));
    this.#unreadable = unreadable;
    this.#crawlSkipped = skipped;
    this.#skipped = undefined;
    this.#found = found;
    this.#signature = undefined;
    if (this.#segments.length === 0) this.#adopt(found);
  }

  /** Reads and indexes everything the last crawl found. */
  async build(run: IndexRun = {}): Promise<void> {
    const [indexed] = await Promise.all([
      this.#options.indexMany([...this.#known.values()], run),
      this.#options.history?.read(run.signal),
    ]);
    this.#parts = undefined;
    this.#segments = indexed.map(({ segment }) => segment);
    this.#notRead = indexed.flatMap(({ skipped }) => skipped);
    this.#skipped = undefined;
    this.#changes = undefined;
    this.#replaced.clear();
    for (const path of this.#overlays.keys()) this.#reindex([path]);
  }

  /** Crawls again and takes in what is new, changed or gone since. */
  async refresh(run: IndexRun = {}): Promise<void> {
    await this.crawl(run);
    const changed: string[] = [];
    for (const [path, file] of this.#found) {
      const known = this.#known.get(path);
      if (!known || known.mtimeMs !== file.mtimeMs || known.sizeBytes !== file.sizeBytes) changed.push(path);
    }
    for (const path of this.#known.keys()) if (!this.#found.has(path)) changed.push(path);
    this.#adopt(this.#found);
    this.#reindex(changed);
    await this.#options.history?.read(run.signal);
  }

  /** Takes in files that are known to have changed on disk. True when a path is new, and only a refresh tells whether it is ignored. */
  update(paths: readonly string[]): boolean {
    const known = paths.filter((path) => this.#known.has(path));
    for (const path of known) {
      const file = this.#known.get(path)!;
      const stat = statOf(file.absolutePath);
      if (stat) this.#known.set(path, { ...file, ...stat });
      else this.#known.delete(path);
    }
    this.#reindex(known);
    return known.length < paths.length;
  }

  /** The text of an open document, which stands for the file's until it is closed (`undefined`). */
  overlay(path: string, text: string | undefined): void {
    if (text === undefined) this.#overlays.delete(path);
    else this.#overlays.set(path, text);
    if (text === undefined) this.#overlayNumbers.delete(path);
    else this.#overlayNumbers.set(path, ++this.#lastOverlay);
    if (this.#known.has(path)) this.#reindex([path]);
  }

  /** Every file that is looked at, by rising path, as it is known to be now. Binary files are told apart on reading. */
  files(): readonly WorkspaceFile[] {
    const paths = [...this.#known.keys()].sort();
    return paths.map((path) => {
      const { absolutePath, sizeBytes, mtimeMs } = this.#known.get(path)!;
      const overlay = this.#overlayNumbers.get(path);
      return { path, absolutePath, stamp: overlay === undefined ? `${sizeBytes}:${mtimeMs}` : `open ${overlay}` };
    });
  }

  /** A file's text as it is now, that of the open document first; `undefined` when it cannot be read as text. */
  textOf(path: string): string | undefined {
    const file = this.#known.get(path);
    const overlay = this.#overlays.get(path);
    if (!file || overlay !== undefined) return overlay;
    const read = readTextFile(file.absolutePath, this.#options.maxFileBytes, file.root);
    return 'text' in read ? read.text : undefined;
  }

  /** The analysis of a file as it is now, or undefined when it cannot be read. */
  load(path: string): DocumentAnalysis | undefined {
    const text = this.#overlays.get(path);
    if (text !== undefined) return this.#options.analyzer.analyze({ path, text });
    const file = this.#known.get(path);
    const stat = file && statOf(file.absolutePath);
    if (!file || !stat) return undefined;
    const stamp = `${stat.sizeBytes}:${stat.mtimeMs}`;
    const recent = this.#recent.get(path);
    if (recent?.stamp === stamp) return recent.analysis;
    const analysis = this.#read(file);
    if (analysis) this.#recent.set(path, { stamp, analysis });
    return analysis;
  }

  /** Another analyzer's word counts from now on; `build` then indexes by it. */
  forgetAnalyses(): void {
    this.#recent.clear();
  }

  #adopt(found: ReadonlyMap<string, KnownFile>): void {
    this.#known.clear();
    for (const [path, file] of found) this.#known.set(path, file);
  }

  /** Replaces the entries of `paths` by what they are now. */
  #reindex(paths: readonly string[]): void {
    if (paths.length === 0) return;
    this.#signature = undefined;
    this.#parts = undefined;
    const gone = new Set(paths);
    this.#notRead = this.#notRead.filter(({ path }) => !gone.has(path));
    const builder = new SegmentBuilder();
    const notRead: SkippedFile[] = [];
    for (const path of paths) {
      this.#replaced.add(path);
      this.#recent.delete(path);
      const file = this.#known.get(path);
      if (!file) continue;
      const overlay = this.#overlays.get(path);
      const analysis =
        overlay === undefined ? this.#read(file, notRead) : this.#options.analyzer.analyze({ path, text: overlay });
      if (analysis) builder.add(analysis);
    }
    this.#notRead = [...this.#notRead, ...notRead];
    this.#skipped = undefined;
    const fresh = { segment: builder.finish() };
    const old = this.#changes;
    this.#changes = old
      ? mergeSegments([{ segment: old, live: (file) => !gone.has(old.files[file]!.path) }, fresh])
      : fresh.segment;
    if (this.#changes.files.length > MOST_CHANGED_FILES) this.#mergeAll();
  }

  #mergeAll(): void {
    this.#segments = [mergeSegments(this.#gatherParts())];
    this.#changes = undefined;
    this.#replaced.clear();
  }

  #read(file: KnownFile, notRead?: SkippedFile[]): DocumentAnalysis | undefined {
    const read = readTextFile(file.absolutePath, this.#options.maxFileBytes, file.root);
    if ('skip' in read) {
      notRead?.push({ path: file.path, reason: read.skip });
      return undefined;
    }
    return this.#options.analyzer.analyze({ path: file.path, text: read.text });
  }
}

function folderProblem(folder: string): string | undefined {
  try {
    if (!statSync(folder).isDirectory()) return `${folder} is not a folder: give the workspace's folder`;
    accessSync(folder, constants.R_OK);
    return undefined;
  } catch {
    return `${folder} cannot be read: is it there, and may you read it?`;
  }
}

function statOf(path: string): { readonly sizeBytes: number; readonly mtimeMs: number } | undefined {
  try {
    const stat = statSync(path);
    return stat.isFile() ? { sizeBytes: stat.size, mtimeMs: stat.mtimeMs } : undefined;
  } catch {
    return undefined;
  }
}

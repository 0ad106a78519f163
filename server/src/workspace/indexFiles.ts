import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Analyzer } from '../engine/analyze.ts';
import type { Segment } from '../engine/ranking/segment.ts';
import { SegmentBuilder } from '../engine/ranking/segmentBuilder.ts';
import { readDigested, readPlain } from './contentDigest.ts';

/** A file to index: where it is, and what the index calls it. */
export interface FileToIndex {
  /** Workspace-relative, with `/`. */
  readonly path: string;
  readonly absolutePath: string;
  /** The folder that it must really lie in. */
  readonly root: string;
  readonly sizeBytes: number;
  /** Files of one group, which stand together, get a segment of their own. */
  readonly group?: string;
}

export interface SkippedFile {
  readonly path: string;
  readonly reason: string;
  /** What decided, where that is a line of an ignore file or a glob. */
  readonly by?: string;
}

export interface IndexedFiles {
  readonly segments: readonly Segment[];
  readonly skipped: readonly SkippedFile[];
  /** Of the bytes of each file that was read, by path, where they were asked for. */
  readonly digests: ReadonlyMap<string, string>;
  /** Files that hold secrets, where digests were asked for: nothing that is made of them leaves the machine but packs. */
  readonly withSecrets: readonly string[];
}

export interface IndexFilesOptions {
  readonly files: readonly FileToIndex[];
  readonly analyzer: Analyzer;
  readonly maxFileBytes: number;
  readonly digests?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Told how many files are done, a few times a second. */
  readonly onProgress?: ((done: number) => void) | undefined;
}

/** Long enough to get work done, short enough for messages (a cancel among them) to be heard. */
const SLICE_MS = 25;

/** Reads, analyses and indexes files one after the other; hands the thread back every few milliseconds. */
export async function indexFiles(options: IndexFilesOptions): Promise<IndexedFiles> {
  const { files, analyzer, maxFileBytes, digests: wantsDigests = false, signal, onProgress } = options;
  const segments: Segment[] = [];
  const skipped: SkippedFile[] = [];
  const digests = new Map<string, string>();
  const withSecrets: string[] = [];
  const readFile = wantsDigests ? readDigested : readPlain;
  const endSlice = slices(signal);
  let builder = new SegmentBuilder(groupBytes(files, 0));
  for (const [done, { path, absolutePath, root, group }] of files.entries()) {
    if (done > 0 && group !== files[done - 1]!.group) {
      segments.push(builder.finish());
      builder = new SegmentBuilder(groupBytes(files, done));
    }
    const read = readFile({ path: absolutePath, maxBytes: maxFileBytes, root });
    if (read.digest !== undefined) digests.set(path, read.digest);
    if ('skip' in read) skipped.push({ path, reason: read.skip });
    else {
      const analysis = analyzer.analyze({ path, text: read.text });
      if (wantsDigests && analysis.findings.length > 0) withSecrets.push(path);
      builder.add(analysis);
    }
    await endSlice(() => onProgress?.(done));
  }
  onProgress?.(files.length);
  segments.push(builder.finish());
  return { segments, skipped, digests, withSecrets };
}

/** Size of the files that stand together from `first` on. */
function groupBytes(files: readonly FileToIndex[], first: number): number {
  let bytes = 0;
  for (let at = first; at < files.length && files[at]!.group === files[first]!.group; at++)
    bytes += files[at]!.sizeBytes;
  return bytes;
}

/** Hands the thread back when it was held long enough. @throws the signal's reason */
export function slices(signal: AbortSignal | undefined): (atEnd?: () => void) => Promise<void> | undefined {
  let endMs = performance.now() + SLICE_MS;
  return (atEnd) => {
    if (performance.now() <= endMs) return undefined;
    atEnd?.();
    return nextTurn().then(() => {
      signal?.throwIfAborted();
      endMs = performance.now() + SLICE_MS;
    });
  };
}

/** One folder of the workspace. `name` is put before its paths when there are several. */
export interface WorkspaceRoot {
  readonly name: string;
  readonly folder: string;
}

export function pathInWorkspace(root: WorkspaceRoot, roots: readonly WorkspaceRoot[], relative: string): string {
  return roots.length > 1 ? `${root.name}/${relative}` : relative;
}

import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Analyzer } from '../engine/analyze.ts';
import type { Segment } from '../engine/ranking/segment.ts';
import { SegmentBuilder } from '../engine/ranking/segmentBuilder.ts';
import { readTextFile } from './textFile.ts';

/** A file to index: where it is, and what the index calls it. */
export interface FileToIndex {
  /** Workspace-relative, with `/`. */
  readonly path: string;
  readonly absolutePath: string;
  /** The folder that it must really lie in. */
  readonly root: string;
  readonly sizeBytes: number;
}

export interface SkippedFile {
  readonly path: string;
  readonly reason: string;
  /** What decided, where that is a line of an ignore file or a glob. */
  readonly by?: string;
}

export interface IndexedFiles {
  readonly segment: Segment;
  readonly skipped: readonly SkippedFile[];
}

export interface IndexFilesOptions {
  readonly files: readonly FileToIndex[];
  readonly analyzer: Analyzer;
  readonly maxFileBytes: number;
  readonly signal?: AbortSignal | undefined;
  /** Told how many files are done, a few times a second. */
  readonly onProgress?: ((done: number) => void) | undefined;
}

/** Long enough to get work done, short enough for messages (a cancel among them) to be heard. */
const SLICE_MS = 25;

/** Reads, analyses and indexes files one after the other; hands the thread back every few milliseconds. */
export async function indexFiles({
  files,
  analyzer,
  maxFileBytes,
  signal,
  onProgress,
}: IndexFilesOptions): Promise<IndexedFiles> {
  const builder = new SegmentBuilder();
  const skipped: SkippedFile[] = [];
  let sliceEnd = performance.now() + SLICE_MS;
  for (const [done, { path, absolutePath, root }] of files.entries()) {
    const read = readTextFile(absolutePath, maxFileBytes, root);
    if ('skip' in read) skipped.push({ path, reason: read.skip });
    else builder.add(analyzer.analyze({ path, text: read.text }));
    if (performance.now() > sliceEnd) {
      onProgress?.(done);
      await nextTurn();
      signal?.throwIfAborted();
      sliceEnd = performance.now() + SLICE_MS;
    }
  }
  onProgress?.(files.length);
  return { segment: builder.finish(), skipped };
}

/** One folder of the workspace. `name` is put before its paths when there are several. */
export interface WorkspaceRoot {
  readonly name: string;
  readonly folder: string;
}

export function pathInWorkspace(root: WorkspaceRoot, roots: readonly WorkspaceRoot[], relative: string): string {
  return roots.length > 1 ? `${root.name}/${relative}` : relative;
}

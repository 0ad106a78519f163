import type { SegmentPart } from './mergeSegments.ts';
import type { SegmentFile } from './segment.ts';
import { Scratch } from './scratch.ts';
import { Touched } from './touched.ts';

/** Flat numbering of all files and chunks of an index, and what BM25 needs of their lengths. */
export interface Layout {
  /** Flat number of each part's first file, and first chunk. */
  readonly fileBase: readonly number[];
  readonly chunkBase: readonly number[];
  readonly files: number;
  readonly chunks: number;
  readonly fileOfChunk: Uint32Array;
  readonly chunkWords: Uint32Array;
  readonly fileWords: Float64Array;
  /** By flat file. */
  readonly entries: readonly SegmentFile[];
  /** 1 for files that still count. */
  readonly live: Uint8Array;
  /** 1 for those of them whose role is `source`. */
  readonly source: Uint8Array;
  readonly liveFiles: number;
  readonly meanFileWords: number;
  readonly meanChunkWords: number;
  readonly scratch: Scratch;
  /** Chunks whose signals are not all 0, for the question at hand. */
  readonly touched: Touched;
}

/** The layout of an index that has not changed since is not worked out again. */
export function layoutOf(parts: readonly SegmentPart[]): Layout {
  let layout = LAYOUTS.get(parts);
  if (!layout) {
    layout = layOut(parts);
    LAYOUTS.set(parts, layout);
  }
  return layout;
}

const LAYOUTS = new WeakMap<readonly SegmentPart[], Layout>();

function layOut(parts: readonly SegmentPart[]): Layout {
  const files = parts.reduce((sum, { segment }) => sum + segment.files.length, 0);
  const chunks = parts.reduce((sum, { segment }) => sum + segment.chunkWords.length, 0);
  const fileBase: number[] = [];
  const chunkBase: number[] = [];
  const fileOfChunk = new Uint32Array(chunks);
  const chunkWords = new Uint32Array(chunks);
  const fileWords = new Float64Array(files);
  const entries = parts.flatMap(({ segment }) => segment.files);
  const live = new Uint8Array(files);
  const source = new Uint8Array(files);
  let file = 0;
  let chunk = 0;
  let liveFiles = 0;
  let liveChunks = 0;
  let liveWords = 0;
  for (const { segment, live: isLive } of parts) {
    fileBase.push(file);
    chunkBase.push(chunk);
    chunkWords.set(segment.chunkWords, chunk);
    for (let index = 0; index < segment.files.length; index++, file++) {
      const own = segment.fileChunks[index + 1]! - segment.fileChunks[index]!;
      for (let last = chunk + own; chunk < last; chunk++) {
        fileOfChunk[chunk] = file;
        fileWords[file]! += chunkWords[chunk]!;
      }
      if (isLive && !isLive(index)) continue;
      live[file] = 1;
      if (entries[file]!.role === 'source') source[file] = 1;
      liveFiles++;
      liveChunks += own;
      liveWords += fileWords[file]!;
    }
  }
  return {
    fileBase,
    chunkBase,
    files,
    chunks,
    fileOfChunk,
    chunkWords,
    fileWords,
    entries,
    live,
    source,
    liveFiles,
    meanFileWords: liveWords / Math.max(1, liveFiles) || 1,
    meanChunkWords: liveWords / Math.max(1, liveChunks) || 1,
    scratch: new Scratch(),
    touched: new Touched(chunks),
  };
}

/** Every file that still counts, with its flat number. */
export function visitFiles({ entries, live }: Layout, visit: (file: number, entry: SegmentFile) => void): void {
  for (let file = 0; file < entries.length; file++) if (live[file]) visit(file, entries[file]!);
}

/** Flat numbers of the files that count, by path; worked out once for an index that does not change. */
export function filesByPath(layout: Layout): ReadonlyMap<string, number> {
  let files = FILES.get(layout);
  if (!files) {
    const found = new Map<string, number>();
    visitFiles(layout, (file, { path }) => found.set(path, file));
    FILES.set(layout, found);
    files = found;
  }
  return files;
}

const FILES = new WeakMap<Layout, ReadonlyMap<string, number>>();

/** Index of the last base that is not above `value`; with empty parts the last of equals. */
export function lastAtMost(bases: readonly number[], value: number): number {
  let at = bases.length - 1;
  while (at > 0 && bases[at]! > value) at--;
  return at;
}

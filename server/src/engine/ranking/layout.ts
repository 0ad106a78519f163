import type { SegmentPart } from './mergeSegments.ts';
import { Scratch } from './scratch.ts';

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
  /** 1 for files that still count. */
  readonly live: Uint8Array;
  readonly liveFiles: number;
  readonly meanFileWords: number;
  readonly meanChunkWords: number;
  readonly scratch: Scratch;
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
  const live = new Uint8Array(files);
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
    live,
    liveFiles,
    meanFileWords: liveWords / Math.max(1, liveFiles) || 1,
    meanChunkWords: liveWords / Math.max(1, liveChunks) || 1,
    scratch: new Scratch(),
  };
}

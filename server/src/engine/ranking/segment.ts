import type { FileRole } from '../chunks/fileRole.ts';

/**
 * An immutable inverted index over the chunks of some files: typed arrays only, so that it costs little memory and
 * travels between threads without a copy. It holds no text: hashed terms, line ranges, counts.
 */
export interface Segment {
  readonly files: readonly SegmentFile[];
  /** First chunk of each file, and after the last the number of chunks. */
  readonly fileChunks: Uint32Array;
  /** 1-based, inclusive. */
  readonly chunkStartLine: Uint32Array;
  readonly chunkEndLine: Uint32Array;
  /** Word terms of each chunk, and its estimated tokens. */
  readonly chunkWords: Uint32Array;
  readonly chunkTokens: Uint32Array;
  /** Sorted term keys; the postings of `keys[i]` stand in `postings[offsets[i], offsets[i + 1])`. */
  readonly keys: Int32Array;
  readonly offsets: Uint32Array;
  /** For each chunk that holds the term: LEB128 of (distance to the chunk before << 1 | more than once), then, if more than once, LEB128 of the count. */
  readonly postings: Uint8Array;
}

export interface SegmentFile {
  readonly path: string;
  readonly language: string;
  readonly role: FileRole;
}

export type SegmentArrayName = Exclude<keyof Segment, 'files'>;

export const ARRAY_TYPES = { uint8: Uint8Array, uint32: Uint32Array, int32: Int32Array };

interface SegmentArray {
  readonly type: keyof typeof ARRAY_TYPES;
  /** Numbers that belong to one chunk or file each go with it when segments are merged; `index` needs its own code there. */
  readonly per: 'chunk' | 'file' | 'index';
}

/** Every typed array of a segment: what carries, merges or keeps segments goes by this list. */
export const SEGMENT_ARRAYS = {
  fileChunks: { type: 'uint32', per: 'index' },
  chunkStartLine: { type: 'uint32', per: 'chunk' },
  chunkEndLine: { type: 'uint32', per: 'chunk' },
  chunkWords: { type: 'uint32', per: 'chunk' },
  chunkTokens: { type: 'uint32', per: 'chunk' },
  keys: { type: 'int32', per: 'index' },
  offsets: { type: 'uint32', per: 'index' },
  postings: { type: 'uint8', per: 'index' },
} as const satisfies Record<SegmentArrayName, SegmentArray>;

export const SEGMENT_ARRAY_NAMES = Object.keys(SEGMENT_ARRAYS) as readonly SegmentArrayName[];

/** Where the postings of `key` stand, or undefined. */
export function findPostings(
  segment: Segment,
  key: number,
): { readonly start: number; readonly end: number } | undefined {
  const { keys, offsets } = segment;
  let low = 0;
  let high = keys.length - 1;
  while (low <= high) {
    const middle = (low + high) >>> 1;
    const found = keys[middle] as number;
    if (found === key) return { start: offsets[middle] as number, end: offsets[middle + 1] as number };
    if (found < key) low = middle + 1;
    else high = middle - 1;
  }
  return undefined;
}

/** A run of postings, as it is read: chunks and how often each holds the term, side by side, in chunk order. */
export interface PostingRun {
  readonly chunks: Uint32Array;
  readonly counts: Uint32Array;
}

/** Reads the postings at `[start, end)` into `run` from place `at` on; gives back the place behind the last. A posting takes a byte at least. */
export function readPostings(
  bytes: Uint8Array,
  { start, end }: { readonly start: number; readonly end: number },
  { chunks, counts }: PostingRun,
  at = 0,
): number {
  let place = at;
  let chunk = 0;
  let from = start;
  while (from < end) {
    let value = bytes[from++]!;
    if (value > 127) {
      value &= 127;
      let byte: number;
      let shift = 7;
      do {
        byte = bytes[from++]!;
        value |= (byte & 127) << shift;
        shift += 7;
      } while (byte > 127);
    }
    chunk += value >>> 1;
    let count = 1;
    if ((value & 1) !== 0) {
      count = 0;
      let byte: number;
      let shift = 0;
      do {
        byte = bytes[from++]!;
        count |= (byte & 127) << shift;
        shift += 7;
      } while (byte > 127);
    }
    chunks[place] = chunk;
    counts[place++] = count;
  }
  return place;
}

/** The buffers to hand over when a segment is posted to another thread. */
export function segmentBuffers(segment: Segment): ArrayBuffer[] {
  return SEGMENT_ARRAY_NAMES.map((name) => segment[name].buffer as ArrayBuffer);
}

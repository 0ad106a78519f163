import { PostingsWriter } from './postingsWriter.ts';
import {
  ARRAY_TYPES,
  readPostings,
  type PostingRun,
  SEGMENT_ARRAY_NAMES,
  SEGMENT_ARRAYS,
  type Segment,
  type SegmentArrayName,
  type SegmentFile,
} from './segment.ts';

/** A segment and which of its files still count; without `live` all do. */
export interface SegmentPart {
  readonly segment: Segment;
  readonly live?: (file: number) => boolean;
}

/** Names of the arrays that hold one number a chunk, and one a file. */
type ArrayPer<Per> = {
  [Name in SegmentArrayName]: (typeof SEGMENT_ARRAYS)[Name]['per'] extends Per ? Name : never;
}[SegmentArrayName];

/** One segment that holds the live files of all parts, in order; postings are copied, no text is read. */
export function mergeSegments(parts: readonly SegmentPart[]): Segment {
  const kept = parts.map(({ segment, live }) => ({ segment, files: liveFiles(segment, live) }));
  const files: SegmentFile[] = [];
  const fileChunks: number[] = [0];
  /** For each part: old chunk → new chunk, or -1. */
  const renumbered = kept.map(({ segment, files: own }) => {
    const numbers = new Int32Array(segment.chunkStartLine.length).fill(-1);
    for (const file of own) {
      files.push(segment.files[file]!);
      let next = fileChunks.at(-1)!;
      for (let chunk = segment.fileChunks[file]!; chunk < segment.fileChunks[file + 1]!; chunk++)
        numbers[chunk] = next++;
      fileChunks.push(next);
    }
    return numbers;
  });
  return {
    files,
    fileChunks: Uint32Array.from(fileChunks),
    ...columns('file', kept, files.length),
    ...columns('chunk', kept, fileChunks.at(-1)!),
    ...mergePostings(parts, renumbered),
  };
}

interface KeptPart {
  readonly segment: Segment;
  /** Numbers of its live files, rising. */
  readonly files: readonly number[];
}

function liveFiles({ files }: Segment, live: SegmentPart['live']): readonly number[] {
  const all = [...files.keys()];
  return live ? all.filter(live) : all;
}

/** The arrays that hold one number a chunk (a file), of the files that are kept. */
function columns<Per extends 'chunk' | 'file'>(
  per: Per,
  kept: readonly KeptPart[],
  length: number,
): Pick<Segment, ArrayPer<Per>> {
  const names = SEGMENT_ARRAY_NAMES.filter((name) => SEGMENT_ARRAYS[name].per === per);
  const merged = names.map((name) => {
    const column = new ARRAY_TYPES[SEGMENT_ARRAYS[name].type](length);
    let at = 0;
    for (const { segment, files } of kept) {
      const { fileChunks } = segment;
      for (const file of files) {
        const [start, end] = per === 'file' ? [file, file + 1] : [fileChunks[file]!, fileChunks[file + 1]!];
        for (let from = start; from < end; from++) column[at++] = segment[name][from]!;
      }
    }
    return [name, column] as const;
  });
  return Object.fromEntries(merged) as unknown as Pick<Segment, ArrayPer<Per>>;
}

function mergePostings(
  parts: readonly SegmentPart[],
  renumbered: readonly Int32Array[],
): Pick<Segment, 'keys' | 'offsets' | 'postings'> {
  const cursors = parts.map(() => 0);
  const keys: number[] = [];
  const offsets: number[] = [0];
  let run = postingRun(1 << 10);
  const writer = new PostingsWriter(parts.reduce((sum, { segment }) => sum + segment.postings.length, 0));
  for (;;) {
    let next = Infinity;
    for (let part = 0; part < parts.length; part++) {
      const key = parts[part]!.segment.keys[cursors[part]!];
      if (key !== undefined && key < next) next = key;
    }
    if (next === Infinity) break;
    const before = writer.length;
    writer.startTerm();
    for (let part = 0; part < parts.length; part++) {
      const { segment } = parts[part]!;
      const cursor = cursors[part]!;
      if (segment.keys[cursor] !== next) continue;
      cursors[part] = cursor + 1;
      const numbers = renumbered[part]!;
      const range = { start: segment.offsets[cursor]!, end: segment.offsets[cursor + 1]! };
      if (run.chunks.length < range.end - range.start) run = postingRun(2 * (range.end - range.start));
      const end = readPostings(segment.postings, range, run);
      for (let at = 0; at < end; at++) {
        const number = numbers[run.chunks[at]!]!;
        if (number >= 0) writer.write(number, run.counts[at]!);
      }
    }
    if (writer.length === before) continue;
    keys.push(next);
    offsets.push(writer.length);
  }
  return { keys: Int32Array.from(keys), offsets: Uint32Array.from(offsets), postings: writer.finish() };
}

function postingRun(length: number): PostingRun {
  return { chunks: new Uint32Array(length), counts: new Uint32Array(length) };
}

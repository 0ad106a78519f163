import { PostingsWriter } from './postingsWriter.ts';
import { decodePostings, type Segment, type SegmentFile } from './segment.ts';

/** A segment and which of its files still count; without `live` all do. */
export interface SegmentPart {
  readonly segment: Segment;
  readonly live?: (file: number) => boolean;
}

/** One segment that holds the live files of all parts, in order; postings are copied, no text is read. */
export function mergeSegments(parts: readonly SegmentPart[]): Segment {
  const files: SegmentFile[] = [];
  const fileChunks: number[] = [];
  const startLine: number[] = [];
  const endLine: number[] = [];
  const words: number[] = [];
  const tokens: number[] = [];
  /** For each part: old chunk → new chunk, or -1. */
  const renumbered = parts.map(({ segment, live }) => {
    const numbers = new Int32Array(segment.chunkStartLine.length).fill(-1);
    segment.files.forEach((file, index) => {
      if (live && !live(index)) return;
      files.push(file);
      fileChunks.push(startLine.length);
      for (let chunk = segment.fileChunks[index]!; chunk < segment.fileChunks[index + 1]!; chunk++) {
        numbers[chunk] = startLine.length;
        startLine.push(segment.chunkStartLine[chunk]!);
        endLine.push(segment.chunkEndLine[chunk]!);
        words.push(segment.chunkWords[chunk]!);
        tokens.push(segment.chunkTokens[chunk]!);
      }
    });
    return numbers;
  });
  fileChunks.push(startLine.length);
  return {
    files,
    fileChunks: Uint32Array.from(fileChunks),
    chunkStartLine: Uint32Array.from(startLine),
    chunkEndLine: Uint32Array.from(endLine),
    chunkWords: Uint32Array.from(words),
    chunkTokens: Uint32Array.from(tokens),
    ...mergePostings(parts, renumbered),
  };
}

function mergePostings(
  parts: readonly SegmentPart[],
  renumbered: readonly Int32Array[],
): Pick<Segment, 'keys' | 'offsets' | 'postings'> {
  const cursors = parts.map(() => 0);
  const keys: number[] = [];
  const offsets: number[] = [0];
  const writer = new PostingsWriter(parts.reduce((sum, { segment }) => sum + segment.postings.length, 0));
  for (;;) {
    let next = Infinity;
    parts.forEach(({ segment }, part) => {
      const key = segment.keys[cursors[part]!];
      if (key !== undefined && key < next) next = key;
    });
    if (next === Infinity) break;
    const before = writer.length;
    writer.startTerm();
    parts.forEach(({ segment }, part) => {
      const cursor = cursors[part]!;
      if (segment.keys[cursor] !== next) return;
      cursors[part] = cursor + 1;
      const numbers = renumbered[part]!;
      decodePostings(segment.postings, segment.offsets[cursor]!, segment.offsets[cursor + 1]!, (chunk, count) => {
        const number = numbers[chunk]!;
        if (number >= 0) writer.write(number, count);
      });
    });
    if (writer.length === before) continue;
    keys.push(next);
    offsets.push(writer.length);
  }
  return { keys: Int32Array.from(keys), offsets: Uint32Array.from(offsets), postings: writer.finish() };
}

import { mergeSegments, type SegmentPart } from './mergeSegments.ts';
import type { Segment } from './segment.ts';

/** A segment and, one a file, whether it still counts. */
interface Member {
  readonly segment: Segment;
  readonly live: Uint8Array;
  liveCount: number;
}

interface Place {
  readonly member: Member;
  readonly file: number;
}

/** Merging more chunks than this at once would keep a question waiting. */
const MOST_MERGED_CHUNKS = 60_000;

/**
 * The segments of an index and which of their files still count (log-structured merge, as Lucene's segments). A path
 * counts in one segment only: the newest that holds it. Small segments are merged as they come, so that there are few,
 * and each file is copied a few times at most (as many as the logarithm of their number).
 */
export class SegmentSet {
  #members: Member[] = [];
  readonly #places = new Map<string, Place>();
  #parts: readonly SegmentPart[] | undefined;

  /** Files that count. */
  get fileCount(): number {
    return this.#places.size;
  }

  get chunkCount(): number {
    let count = 0;
    for (const { member, file } of this.#places.values())
      count += member.segment.fileChunks[file + 1]! - member.segment.fileChunks[file]!;
    return count;
  }

  /** The same array until something changes, so that what is worked out from it can be kept. */
  parts(): readonly SegmentPart[] {
    this.#parts ??= this.#members.map(partOf);
    return this.#parts;
  }

  has(path: string): boolean {
    return this.#places.has(path);
  }

  clear(): void {
    this.#members = [];
    this.#places.clear();
    this.#parts = undefined;
  }

  /**
   * Takes in segments, of whose files those of the same paths no longer count. The first ones are taken as they are: they
   * are large, and made side by side.
   */
  add(segments: readonly Segment[]): void {
    const merging = this.#members.length > 0;
    for (const segment of segments) {
      if (segment.files.length === 0) continue;
      this.#push(segment);
      if (merging) this.#mergeSmall();
    }
    this.#tidy();
  }

  remove(paths: Iterable<string>): void {
    for (const path of paths) {
      const place = this.#places.get(path);
      if (!place) continue;
      this.#places.delete(path);
      bury(place);
      this.#parts = undefined;
    }
    this.#tidy();
  }

  #push(segment: Segment): void {
    const member = { segment, live: new Uint8Array(segment.files.length).fill(1), liveCount: segment.files.length };
    for (const [file, { path }] of segment.files.entries()) {
      const old = this.#places.get(path);
      if (old) bury(old);
      this.#places.set(path, { member, file });
    }
    this.#members.push(member);
    this.#parts = undefined;
  }

  /** A segment goes when nothing in it counts, and is copied without its dead when most of it does not. */
  #tidy(): void {
    const wasted = this.#members.filter(({ segment, liveCount }) => 2 * liveCount < segment.files.length);
    if (wasted.length === 0) return;
    const members = this.#members;
    this.#members = [];
    for (const member of members) {
      if (!wasted.includes(member)) this.#members.push(member);
      else if (member.liveCount > 0) this.#push(mergeSegments([partOf(member)]));
    }
    this.#parts = undefined;
  }

  /** The newest segment is merged with the one before as long as that is not at least twice as large. */
  #mergeSmall(): void {
    for (;;) {
      const [older, newer] = this.#members.slice(-2);
      if (!older || !newer || older.liveCount >= 2 * newer.liveCount) return;
      if (older.segment.chunkWords.length + newer.segment.chunkWords.length > MOST_MERGED_CHUNKS) return;
      this.#members.length -= 2;
      this.#push(mergeSegments([partOf(older), partOf(newer)]));
    }
  }
}

function bury({ member, file }: Place): void {
  member.live[file] = 0;
  member.liveCount--;
}

function partOf({ segment, live, liveCount }: Member): SegmentPart {
  return liveCount === segment.files.length ? { segment } : { segment, live: (file) => live[file] === 1 };
}

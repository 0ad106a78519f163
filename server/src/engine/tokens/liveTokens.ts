import type { ChunkChange, LiveChunks } from '../chunks/liveChunks.ts';
import type { EditableText, TextEdit } from '../text/editableText.ts';

const SPACE = 32;
const TAB = 9;
const SLASH = 47;
const FIRST_NOT_ASCII = 128;

/** Part of a chunk that holds an edit and that no piece of the tokenizer's reaches out of. */
interface Segment {
  readonly start: number;
  readonly end: number;
  readonly tokens: number;
}

/**
 * Exact tokens of each chunk of a text that is being edited. An edit within a chunk counts the lines around it before
 * and after; other chunks are counted only where their borders are new.
 */
export class LiveTokens {
  readonly #text: EditableText;
  readonly #chunks: LiveChunks;
  readonly #count: (text: string) => number;
  /** By chunk: its tokens and its length. */
  #tokens: number[] = [];
  #lengths: number[] = [];
  #segment: Segment | undefined;
  #unitsCounted = 0;

  constructor(text: EditableText, chunks: LiveChunks, count: (text: string) => number) {
    this.#text = text;
    this.#chunks = chunks;
    this.#count = count;
    for (let index = 0; index < chunks.count; index++) this.#append(index, this.#tokens, this.#lengths);
  }

  /** By chunk. */
  get counts(): readonly number[] {
    return this.#tokens;
  }

  /** Looks at what an edit is about to replace: to be told of each edit before the text goes through it. */
  beforeEdit(edit: TextEdit): void {
    this.#unitsCounted = 0;
    this.#segment = undefined;
    if (this.#chunks.count === 0) return;
    const chunk = this.#chunks.spanOf(this.#chunks.indexAt(edit.start));
    if (edit.end > chunk.end || (edit.end === chunk.end && chunk.end < this.#text.length)) return;
    const start = this.#safeStartBefore(edit.start, chunk.start);
    const end = this.#safeStartBehind(edit.end, chunk.end);
    this.#segment = { start, end, tokens: this.#countPart(start, end) };
  }

  /** Takes in an edit that text and chunks went through. Returns how many units were counted for it. */
  edit(edit: TextEdit, { first, oldEnd, newEnd }: ChunkChange): number {
    const moveBy = edit.text.length - (edit.end - edit.start);
    const tokens: number[] = [];
    const lengths: number[] = [];
    let old = first;
    let oldStart = first < this.#chunks.count ? this.#chunks.spanOf(first).start : 0;
    for (let index = first; index < newEnd; index++) {
      const { start, end } = this.#chunks.spanOf(index);
      while (old < oldEnd && movedTo(oldStart, edit, moveBy) < start) oldStart += this.#lengths[old++] as number;
      const length = this.#lengths[old] ?? -1;
      const known = old < oldEnd && movedTo(oldStart, edit, moveBy) === start ? this.#tokens[old] : undefined;
      const touched = oldStart + length >= edit.start && oldStart <= edit.end;
      if (known !== undefined && !touched && end - start === length) keep(known, length);
      else if (known !== undefined && this.#segment && this.#holds(oldStart, length) && end - start === length + moveBy)
        keep(known + this.#segmentGrowth(this.#segment, moveBy), length + moveBy);
      else this.#append(index, tokens, lengths);
    }
    this.#tokens.splice(first, oldEnd - first, ...tokens);
    this.#lengths.splice(first, oldEnd - first, ...lengths);
    return this.#unitsCounted;

    function keep(count: number, length: number): void {
      tokens.push(count);
      lengths.push(length);
    }
  }

  #append(index: number, tokens: number[], lengths: number[]): void {
    const { start, end } = this.#chunks.spanOf(index);
    tokens.push(this.#countPart(start, end));
    lengths.push(end - start);
  }

  #countPart(start: number, end: number): number {
    this.#unitsCounted += end - start;
    return this.#count(this.#text.slice(start, end));
  }

  #holds(start: number, length: number): boolean {
    const segment = this.#segment;
    return segment !== undefined && segment.start >= start && segment.end <= start + length;
  }

  #segmentGrowth({ start, end, tokens }: Segment, moveBy: number): number {
    return this.#countPart(start, end + moveBy) - tokens;
  }

  /** A line's start at or before the edit that is a border of pieces whatever the edit does; at the least `least`. */
  #safeStartBefore(offset: number, least: number): number {
    for (let line = this.#text.lineAt(offset); ; line--) {
      const start = this.#text.lineStart(line);
      if (start <= least) return least;
      if (this.#isSafe(start, offset)) return start;
    }
  }

  #safeStartBehind(offset: number, most: number): number {
    for (let line = this.#text.lineAt(offset) + 1; ; line++) {
      const start = this.#text.lineStart(line);
      if (start >= most) return most;
      if (this.#isSafe(start, most)) return start;
    }
  }

  /**
   * True when no piece reaches over a line's start, as the units before `limit` show: a piece goes on behind a line
   * break only with further line breaks, with white space that ends in one, or with `/`.
   */
  #isSafe(lineStart: number, limit: number): boolean {
    const units = this.#text.slice(lineStart, Math.min(limit, lineStart + LONGEST_INDENT));
    let at = 0;
    while (units.charCodeAt(at) === SPACE || units.charCodeAt(at) === TAB) at++;
    const unit = units.charCodeAt(at);
    return unit > SPACE && unit < FIRST_NOT_ASCII && (at > 0 || unit !== SLASH);
  }
}

const LONGEST_INDENT = 200;

/** Where an old chunk's start stands after the edit. */
function movedTo(offset: number, edit: TextEdit, moveBy: number): number {
  return offset > edit.start && offset >= edit.end ? offset + moveBy : offset;
}

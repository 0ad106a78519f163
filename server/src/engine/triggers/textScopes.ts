import { isWhiteSpace, startsWord } from '../scan/wordBoundary.ts';
import { LineIndex } from '../text/lineIndex.ts';
import type { Span } from '../text/span.ts';

/**
 * The lines, sentences and words of a text, looked for only around the offsets that are asked about: a large text with
 * few hits costs little, and one with many is gone through once.
 */
export class TextScopes {
  readonly text: string;
  #lines: LineIndex | undefined;
  #hasCarriageReturn: boolean | undefined;
  #lastLine: Span = { start: 0, end: 0 };

  constructor(text: string) {
    this.text = text;
  }

  /** Zero-based line of an offset. */
  lineAt(offset: number): number {
    this.#lines ??= new LineIndex(this.text);
    return this.#lines.lineAt(offset);
  }

  /** The whole lines that a span touches, line break included. Quick for spans that rise. */
  linesOf(start: number, end: number): Span {
    const last = Math.max(start, end - 1);
    if (start >= this.#lastLine.start && last < this.#lastLine.end) return this.#lastLine;
    const lineStart = this.#lineStartAt(start);
    const lineEnd = this.#lineStartAfter(start);
    if (last >= lineEnd) return { start: lineStart, end: this.#lineStartAfter(last) };
    this.#lastLine = { start: lineStart, end: lineEnd };
    return this.#lastLine;
  }

  /** For rising offsets: numbers that are equal exactly where two of them stand in one line. */
  lineNumbers(offsets: Int32Array): Int32Array {
    return this.#numbers(offsets, (offset) => this.#lineStartAfter(offset));
  }

  /** As {@link lineNumbers}, of sentences; no offset may be that of white space. */
  sentenceNumbers(offsets: Int32Array): Int32Array {
    return this.#numbers(offsets, (offset) => sentenceStartAfter(this.text, offset));
  }

  /** For rising offsets: how many words begin up to each. Gaps of more than `most` words count as one more than that. */
  wordNumbers(offsets: Int32Array, most: number): Int32Array {
    const numbers = new Int32Array(offsets.length);
    for (let at = 1; at < offsets.length; at++) {
      let count = 0;
      for (let offset = offsets[at - 1]! + 1; offset <= offsets[at]! && count <= most; offset++) {
        if (beginsWord(this.text, offset)) count++;
      }
      numbers[at] = numbers[at - 1]! + count;
    }
    return numbers;
  }

  #numbers(offsets: Int32Array, startAfter: (offset: number) => number): Int32Array {
    const numbers = new Int32Array(offsets.length);
    let number = 0;
    let next = -1;
    for (let at = 0; at < offsets.length; at++) {
      const offset = offsets[at]!;
      if (offset >= next) {
        number++;
        next = startAfter(offset);
      }
      numbers[at] = number;
    }
    return numbers;
  }

  #lineStartAt(offset: number): number {
    if (offset === 0) return 0;
    const afterFeed = this.text.lastIndexOf('\n', offset - 1) + 1;
    if (!this.#broken()) return afterFeed;
    let at = offset;
    while (at > afterFeed && !this.#returnsBefore(at)) at--;
    return at;
  }

  #lineStartAfter(offset: number): number {
    const feed = this.text.indexOf('\n', offset);
    const end = feed < 0 ? this.text.length : feed + 1;
    if (!this.#broken()) return end;
    let at = offset + 1;
    while (at < end && !this.#returnsBefore(at)) at++;
    return at;
  }

  /** True when a lone carriage return ends a line just before the offset. */
  #returnsBefore(offset: number): boolean {
    return this.text.charCodeAt(offset - 1) === CR && this.text.charCodeAt(offset) !== LF;
  }

  #broken(): boolean {
    return (this.#hasCarriageReturn ??= this.text.includes('\r'));
  }
}

const LF = 10;
const CR = 13;
const SPACE = 32;
const TERMINATORS = '.!?…';
const FULL_WIDTH_TERMINATORS = '。！？';
const CLOSERS = '"\')]}»”’*_`';

/**
 * Offset of the first sentence that starts after an offset (not of white space), or the text's length: after `.`, `!`,
 * `?` (and closing quotes or brackets) followed by white space, after a full-width stop, and after a blank line. One
 * pass by hand: patterns for this are quadratic on runs of stops.
 */
function sentenceStartAfter(text: string, offset: number): number {
  let ended = endsSentence(text, offset);
  let apart = FULL_WIDTH_TERMINATORS.includes(text.charAt(offset));
  let breaks = 0;
  for (let at = offset + 1; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (isWhiteSpace(unit)) {
      if (unit === LF) breaks++;
      apart ||= ended || breaks > 1;
      continue;
    }
    if (apart) return at;
    breaks = 0;
    if (isWordUnit(unit)) {
      ended = false;
      continue;
    }
    const character = text.charAt(at);
    apart = FULL_WIDTH_TERMINATORS.includes(character);
    ended = apart || TERMINATORS.includes(character) || (ended && CLOSERS.includes(character));
  }
  return text.length;
}

function endsSentence(text: string, offset: number): boolean {
  let at = offset;
  if (FULL_WIDTH_TERMINATORS.includes(text.charAt(at))) return true;
  while (at > 0 && CLOSERS.includes(text.charAt(at))) at--;
  return TERMINATORS.includes(text.charAt(at));
}

/** As `startsWord`, quicker between ASCII letters. */
function beginsWord(text: string, offset: number): boolean {
  const unit = text.charCodeAt(offset);
  if (isWordUnit(unit) && isWordUnit(text.charCodeAt(offset - 1))) return false;
  return unit !== SPACE && startsWord(text, offset);
}

/** An ASCII letter or digit: most of any text, and never the end of a sentence. */
function isWordUnit(unit: number): boolean {
  return (unit >= 97 && unit <= 122) || (unit >= 65 && unit <= 90) || (unit >= 48 && unit <= 57);
}

import { BucketList } from '../text/bucketList.ts';
import type { EditableText } from '../text/editableText.ts';
import type { Span } from '../text/span.ts';

const SPACE = 32;
const TAB = 9;
const SLASH = 47;
const FIRST_NOT_ASCII = 128;
/** A line that is blank so far may be one that the tokenizer reads together with the next. */
const LONGEST_INDENT = 200;

/** A line that has not been counted. */
const UNKNOWN = -1;
/** A line that pieces of the line above may reach into, and that is counted with it. */
const JOINED = -2;

/** Lines that were replaced: `[first, oldEnd)` by `[first, newEnd)`. */
interface LineChange {
  readonly first: number;
  readonly oldEnd: number;
  readonly newEnd: number;
}

/**
 * Exact tokens of a text that is being edited, by line: the lines that an edit touched are counted again, and any
 * stretch of whole lines is a sum. Lines are counted when they are first needed.
 */
export class LiveTokens {
  readonly #text: EditableText;
  readonly #count: (text: string) => number;
  /** By line: tokens from its start to the next line that no piece reaches into; or `UNKNOWN`, or `JOINED`. */
  readonly #lines = new BucketList<number>();

  /** Follows `text`: is to be told of each change that the text went through. */
  constructor(text: EditableText, count: (text: string) => number) {
    this.#text = text;
    this.#count = count;
    this.#lines.replace(0, 0, Array<number>(text.lineCount).fill(UNKNOWN));
  }

  /** Takes in a change; counts again what had been counted, and returns how many units that were. */
  change({ first, oldEnd, newEnd }: LineChange): number {
    const known = this.#lines.at(first) ?? UNKNOWN;
    this.#lines.replace(first, oldEnd, Array<number>(newEnd - first).fill(UNKNOWN));
    // What was counted with the line above may be no longer.
    let start = known === JOINED ? first - 1 : first;
    while (start > 0 && !this.#isBorder(start)) start--;
    if (start < first && this.#lines.at(start) !== UNKNOWN) this.#lines.set(start, UNKNOWN);
    let units = 0;
    for (let line = start; known !== UNKNOWN && line < newEnd && line < this.#lines.length;) {
      const end = this.#countFrom(line);
      units += this.#text.lineStart(end) - this.#text.lineStart(line);
      line = end;
    }
    return units;
  }

  /** Tokens of each of some stretches of whole lines, in order. */
  in(spans: Iterable<Span>): number[] {
    return Array.from(spans, ({ start, end }) => this.#tokensIn(start, end));
  }

  #tokensIn(start: number, end: number): number {
    let line = this.#text.lineAt(start);
    const last = end >= this.#text.length ? this.#lines.length : this.#text.lineAt(end);
    let from = start;
    let tokens = 0;
    while (line < last) {
      const isBorder = this.#text.lineStart(line) === from && this.#isBorder(line);
      const next = this.#nextBorder(line, last);
      const whole = isBorder && (next < last || next >= this.#lines.length || this.#isBorder(next));
      if (whole) {
        if ((this.#lines.at(line) ?? UNKNOWN) < 0) this.#countFrom(line);
        tokens += this.#lines.at(line) as number;
      } else tokens += this.#count(this.#text.slice(from, Math.min(end, this.#text.lineStart(next))));
      from = this.#text.lineStart(next);
      line = next;
    }
    return tokens;
  }

  /** Counts a line and those joined to it; returns the line behind them. */
  #countFrom(line: number): number {
    const next = this.#nextBorder(line, this.#lines.length);
    this.#lines.set(line, this.#count(this.#text.slice(this.#text.lineStart(line), this.#text.lineStart(next))));
    for (let joined = line + 1; joined < next; joined++) this.#lines.set(joined, JOINED);
    return next;
  }

  /** The first line behind `line` that no piece reaches into, at most `most`. */
  #nextBorder(line: number, most: number): number {
    let next = line + 1;
    while (next < most && !this.#isBorder(next)) next++;
    return Math.min(next, most);
  }

  /**
   * True when no piece reaches over a line's start: a piece goes on behind a line break only with further line breaks,
   * with white space that ends in one, or with `/`.
   */
  #isBorder(line: number): boolean {
    const known = this.#lines.at(line) ?? UNKNOWN;
    if (known !== UNKNOWN) return known !== JOINED;
    if (line === 0) return true;
    const start = this.#text.lineStart(line);
    const units = this.#text.slice(start, start + LONGEST_INDENT);
    let at = 0;
    while (units.charCodeAt(at) === SPACE || units.charCodeAt(at) === TAB) at++;
    const unit = units.charCodeAt(at);
    return unit > SPACE && unit < FIRST_NOT_ASCII && (at > 0 || unit !== SLASH);
  }
}

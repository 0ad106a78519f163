import { isWhiteSpace, startsWord } from '../scan/wordBoundary.ts';
import { LineIndex } from '../text/lineIndex.ts';
import type { Span } from '../text/span.ts';

/** The lines, sentences and words of a text, each worked out when first asked for. */
export class TextScopes {
  readonly text: string;
  #lines: LineIndex | undefined;
  #sentences: readonly number[] | undefined;
  #words: readonly number[] | undefined;

  constructor(text: string) {
    this.text = text;
  }

  /** Zero-based line of an offset. */
  lineAt(offset: number): number {
    this.#lines ??= new LineIndex(this.text);
    return this.#lines.lineAt(offset);
  }

  /** The whole lines that a span touches, line break included. */
  linesOf(span: Span): Span {
    this.#lines ??= new LineIndex(this.text);
    const last = this.#lines.lineAt(Math.max(span.start, span.end - 1));
    return { start: this.#lines.lineStart(this.#lines.lineAt(span.start)), end: this.#lines.lineStart(last + 1) };
  }

  /** Zero-based sentence of an offset. */
  sentenceAt(offset: number): number {
    this.#sentences ??= sentenceStarts(this.text);
    return countUpTo(this.#sentences, offset) - 1;
  }

  /** Number of words that begin before or at an offset. */
  wordAt(offset: number): number {
    this.#words ??= wordStarts(this.text);
    return countUpTo(this.#words, offset);
  }
}

const TERMINATORS = '.!?…';
const FULL_WIDTH_TERMINATORS = '。！？';
const CLOSERS = '"\')]}»”’*_`';
const LF = 10;

/**
 * Offsets at which sentences start: after `.`, `!`, `?` (and closing quotes or brackets) followed by white space, after
 * a full-width stop, and after a blank line. One pass by hand: patterns for this are quadratic on runs of stops.
 */
function sentenceStarts(text: string): readonly number[] {
  const starts = [0];
  let ended = false;
  let apart = false;
  let breaks = 0;
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (isWhiteSpace(unit)) {
      if (unit === LF) breaks++;
      apart ||= ended || breaks > 1;
      continue;
    }
    const character = text[at] ?? '';
    breaks = 0;
    const closes: boolean = ended && !apart && CLOSERS.includes(character);
    const fullWidth = FULL_WIDTH_TERMINATORS.includes(character);
    if (apart && starts.at(-1) !== at) starts.push(at);
    apart = fullWidth;
    ended = closes || fullWidth || TERMINATORS.includes(character);
  }
  return starts;
}

function wordStarts(text: string): readonly number[] {
  const starts: number[] = [];
  for (let at = 0; at < text.length; at++) if (startsWord(text, at)) starts.push(at);
  return starts;
}

/** How many of the rising offsets are at most `offset`. */
function countUpTo(offsets: readonly number[], offset: number): number {
  let low = 0;
  let high = offsets.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((offsets[middle] ?? 0) <= offset) low = middle + 1;
    else high = middle;
  }
  return low;
}

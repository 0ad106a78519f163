import { redacted, type RedactedText } from '../secrets/redact.ts';
import type { Tokenizer } from '../tokens/tokenizer.ts';
import { cutToBudget } from './cutToBudget.ts';
import { detached, digestOf, EMPTY_DIGEST, foldedIn, joinDigests, renderDigest, type Digest } from './digest.ts';
import { isMarker, type FoldCounts } from './foldKind.ts';
import { foldLines } from './foldLines.ts';
import { splitOutput, type OutputLine } from './outputLines.ts';

/** Kept lines of an output of many blocks are cut back to this whenever they have grown to twice as much. */
const MOST_HELD_TOKENS = 1_000_000;
const MOST_HELD_UNITS = 8_000_000;

export interface CompressOptions {
  readonly tokenizer: Tokenizer;
  /** Most o200k_base tokens of the text; without it, only what says nothing new is folded. */
  readonly budget?: number | undefined;
}

export interface Compressed {
  readonly text: RedactedText;
  /** Lines that came in, and lines that are shown. */
  readonly lines: number;
  readonly shown: number;
  /** Lines folded, by kind; with those that are shown they make up all lines. */
  readonly folded: FoldCounts;
}

/**
 * Makes the output of a command short. Every line of the result is a line of the output, in its order, or a marker that
 * says what was folded and how many lines. It takes the output in blocks of whole lines and holds no more than the lines
 * that it keeps. What has such markers already passes as it is, unless it is over the budget.
 */
export class OutputCompressor {
  readonly #options: CompressOptions;
  /** The last block waits, since the output's last lines stay. */
  #block: RedactedText | undefined;
  #digest: Digest = EMPTY_DIGEST;
  #lines = 0;
  #heldUnits = 0;

  constructor(options: CompressOptions) {
    this.#options = options;
  }

  /** Takes the next block: whole lines, without terminal controls, free of secrets. */
  push(block: RedactedText): void {
    if (this.#block !== undefined) this.#fold(splitOutput(this.#block), false);
    this.#block = block;
  }

  /** The result of all blocks; nothing is pushed after it. */
  finish(): Compressed {
    const block = this.#block ?? redacted``;
    const lines = splitOutput(block);
    const whole = this.#lines === 0 ? { text: block, lines: lines.length, shown: lines.length, folded: {} } : undefined;
    const { tokenizer, budget } = this.#options;
    if (whole && lines.some(({ text }) => isMarker(text)) && this.#fits(block)) return whole;
    this.#fold(lines, true);
    const endsLine = /[\r\n]$/.test(block);
    let digest = this.#digest;
    let text = renderDigest(digest, endsLine);
    if (budget !== undefined && !this.#fits(text)) {
      digest = cutToBudget(digest, { tokenizer, budget, endsLine });
      text = renderDigest(digest, endsLine);
    }
    const shown = digest.entries.length;
    if (whole && (shown === lines.length || tokenizer.count(text) >= tokenizer.count(block))) return whole;
    return { text, lines: this.#lines, shown, folded: foldedIn(digest) };
  }

  #fits(text: string): boolean {
    const { tokenizer, budget = Infinity } = this.#options;
    return tokenizer.countUpTo(text, budget) <= budget;
  }

  #fold(lines: readonly OutputLine[], ends: boolean): void {
    const { tokenizer, budget = Infinity } = this.#options;
    const firstLine = this.#lines + 1;
    const folded = foldLines(lines, { tokenizer, firstLine, begins: this.#lines === 0, ends });
    this.#lines += lines.length;
    const digest = ends ? digestOf(folded, firstLine) : detached(digestOf(folded, firstLine));
    this.#digest = joinDigests(this.#digest, digest);
    this.#heldUnits += digest.entries.reduce((sum, { text }) => sum + text.length, 0);
    if (ends || this.#heldUnits <= MOST_HELD_UNITS) return;
    const held = Math.min(MOST_HELD_TOKENS, Math.max(budget * 2, MOST_HELD_TOKENS / 4));
    this.#digest = cutToBudget(this.#digest, { tokenizer, budget: held, endsLine: true });
    this.#heldUnits = this.#digest.entries.reduce((sum, { text }) => sum + text.length, 0);
  }
}

import type { Analyzer } from '../engine/analyze.ts';
import { stripControls } from '../engine/compress/controls.ts';
import { sliceRedacted, type RedactedText } from '../engine/secrets/redact.ts';

/** In UTF-16 units. */
interface BlockSizes {
  /** A block is redacted when it is this long. */
  readonly block: number;
  /** A line that does not end is ended after so much. */
  readonly mostLine: number;
  /** What secrets are judged by may stand so far behind and before them. */
  readonly lookAhead: number;
  readonly lookBack: number;
}

const SIZES: BlockSizes = { block: 2_000_000, mostLine: 16_000_000, lookAhead: 65_536, lookBack: 16_384 };
const LINE_END = /\r\n?|\n/g;
/** A piece of the tokenizer never reaches over a line end that such a character follows. */
const LINE_CUT = /\n(?=[A-Za-z0-9])/g;

interface RedactedBlocksOptions {
  readonly analyzer: Analyzer;
  /** Receives blocks of whole lines, in their order. */
  readonly onBlock: (block: RedactedText) => void;
  /** Receives the same text as it came in, in parts whose tokens add up to the whole's. */
  readonly onRaw: (raw: string) => void;
  readonly sizes?: BlockSizes;
}

/**
 * Redacts a text of any length in bounded memory: each block is judged together with what stands before and after it, and
 * no border lies in a secret. A text of one block is redacted as a whole.
 */
export class RedactedBlocks {
  readonly #options: RedactedBlocksOptions;
  readonly #sizes: BlockSizes;
  #raw = '';
  /** Without terminal controls; its first `#done` units were handed on, and are kept to judge what follows. */
  #text = '';
  #done = 0;

  constructor(options: RedactedBlocksOptions) {
    this.#options = options;
    this.#sizes = options.sizes ?? SIZES;
  }

  push(piece: string): void {
    this.#raw += piece;
    const { block, mostLine, lookAhead } = this.#sizes;
    if (this.#raw.length < block) return;
    let end = lastCut(this.#raw, lookAhead);
    if (end === 0 && this.#raw.length >= mostLine) {
      this.#raw += '\n';
      end = this.#raw.length;
    }
    if (end === 0) return;
    this.#take(this.#raw.slice(0, end));
    this.#raw = this.#raw.slice(end);
    this.#redact(false);
  }

  finish(): void {
    this.#take(this.#raw);
    this.#raw = '';
    this.#redact(true);
  }

  #take(raw: string): void {
    this.#options.onRaw(raw);
    this.#text += stripControls(raw);
  }

  #redact(all: boolean): void {
    const { analyzer, onBlock } = this.#options;
    const { text, secrets } = analyzer.redaction(this.#text);
    const places = { raw: this.#text, text, secrets };
    const end = all ? this.#text.length : borderBefore(places, this.#text.length - this.#sizes.lookAhead);
    if (end <= this.#done) return;
    onBlock(sliceRedacted(text, redactedOffset(places, this.#done), redactedOffset(places, end)));
    const from = Math.min(end, borderBefore(places, end - this.#sizes.lookBack));
    this.#text = this.#text.slice(from);
    this.#done = end - from;
  }
}

/** The last place, not far from the end, where a line ends and the tokenizer always stops; 0 if there is none. */
function lastCut(raw: string, lookBack: number): number {
  let end = 0;
  const from = Math.max(0, raw.length - lookBack);
  for (const { index } of raw.slice(from).matchAll(LINE_CUT)) end = from + index + 1;
  return end;
}

interface Span {
  readonly start: number;
  readonly end: number;
}

interface Places {
  readonly raw: string;
  readonly text: RedactedText;
  /** In the raw text. */
  readonly secrets: readonly Span[];
}

/** The last beginning of a line up to `most` that touches no secret; 0 if there is none. */
function borderBefore({ raw, secrets }: Places, most: number): number {
  let end = lineStartBefore(raw, most);
  for (let touched = touching(secrets, end); end > 0 && touched; touched = touching(secrets, end))
    end = lineStartBefore(raw, touched.start - 1);
  return end;
}

function lineStartBefore(raw: string, most: number): number {
  return most <= 0 ? 0 : raw.lastIndexOf('\n', most - 1) + 1;
}

function touching(secrets: readonly Span[], border: number): Span | undefined {
  return secrets.find(({ start, end }) => start <= border && border <= end + 1);
}

/** Where a border of the raw text lies in the redacted one, which has as many lines. */
function redactedOffset({ raw, text, secrets }: Places, offset: number): number {
  if (offset === 0 || secrets.length === 0) return offset;
  if (offset === raw.length) return text.length;
  let ends = raw.slice(0, offset).match(LINE_END)?.length ?? 0;
  for (const { 0: end, index } of text.matchAll(LINE_END)) if (--ends === 0) return index + end.length;
  return text.length;
}

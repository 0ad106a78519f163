import { countMergedTokens } from './bytePairMerge.ts';
import { CACHED_BYTES, PieceCache } from './pieceCache.ts';
import { pieceEnd } from './pieces.ts';
import { NOT_ASCII } from './symbol.ts';
import { TextWindow } from './textWindow.ts';
import { BYTES_PER_UNIT, encodeUtf8 } from './utf8.ts';
import { NO_RANK, Vocabulary } from './vocabulary.ts';

const SCRATCH_BYTES = 1 << 12;
const KEPT_STRINGS = 1 << 13;
const KEPT_STRING_UNITS = 64;
const BYTE_ORDER_MARK = 0xfeff;

/** Counts tokens of the o200k_base encoding. */
export interface Tokenizer {
  /** Exact number of tokens of `text`; what looks like a special token counts as the plain text it is. */
  count(text: string): number;
  /** `count(text)` where that is at most `limit`; otherwise some number above `limit`, found without reading on. */
  countUpTo(text: string, limit: number): number;
}

/**
 * Makes a tokenizer from the packed vocabulary (`dist/o200k.bin`; format: `Vocabulary`). It counts what
 * `gpt-tokenizer`'s `encoding/o200k_base` counts, for any string. It keeps about 7 MB of tables and scratch memory, so
 * make one a thread and share it.
 *
 * @throws Error when the vocabulary is damaged.
 */
export function createTokenizer(packedVocabulary: Uint8Array): Tokenizer {
  const pieces = new PieceCounter(new Vocabulary(packedVocabulary));
  const window = new TextWindow();

  function countUpTo(text: string, limit: number): number {
    let tokens = 0;
    for (let from = 0; from < text.length && tokens <= limit;) {
      const to = window.fill(text, from);
      const { symbols, view, length } = window;
      for (let start = 0; start < length && tokens <= limit;) {
        const end = pieceEnd(symbols, start);
        let count = end - start <= CACHED_BYTES ? pieces.countShort(symbols, view, start, end) : -1;
        if (count < 0) count = pieces.countString(text.slice(from + start, from + end));
        tokens += count;
        start = end;
      }
      from = to;
    }
    window.release();
    return tokens;
  }

  return { count: (text) => countUpTo(text, Number.POSITIVE_INFINITY), countUpTo };
}

/** Counts the tokens of single pieces, remembering recent ones. */
class PieceCounter {
  readonly #vocabulary: Vocabulary;
  readonly #short = new PieceCache();
  readonly #strings = new Map<string, number>();
  readonly #scratch = new Uint8Array(SCRATCH_BYTES);

  constructor(vocabulary: Vocabulary) {
    this.#vocabulary = vocabulary;
  }

  /** Tokens of the piece `symbols[start, end)` of at most `CACHED_BYTES`; -1 when it is not ASCII. */
  countShort(symbols: Uint8Array, view: DataView, start: number, end: number): number {
    if (end - start === 1 && symbols[start]! < NOT_ASCII) return 1;
    const known = this.#short.get(view, start, end - start);
    if (known !== 0) return known;
    const isToken = this.#vocabulary.rank(symbols, start, end) !== NO_RANK;
    const count = isToken ? 1 : countMergedTokens(this.#vocabulary, symbols.subarray(start, end), end - start);
    this.#short.keep(count);
    return count;
  }

  /** Tokens of any piece. */
  countString(piece: string): number {
    const known = this.#strings.get(piece);
    if (known !== undefined) return known;
    const count = this.#countAnew(piece);
    if (piece.length > KEPT_STRING_UNITS) return count;
    if (this.#strings.size >= KEPT_STRINGS) this.#strings.clear();
    this.#strings.set(detached(piece), count);
    return count;
  }

  #countAnew(piece: string): number {
    const mostBytes = piece.length * BYTES_PER_UNIT;
    const bytes = mostBytes <= SCRATCH_BYTES ? this.#scratch : new Uint8Array(mostBytes);
    const length = encodeUtf8(piece, bytes);
    // The reference never finds a whole piece that begins with a byte order mark (see `partRank`).
    const isToken = piece.charCodeAt(0) !== BYTE_ORDER_MARK && this.#vocabulary.rank(bytes, 0, length) !== NO_RANK;
    return isToken ? 1 : countMergedTokens(this.#vocabulary, bytes, length);
  }
}

/** An equal string of its own: engines keep a slice as a view, and a kept key would keep the text it was cut from. */
function detached(piece: string): string {
  return ` ${piece}`.slice(1);
}

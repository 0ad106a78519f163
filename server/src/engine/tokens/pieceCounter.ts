import { countMergedTokens } from './bytePairMerge.ts';
import { CACHED_BYTES, PieceCache } from './pieceCache.ts';
import { NOT_ASCII } from './symbol.ts';
import type { TextWindow } from './textWindow.ts';
import { BYTES_PER_UNIT, encodeUtf8 } from './utf8.ts';
import { NO_RANK, type Vocabulary } from './vocabulary.ts';

const SCRATCH_BYTES = 1 << 12;
const KEPT_STRINGS = 1 << 13;
const KEPT_STRING_UNITS = 64;
const BYTE_ORDER_MARK = 0xfeff;

/** Counts the tokens of single pieces, remembering recent ones. */
export class PieceCounter {
  readonly #vocabulary: Vocabulary;
  readonly #short = new PieceCache();
  readonly #strings = new Map<string, number>();
  readonly #scratch = new Uint8Array(SCRATCH_BYTES);

  constructor(vocabulary: Vocabulary) {
    this.#vocabulary = vocabulary;
  }

  /** Tokens of the piece `symbols[start, end)` of a window; `text` and `from` tell where the window stands. */
  count({ symbols, view }: TextWindow, start: number, end: number, text: string, from: number): number {
    const count = end - start <= CACHED_BYTES ? this.#countShort(symbols, view, start, end) : -1;
    return count < 0 ? this.#countString(text.slice(from + start, from + end)) : count;
  }

  /** Tokens of the piece `symbols[start, end)` of at most `CACHED_BYTES`; -1 when it is not ASCII. */
  #countShort(symbols: Uint8Array, view: DataView, start: number, end: number): number {
    if (end - start === 1 && symbols[start]! < NOT_ASCII) return 1;
    const known = this.#short.get(view, start, end - start);
    if (known !== 0) return known;
    const isToken = this.#vocabulary.rank(symbols, start, end) !== NO_RANK;
    const count = isToken ? 1 : countMergedTokens(this.#vocabulary, symbols.subarray(start, end), end - start);
    this.#short.keep(count);
    return count;
  }

  /** Tokens of any piece. */
  #countString(piece: string): number {
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

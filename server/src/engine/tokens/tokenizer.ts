import { countMergedTokens } from './bytePairMerge.ts';
import { CACHED_UNITS, PieceCache, hashUnits } from './pieceCache.ts';
import { pieceEnd } from './pieces.ts';
import { TextWindow } from './textWindow.ts';
import { encodeUtf8 } from './utf8.ts';
import { NO_RANK, Vocabulary } from './vocabulary.ts';

const SCRATCH_BYTES = 1 << 12;
const BYTES_PER_UNIT = 3;
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
 * `gpt-tokenizer`'s `encoding/o200k_base` counts, for any string, and holds about 8 MB. It keeps scratch memory between
 * calls, so make one a thread and share it.
 *
 * @throws Error when the vocabulary is damaged.
 */
export function createTokenizer(packedVocabulary: Uint8Array): Tokenizer {
  const vocabulary = new Vocabulary(packedVocabulary);
  const cache = new PieceCache();
  const window = new TextWindow();
  const scratch = new Uint8Array(SCRATCH_BYTES);

  function countPiece(start: number, end: number): number {
    const units = window.units;
    if (end - start > CACHED_UNITS) return tokensOfPiece(vocabulary, scratch, units, start, end);
    const hash = hashUnits(units, start, end);
    const known = cache.get(units, start, end, hash);
    if (known > 0) return known;
    const count = tokensOfPiece(vocabulary, scratch, units, start, end);
    cache.set(units, start, end, hash, count);
    return count;
  }

  function countUpTo(text: string, limit: number): number {
    let tokens = 0;
    for (let at = 0; at < text.length && tokens <= limit; ) {
      at = window.fill(text, at);
      const length = window.length;
      for (let start = 0; start < length && tokens <= limit; ) {
        const end = pieceEnd(window, start);
        tokens += countPiece(start, end);
        start = end;
      }
    }
    window.release();
    return tokens;
  }

  return { count: (text) => countUpTo(text, Number.POSITIVE_INFINITY), countUpTo };
}

/** Number of tokens of the piece `units[start, end)`: one when it is a token itself, else what merging leaves. */
function tokensOfPiece(
  vocabulary: Vocabulary,
  scratch: Uint8Array,
  units: Uint16Array,
  start: number,
  end: number,
): number {
  const mostBytes = (end - start) * BYTES_PER_UNIT;
  const bytes = mostBytes <= scratch.length ? scratch : new Uint8Array(mostBytes);
  const length = encodeUtf8(units, start, end, bytes);
  // The reference never finds a whole piece that begins with a byte order mark (see `partRank`).
  if (units[start] !== BYTE_ORDER_MARK && vocabulary.rank(bytes, 0, length) !== NO_RANK) return 1;
  return countMergedTokens(vocabulary, bytes, length);
}

import { NO_RANK, type Vocabulary } from './vocabulary.ts';

/**
 * Rank of `bytes[start, end)` as a part of the piece `bytes[0, length)`.
 *
 * The reference (gpt-tokenizer 4) looks parts that are whole UTF-8 characters up by their decoded string, and its
 * decoder drops a leading U+FEFF: such a part goes by what follows the mark, and the mark alone is no token.
 */
export function partRank(
  vocabulary: Vocabulary,
  bytes: Uint8Array,
  length: number,
  start: number,
  end: number,
): number {
  const wholeCharacters = end === length || (bytes[end]! & 0xc0) !== 0x80;
  if (bytes[start] !== 0xef || !wholeCharacters || !startsWithMark(bytes, start, end)) {
    return vocabulary.rank(bytes, start, end);
  }
  const rest = start + 3;
  return rest === end || startsWithMark(bytes, rest, end) ? NO_RANK : vocabulary.rank(bytes, rest, end);
}

/** True when `bytes[start, end)` begins with U+FEFF, the byte order mark. */
function startsWithMark(bytes: Uint8Array, start: number, end: number): boolean {
  return end - start >= 3 && bytes[start] === 0xef && bytes[start + 1] === 0xbb && bytes[start + 2] === 0xbf;
}

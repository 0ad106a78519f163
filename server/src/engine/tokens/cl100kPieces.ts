import { bitsAt, contractionEnd, nextCharacter, numberEnd } from './pieces.ts';
import { CLASS_BITS, NEWLINE, NUMBER, OTHER, PREFIX, WHITE, WORDISH } from './symbol.ts';

const SPACE = 32;
const APOSTROPHE = 39;

/**
 * End of the piece that starts at `start`, as the cl100k_base split pattern cuts it (openai/tiktoken,
 * `tiktoken_ext/openai_public.py`):
 *
 *     '(?i:[sdmt]|ll|ve|re)   |   [^\r\n\p{L}\p{N}]?\p{L}+   |   \p{N}{1,3}
 *      ?[^\s\p{L}\p{N}]+[\r\n]*  |  \s+$  |  \s*[\r\n]  |  \s+(?!\S)  |  \s
 *
 * Unlike o200k_base's a mark is no letter, and a contraction is a piece of its own. `symbols` as in `pieceEnd`.
 */
export function cl100kPieceEnd(symbols: Uint8Array, start: number): number {
  const first = symbols[start]!;
  const bits = CLASS_BITS[first]!;
  if (isLetter(bits)) return lettersEnd(symbols, start);
  if (first === APOSTROPHE) {
    const end = contractionEnd(symbols, start);
    if (end > start) return end;
  }
  const next = nextCharacter(symbols, start);
  const nextBits = bitsAt(symbols, next);
  if ((bits & PREFIX) !== 0 && isLetter(nextBits)) return lettersEnd(symbols, next);
  if ((bits & NUMBER) !== 0) return numberEnd(symbols, next);
  if ((bits & OTHER) !== 0 || (first === SPACE && (nextBits & OTHER) !== 0)) return punctuationEnd(symbols, next);
  return whiteEnd(symbols, start);
}

function isLetter(bits: number): boolean {
  return (bits & WORDISH) !== 0 && (bits & OTHER) === 0;
}

function lettersEnd(symbols: Uint8Array, start: number): number {
  let end = start;
  while (isLetter(bitsAt(symbols, end))) end++;
  return end;
}

function punctuationEnd(symbols: Uint8Array, afterFirst: number): number {
  let end = afterFirst;
  while ((bitsAt(symbols, end) & OTHER) !== 0) end++;
  while ((bitsAt(symbols, end) & NEWLINE) !== 0) end++;
  return end;
}

function whiteEnd(symbols: Uint8Array, start: number): number {
  let end = start;
  let afterNewline = 0;
  for (let bits = bitsAt(symbols, end); (bits & WHITE) !== 0; bits = bitsAt(symbols, end)) {
    end++;
    if ((bits & NEWLINE) !== 0) afterNewline = end;
  }
  // A window never ends in white space but at the end of the text, where all of it is one piece.
  if (bitsAt(symbols, end) === 0) return end;
  if (afterNewline > 0) return afterNewline;
  return end - start > 1 ? end - 1 : end;
}

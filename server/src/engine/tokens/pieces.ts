import { CLASS_BITS, LOWERISH, NEWLINE, NUMBER, OTHER, PREFIX, SECOND_HALF, UPPERISH, WHITE } from './symbol.ts';
import { NOT_ASCII, WORDISH } from './symbol.ts';

const SPACE = 32;
const APOSTROPHE = 39;
const SLASH = 47;

/**
 * End of the piece that starts at `start`, just as the o200k_base split pattern cuts it, matched by hand:
 *
 *     [^\r\n\p{L}\p{N}]?[Upperish]*[Lowerish]+('s|'t|'re|'ve|'m|'ll|'d)?
 *     [^\r\n\p{L}\p{N}]?[Upperish]+[Lowerish]*('s|'t|'re|'ve|'m|'ll|'d)?
 *     \p{N}{1,3}   |   ?[^\s\p{L}\p{N}]+[\r\n/]*   |  \s*[\r\n]+  |  \s+(?!\S)  |  \s+
 *
 * A mark counts as Upperish, Lowerish, punctuation and prefix at once; taking it as the word's first character gives
 * what backtracking over the prefix would. `symbols` (see `symbol.ts`) must go on with at least three `END`s.
 */
export function pieceEnd(symbols: Uint8Array, start: number): number {
  const first = symbols[start]!;
  const bits = CLASS_BITS[first]!;
  if ((bits & WORDISH) !== 0) return wordEnd(symbols, start);
  const next = nextCharacter(symbols, start);
  const nextBits = bitsAt(symbols, next);
  if ((bits & PREFIX) !== 0 && (nextBits & WORDISH) !== 0) return wordEnd(symbols, next);
  if ((bits & NUMBER) !== 0) return numberEnd(symbols, next);
  if ((bits & OTHER) !== 0 || (first === SPACE && (nextBits & OTHER) !== 0)) return punctuationEnd(symbols, next);
  return whiteEnd(symbols, start);
}

function wordEnd(symbols: Uint8Array, start: number): number {
  let upperEnd = start;
  while ((bitsAt(symbols, upperEnd) & UPPERISH) !== 0) upperEnd++;
  let end = upperEnd;
  while ((bitsAt(symbols, end) & LOWERISH) !== 0) end++;
  if (end === upperEnd) {
    // Nothing lower-case follows: the first pattern gives back what it took until its second part may match a caseless
    // letter or mark; without any, the second pattern takes the upper-case run whole.
    while (end > start && (bitsAt(symbols, end - 1) & LOWERISH) === 0) end--;
    if (end === start) end = upperEnd;
  }
  return symbols[end] === APOSTROPHE ? contractionEnd(symbols, end) : end;
}

/** End of the contraction that begins with this apostrophe; the apostrophe itself when none does. */
export function contractionEnd(symbols: Uint8Array, apostrophe: number): number {
  // Setting bit 5 lower-cases ASCII letters; nothing else in ASCII is mapped onto the letters compared with below.
  const first = symbols[apostrophe + 1]! | 32;
  if (first === 0x73 || first === 0x74 || first === 0x6d || first === 0x64) return apostrophe + 2;
  const second = symbols[apostrophe + 2]! | 32;
  if (second === 0x65 && (first === 0x72 || first === 0x76)) return apostrophe + 3;
  return first === 0x6c && second === 0x6c ? apostrophe + 3 : apostrophe;
}

/** End of the at most three digits of which the first ends at `afterFirst`. */
export function numberEnd(symbols: Uint8Array, afterFirst: number): number {
  let end = afterFirst;
  for (let digits = 1; digits < 3 && (bitsAt(symbols, end) & NUMBER) !== 0; digits++) end = nextCharacter(symbols, end);
  return end;
}

function punctuationEnd(symbols: Uint8Array, afterFirst: number): number {
  let end = afterFirst;
  while ((bitsAt(symbols, end) & OTHER) !== 0) end++;
  while ((bitsAt(symbols, end) & NEWLINE) !== 0 || symbols[end] === SLASH) end++;
  return end;
}

function whiteEnd(symbols: Uint8Array, start: number): number {
  let end = start;
  let afterNewline = 0;
  for (let bits = bitsAt(symbols, end); (bits & WHITE) !== 0; bits = bitsAt(symbols, end)) {
    end++;
    if ((bits & NEWLINE) !== 0) afterNewline = end;
  }
  if (afterNewline > 0) return afterNewline;
  // The last white space before something visible is left to be that piece's prefix.
  return bitsAt(symbols, end) !== 0 && end - start > 1 ? end - 1 : end;
}

/** What the symbol may be in a piece; 0 at the end. */
export function bitsAt(symbols: Uint8Array, at: number): number {
  return CLASS_BITS[symbols[at]!]!;
}

/** Where the character behind the one at `at` begins. */
export function nextCharacter(symbols: Uint8Array, at: number): number {
  return (symbols[at + 1]! & (NOT_ASCII | SECOND_HALF)) === (NOT_ASCII | SECOND_HALF) ? at + 2 : at + 1;
}

import { CLASS_BITS, LOWERISH, NEWLINE, NOT_ASCII, NUMBER, UPPERISH, WHITE, WORDISH } from './symbol.ts';

const SPACE = 32;

// Kinds of pieces that differ in how many tokens a length comes to; rows of `PIECE_COSTS`. Words have three each: with
// nothing before them, a space, another sign. 0 is the lower-case word.
const CAPITALIZED = 3;
const UPPER_CASE = 6;
export const NUMERIC = 9;
export const BLANK = 10;
const PUNCTUATION = 11;
const SPACED_PUNCTUATION = 12;
export const REPEATED = 13;
const CASED_BEYOND_ASCII = 14;
const CASELESS = 15;
const OTHER_BEYOND_ASCII = 16;
const SPACED_CASELESS = 17;

/** Kind of the piece `symbols[start, end)`, by looking at its first few characters. */
export function pieceKind(symbols: Uint8Array, start: number, end: number): number {
  const first = symbols[start]!;
  const bits = CLASS_BITS[first]!;
  if ((bits & WORDISH) !== 0) return wordKind(symbols, start, end, 0);
  if (end - start > 1 && (CLASS_BITS[symbols[start + 1]!]! & WORDISH) !== 0) {
    return wordKind(symbols, start + 1, end, first === SPACE ? 1 : 2);
  }
  if ((bits & NUMBER) !== 0) return NUMERIC;
  if (first >= NOT_ASCII) return OTHER_BEYOND_ASCII;
  if ((bits & WHITE) !== 0 && (end - start === 1 || (CLASS_BITS[symbols[start + 1]!]! & WHITE) !== 0)) return BLANK;
  const spaced = first === SPACE;
  if (isRepeated(symbols, spaced ? start + 1 : start, end)) return REPEATED;
  return spaced ? SPACED_PUNCTUATION : PUNCTUATION;
}

/** `before`: 0 when nothing stands before the word, 1 for a space, 2 for another sign. */
function wordKind(symbols: Uint8Array, start: number, end: number, before: number): number {
  const first = symbols[start]!;
  const bits = CLASS_BITS[first]! & WORDISH;
  // Scripts written without spaces, as Chinese, pack more into a character than those with, as Arabic.
  if (bits === WORDISH) return before === 0 ? CASELESS : SPACED_CASELESS;
  if (first >= NOT_ASCII) return CASED_BEYOND_ASCII;
  if (bits === LOWERISH) return before;
  const nextIsUpper = start + 1 < end && (CLASS_BITS[symbols[start + 1]!]! & UPPERISH) !== 0;
  return (nextIsUpper ? UPPER_CASE : CAPITALIZED) + before;
}

/** True for two or more of the same sign, and line breaks after them. */
function isRepeated(symbols: Uint8Array, start: number, end: number): boolean {
  let at = start + 1;
  while (at < end && symbols[at] === symbols[start]) at++;
  if (at === start + 1) return false;
  while (at < end && (CLASS_BITS[symbols[at]!]! & NEWLINE) !== 0) at++;
  return at === end;
}

import { LOWERISH, NEWLINE, NUMBER, OTHER, PREFIX, UPPERISH, WHITE, WORDISH } from './characterClass.ts';
import type { TextWindow } from './textWindow.ts';

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
 * what backtracking over the prefix would.
 */
export function pieceEnd(window: TextWindow, start: number): number {
  const { units, classes, length } = window;
  const bits = classes[start] ?? 0;
  if ((bits & WORDISH) !== 0) return wordEnd(window, start);
  const next = start + unitsOfCodePoint(window, start);
  const nextBits = next < length ? (classes[next] ?? 0) : 0;
  if ((bits & PREFIX) !== 0 && (nextBits & WORDISH) !== 0) return wordEnd(window, next);
  if ((bits & NUMBER) !== 0) return numberEnd(window, next);
  if ((bits & OTHER) !== 0 || (units[start] === SPACE && (nextBits & OTHER) !== 0)) return punctuationEnd(window, next);
  return whiteEnd(window, start);
}

function wordEnd(window: TextWindow, start: number): number {
  const { classes, length } = window;
  let upperEnd = start;
  while (upperEnd < length && ((classes[upperEnd] ?? 0) & UPPERISH) !== 0) upperEnd++;
  let end = upperEnd;
  while (end < length && ((classes[end] ?? 0) & LOWERISH) !== 0) end++;
  if (end > upperEnd) return contractionEnd(window, end);
  // Nothing lower-case follows: the first pattern gives back what it took until its second part may match a caseless
  // letter or mark; without any, the second pattern takes the upper-case run whole.
  while (end > start && ((classes[end - 1] ?? 0) & LOWERISH) === 0) end--;
  return contractionEnd(window, end > start ? end : upperEnd);
}

function contractionEnd(window: TextWindow, end: number): number {
  const { units, length } = window;
  if (units[end] !== APOSTROPHE || end + 1 >= length) return end;
  // Setting bit 5 lower-cases ASCII letters; nothing else is mapped onto the letters compared with below.
  const first = (units[end + 1] ?? 0) | 32;
  if (first === 0x73 || first === 0x74 || first === 0x6d || first === 0x64) return end + 2;
  if (end + 2 >= length) return end;
  const second = (units[end + 2] ?? 0) | 32;
  if (second === 0x65 && (first === 0x72 || first === 0x76)) return end + 3;
  return first === 0x6c && second === 0x6c ? end + 3 : end;
}

function numberEnd(window: TextWindow, afterFirst: number): number {
  let end = afterFirst;
  for (let digits = 1; digits < 3 && end < window.length; digits++) {
    if (((window.classes[end] ?? 0) & NUMBER) === 0) break;
    end += unitsOfCodePoint(window, end);
  }
  return end;
}

function punctuationEnd(window: TextWindow, afterFirst: number): number {
  const { units, classes, length } = window;
  let end = afterFirst;
  while (end < length && ((classes[end] ?? 0) & OTHER) !== 0) end++;
  while (end < length && (((classes[end] ?? 0) & NEWLINE) !== 0 || units[end] === SLASH)) end++;
  return end;
}

function whiteEnd(window: TextWindow, start: number): number {
  const { classes, length } = window;
  let end = start;
  let afterNewline = 0;
  while (end < length && ((classes[end] ?? 0) & WHITE) !== 0) {
    if (((classes[end++] ?? 0) & NEWLINE) !== 0) afterNewline = end;
  }
  if (afterNewline > 0) return afterNewline;
  // The last white space before something visible is left to be that piece's prefix.
  return end < length && end - start > 1 ? end - 1 : end;
}

function unitsOfCodePoint(window: TextWindow, at: number): number {
  if (((window.units[at] ?? 0) & 0xfc00) !== 0xd800 || at + 1 >= window.length) return 1;
  return ((window.units[at + 1] ?? 0) & 0xfc00) === 0xdc00 ? 2 : 1;
}

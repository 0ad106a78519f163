import { stem } from './stem.ts';

/**
 * Code-aware terms. An identifier gives its camelCase and snake_case pieces, stemmed, and,
 * when it has several pieces, itself as a whole. Terms are 32-bit hashes: two terms may share one (an index may then
 * over-report a chunk, never miss one), and no text is kept.
 */

const LETTER_UPPER = 1;
const LETTER_LOWER = 2;
const DIGIT = 3;
const UNDERSCORE = 4;
/** Letters beyond ASCII: caseless for splitting, one piece with the lower-case letters beside them. */
const OTHER_LETTER = 5;

/** Not looked up yet: letters beyond ASCII are asked for one by one, since few texts hold many different ones. */
const UNKNOWN = 255;

const KIND = new Uint8Array(65_536).fill(UNKNOWN, 128);
for (let unit = 0; unit < 128; unit++) {
  if (unit >= 65 && unit <= 90) KIND[unit] = LETTER_UPPER;
  else if (unit >= 97 && unit <= 122) KIND[unit] = LETTER_LOWER;
  else if (unit >= 48 && unit <= 57) KIND[unit] = DIGIT;
  else if (unit === 95 || unit === 36) KIND[unit] = UNDERSCORE;
}

/** 0 for a unit that no identifier holds. */
export function kindOf(unit: number): number {
  const kind = KIND[unit]!;
  return kind === UNKNOWN ? kindBeyondAscii(unit) : kind;
}

function kindBeyondAscii(unit: number): number {
  // Halves of surrogate pairs count as letters: most letters beyond the BMP, and no punctuation of code, stand there.
  const isLetter = (unit >= 0xd800 && unit < 0xe000) || /[\p{L}\p{N}\p{M}]/u.test(String.fromCharCode(unit));
  const kind = isLetter ? OTHER_LETTER : 0;
  KIND[unit] = kind;
  return kind;
}

/** What an indexed term says: a word of the text, an identifier as spelled, a declared name, a word of one, a word of the path. */
export const FIELD = { word: 0, identifier: 1, definition: 2, definitionWord: 3, path: 4 } as const;
export type Field = keyof typeof FIELD;

/** What sets the keys of each field apart. */
export const SALT = [0, 0x5bd1e995, 0x1b873593, 0x2c1b3c6d, 0x297a2d39] as const;

/** A term's key in the index: its hash, apart for each field. Never 0, which marks an empty slot. */
export function keyOf(hash: number, field: Field): number {
  let key = hash ^ SALT[FIELD[field]];
  key = Math.imul(key ^ (key >>> 15), 0x85ebca6b);
  key ^= key >>> 13;
  return key === 0 ? 1 : key;
}

/** Words too common in questions and comments to tell chunks apart. */
const STOP_WORDS = new Set(
  'a an and are as at be been but by can could did do does for from had has have how i if in into is it its may me my no not of on or our should so such that the their them then there these they this to was we were what when where which while who will with would you your e g ie eg etc also just only more than too very via use used using'.split(
    ' ',
  ),
);

/** Longer runs are base64 and the like: their pieces are noise. */
export const LONGEST_IDENTIFIER = 64;

export interface TermVisitor {
  /** A piece, or a whole identifier of several pieces, at `[start, end)`. */
  word(hash: number, start: number, end: number): void;
  /** Every identifier of at least three units as spelled, at `[start, end)`. */
  identifier(hash: number, start: number, end: number): void;
}

/** Reads the terms of `text[start, end)`. */
export function visitTerms(text: string, start: number, end: number, visitor: TermVisitor): void {
  let at = start;
  while (at < end) {
    if (kindOf(text.charCodeAt(at)) === 0) {
      at++;
      continue;
    }
    const runEnd = endOfRun(text, at, end);
    if (runEnd - at <= LONGEST_IDENTIFIER) visitIdentifier(text, at, runEnd, visitor);
    at = runEnd;
  }
}

function visitIdentifier(text: string, start: number, end: number, visitor: TermVisitor): void {
  let pieces = 0;
  let digitsOnly = true;
  let pieceStart = start;
  const endPiece = (pieceEnd: number) => {
    if (pieceEnd > pieceStart) pieces++;
    if (pieceEnd - pieceStart > 1) {
      const hash = wordHash(text.slice(pieceStart, pieceEnd));
      if (hash !== undefined) visitor.word(hash, pieceStart, pieceEnd);
    }
  };
  let previousKind = 0;
  for (let at = start; at < end; at++) {
    const kind = kindOf(text.charCodeAt(at));
    if (kind === UNDERSCORE) {
      endPiece(at);
      pieceStart = at + 1;
    } else {
      if (kind !== DIGIT) digitsOnly = false;
      if (at > pieceStart && startsPiece(text, at, end, kind, previousKind)) {
        endPiece(at);
        pieceStart = at;
      }
    }
    previousKind = kind;
  }
  endPiece(end);
  if (pieces > 1) visitor.word(hashOf(text.slice(start, end).toLowerCase()), start, end);
  if (end - start > 2 && !digitsOnly) visitor.identifier(hashOf(text.slice(start, end)), start, end);
}

/** Hash of the stem of a piece of an identifier, or `undefined` for a stop word. */
export function wordHash(piece: string): number | undefined {
  const word = piece.toLowerCase();
  return STOP_WORDS.has(word) ? undefined : hashOf(stem(word));
}

function endOfRun(text: string, start: number, end: number): number {
  let at = start;
  while (at < end && kindOf(text.charCodeAt(at)) !== 0) at++;
  return at;
}

/** camelCase humps ("parseRules", "HTTPServer" before the S) and borders between letters and digits. */
function startsPiece(text: string, at: number, end: number, kind: number, previousKind: number): boolean {
  if (kind === DIGIT || previousKind === DIGIT) return kind !== previousKind;
  if (kind !== LETTER_UPPER) return false;
  if (previousKind !== LETTER_UPPER) return true;
  return at + 1 < end && kindOf(text.charCodeAt(at + 1)) === LETTER_LOWER;
}

/** FNV-1a over UTF-16 units; of an identifier as spelled it is what `TermVisitor.identifier` gives. */
export function hashOf(text: string): number {
  let hash = 0x811c9dc5 | 0;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return hash;
}

/** The words of a text with their counts, for queries and paths. */
export function countWords(text: string): Map<number, number> {
  const counts = new Map<number, number>();
  visitTerms(text, 0, text.length, {
    word: (hash) => counts.set(hash, (counts.get(hash) ?? 0) + 1),
    identifier: () => {},
  });
  return counts;
}

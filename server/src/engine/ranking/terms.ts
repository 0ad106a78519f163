/**
 * Code-aware terms. An identifier gives its camelCase and snake_case pieces in lower case, a plural "s" dropped, and,
 * when it has several pieces, itself as a whole. Terms are 32-bit hashes: two terms may share one (an index may then
 * over-report a chunk, never miss one), and no text is kept.
 */

const LETTER_UPPER = 1;
const LETTER_LOWER = 2;
const DIGIT = 3;
const UNDERSCORE = 4;
/** Letters beyond ASCII: caseless for splitting, one piece with the lower-case letters beside them. */
const OTHER_LETTER = 5;

const KIND = new Uint8Array(128);
for (let unit = 0; unit < 128; unit++) {
  if (unit >= 65 && unit <= 90) KIND[unit] = LETTER_UPPER;
  else if (unit >= 97 && unit <= 122) KIND[unit] = LETTER_LOWER;
  else if (unit >= 48 && unit <= 57) KIND[unit] = DIGIT;
  else if (unit === 95 || unit === 36) KIND[unit] = UNDERSCORE;
}

const BEYOND_ASCII_LETTER = /[\p{L}\p{N}\p{M}]/u;

function kindOf(unit: number): number {
  if (unit < 128) return KIND[unit] as number;
  // Punctuation and spaces beyond ASCII: U+2000-206F, U+3000-303F, Latin-1 signs, U+FFFD. Surrogates count as letters.
  if (unit >= 0xd800 && unit < 0xe000) return OTHER_LETTER;
  return BEYOND_ASCII_LETTER.test(String.fromCharCode(unit)) ? OTHER_LETTER : 0;
}

/** FNV-1a's offset basis and prime; see Fowler, Noll, Vo. */
const BASIS = 0x811c9dc5 | 0;
const PRIME = 0x01000193;

/** What an indexed term says: a word of the text, an identifier as spelled, a declared name, a word of one, a word of the path. */
export const FIELD = { word: 0, identifier: 1, definition: 2, definitionWord: 3, path: 4 } as const;
export type Field = keyof typeof FIELD;

const SALT = [0, 0x5bd1e995, 0x1b873593, 0x2c1b3c6d, 0x297a2d39] as const;

/** A term's key in the index: its hash, apart for each field. Never 0, which marks an empty slot. */
export function keyOf(hash: number, field: Field): number {
  let key = hash ^ SALT[FIELD[field]];
  key = Math.imul(key ^ (key >>> 15), 0x85ebca6b);
  key ^= key >>> 13;
  return key === 0 ? 1 : key;
}

const S = 115;

/** Words too common in questions and comments to tell chunks apart. */
const STOP_WORDS =
  'a an and are as at be been but by can could did do does for from had has have how i if in into is it its may me my no not of on or our should so such that the their them then there these they this to was we were what when where which while who will with would you your e g ie eg etc also just only more than too very via use used using';
const STOP = new Set<number>();
for (const word of STOP_WORDS.split(' ')) STOP.add(stem(word));

/** The hash of one lower-case piece, plural "s" dropped. */
function stem(word: string): number {
  let hash = BASIS;
  let before = BASIS;
  for (let at = 0; at < word.length; at++) {
    before = hash;
    hash = Math.imul(hash ^ word.charCodeAt(at), PRIME);
  }
  return isPlural(word.length, word.charCodeAt(word.length - 1), word.charCodeAt(word.length - 2)) ? before : hash;
}

/** "chunks" but not "pass", "status", "this". */
function isPlural(length: number, last: number, beforeLast: number): boolean {
  return length > 3 && last === S && beforeLast !== S && beforeLast !== 117 && beforeLast !== 105;
}

const LONGEST_IDENTIFIER = 64;

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
    let kind = kindOf(text.charCodeAt(at));
    if (kind === 0) {
      at++;
      continue;
    }
    const first = at;
    const runEnd = endOfRun(text, at, end);
    // Longer runs are base64 and the like: their pieces are noise.
    if (runEnd - first > LONGEST_IDENTIFIER) {
      at = runEnd;
      continue;
    }
    let exact = BASIS;
    let whole = BASIS;
    let pieces = 0;
    let piece = BASIS;
    let beforeLast = BASIS;
    let length = 0;
    let last = 0;
    let previous = 0;
    let previousKind = 0;
    let digitsOnly = true;
    const endPiece = (pieceEnd: number) => {
      if (length > 1) {
        const hash = isPlural(length, last, previous) ? beforeLast : piece;
        if (!STOP.has(hash)) visitor.word(hash, pieceEnd - length, pieceEnd);
      }
      if (length > 0) pieces++;
      piece = BASIS;
      beforeLast = BASIS;
      length = 0;
      last = 0;
      previous = 0;
    };
    while (at < runEnd) {
      const unit = text.charCodeAt(at);
      exact = Math.imul(exact ^ unit, PRIME);
      if (kind === UNDERSCORE) {
        endPiece(at);
      } else {
        if (kind !== DIGIT) digitsOnly = false;
        if (length > 0 && startsPiece(text, at, end, kind, previousKind)) endPiece(at);
        const folded = kind === LETTER_UPPER ? unit | 32 : kind === OTHER_LETTER ? foldBeyondAscii(unit) : unit;
        whole = Math.imul(whole ^ folded, PRIME);
        beforeLast = piece;
        piece = Math.imul(piece ^ folded, PRIME);
        previous = last;
        last = folded;
        length++;
      }
      previousKind = kind;
      at++;
      if (at < runEnd) kind = kindOf(text.charCodeAt(at));
    }
    endPiece(at);
    if (pieces > 1) visitor.word(whole, first, at);
    if (at - first > 2 && !digitsOnly) visitor.identifier(exact, first, at);
  }
}

function endOfRun(text: string, start: number, end: number): number {
  let at = start;
  while (at < end && kindOf(text.charCodeAt(at)) !== 0) at++;
  return at;
}

function foldBeyondAscii(unit: number): number {
  const folded = String.fromCharCode(unit).toLowerCase();
  return folded.length === 1 ? folded.charCodeAt(0) : unit;
}

/** camelCase humps ("parseRules", "HTTPServer" before the S) and borders between letters and digits. */
function startsPiece(text: string, at: number, end: number, kind: number, previousKind: number): boolean {
  if (kind === DIGIT || previousKind === DIGIT) return kind !== previousKind;
  if (kind !== LETTER_UPPER) return false;
  if (previousKind !== LETTER_UPPER) return true;
  return at + 1 < end && kindOf(text.charCodeAt(at + 1)) === LETTER_LOWER;
}

/** Hash of an identifier as spelled, as `TermVisitor.identifier` gives it. */
export function hashIdentifier(name: string): number {
  let hash = BASIS;
  for (let at = 0; at < name.length; at++) hash = Math.imul(hash ^ name.charCodeAt(at), PRIME);
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

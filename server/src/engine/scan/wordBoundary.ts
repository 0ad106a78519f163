/** What a character is to a word. Kinds from `MARK` on make up words. */
const UNKNOWN = 0;
const OTHER = 1;
/** A letter of a script that is written without spaces: a word may begin and end at either side of it. */
const UNSPACED = 2;
const MARK = 3;
const DIGIT = 4;
const LOWER = 5;
const UPPER = 6;

const UNSPACED_SCRIPT =
  /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Bopomofo}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}\p{Script=Tibetan}ー々〆]$/u;

const CLASSES: readonly (readonly [RegExp, number])[] = [
  [UNSPACED_SCRIPT, UNSPACED],
  [/^[\p{Lu}\p{Lt}]$/u, UPPER],
  [/^\p{Ll}$/u, LOWER],
  [/^\p{N}$/u, DIGIT],
  [/^[\p{L}\p{M}]$/u, MARK],
];

/** Kind of each code unit of the Basic Multilingual Plane, filled as characters are met. */
const KINDS = new Uint8Array(0x10000);
for (let unit = 0; unit < 128; unit++) KINDS[unit] = classifyCharacter(String.fromCharCode(unit));

/**
 * True when a word may begin or end at `offset`: at either end of the text, beside anything that is no letter or
 * digit (so beside punctuation and `_`), beside a letter of a script without spaces, and at a camelCase hump
 * (`fix|Bug`, `HTTP|Error`, `base64|Decode`).
 */
export function isWordBoundary(text: string, offset: number): boolean {
  if (offset <= 0 || offset >= text.length) return true;
  const right = kindAt(text, offset);
  if (right < MARK) return true;
  const left = kindBefore(text, offset);
  if (left < MARK) return true;
  if (right !== UPPER) return false;
  if (left === LOWER || left === DIGIT) return true;
  if (left !== UPPER) return false;
  const next = offset + widthAt(text, offset);
  return next < text.length && kindAt(text, next) === LOWER;
}

/** True when the ASCII unit at `offset` carries on any word before it. A quick, incomplete form of {@link isWordBoundary}. */
export function continuesWord(text: string, offset: number): boolean {
  const unit = text.charCodeAt(offset);
  return unit < 128 && KINDS[unit] !== UPPER && (KINDS[unit] as number) >= MARK;
}

/** True when a hit whose first (or last) character is this one must not be glued to a further letter or digit. */
export function needsBoundary(character: string): boolean {
  return classifyCharacter(character) >= MARK;
}

/** True when a word begins at `offset`; every letter of a script without spaces begins one. */
export function startsWord(text: string, offset: number): boolean {
  const kind = kindAt(text, offset);
  if (kind === UNSPACED) return true;
  return kind >= MARK && (offset === 0 || kindBefore(text, offset) < MARK);
}

/** White space as JavaScript's `\s` has it. */
export function isWhiteSpace(unit: number): boolean {
  if (unit < 128) return unit === 32 || (unit >= 9 && unit <= 13);
  return WIDE_SPACES.includes(unit);
}

/** The units of `\s` outside ASCII. */
export const WIDE_SPACES: readonly number[] = [
  0xa0, 0x1680, 0x2000, 0x2001, 0x2002, 0x2003, 0x2004, 0x2005, 0x2006, 0x2007, 0x2008, 0x2009, 0x200a, 0x2028, 0x2029,
  0x202f, 0x205f, 0x3000, 0xfeff,
];

function classifyCharacter(character: string): number {
  for (const [pattern, kind] of CLASSES) if (pattern.test(character)) return kind;
  return OTHER;
}

function kindAt(text: string, offset: number): number {
  const unit = text.charCodeAt(offset);
  const kind = KINDS[unit] as number;
  return kind === UNKNOWN ? wideKind(text, offset, unit) : kind;
}

function kindBefore(text: string, offset: number): number {
  const unit = text.charCodeAt(offset - 1);
  const kind = KINDS[unit] as number;
  if (kind !== UNKNOWN) return kind;
  const paired = isLow(unit) && offset >= 2 && isHigh(text.charCodeAt(offset - 2));
  return wideKind(text, paired ? offset - 2 : offset - 1, unit);
}

/** Surrogates are never remembered: what they are depends on their other half. */
function wideKind(text: string, offset: number, unit: number): number {
  if (isHigh(unit) || isLow(unit)) return classifyCharacter(text.slice(offset, offset + widthAt(text, offset)));
  const kind = classifyCharacter(String.fromCharCode(unit));
  KINDS[unit] = kind;
  return kind;
}

function widthAt(text: string, offset: number): number {
  return isHigh(text.charCodeAt(offset)) && isLow(text.charCodeAt(offset + 1)) ? 2 : 1;
}

function isHigh(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdbff;
}

function isLow(unit: number): boolean {
  return unit >= 0xdc00 && unit <= 0xdfff;
}

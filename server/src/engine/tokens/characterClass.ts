/**
 * What a character may be in a piece, as bits, so that the pre-tokenizer tests membership with one AND.
 * The classes are those of the o200k_base split pattern (openai/tiktoken, `tiktoken_ext/openai_public.py`).
 */
export const WHITE = 1;
/** CR or LF; always WHITE too. */
export const NEWLINE = 2;
/** `\p{N}` */
export const NUMBER = 4;
/** `[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]`: what may stand in a word's first, upper-case part. */
export const UPPERISH = 8;
/** `[\p{Ll}\p{Lm}\p{Lo}\p{M}]`: what may stand in a word's second, lower-case part. */
export const LOWERISH = 16;
/** `[^\s\p{L}\p{N}]`: punctuation, symbols, and marks too. */
export const OTHER = 32;
/** `[^\r\n\p{L}\p{N}]`: what may stand once before a word. */
export const PREFIX = 64;
export const WORDISH = UPPERISH | LOWERISH;

const PAGE_BITS = 8;
const PAGE_SIZE = 1 << PAGE_BITS;
const pages: (Uint8Array | undefined)[] = [];

/**
 * Class bits of a code point. Pages of 256 are derived from the regular-expression engine when first needed, so the
 * Unicode version is always the runtime's own and nothing has to be shipped.
 */
export function characterClass(codePoint: number): number {
  const page = (pages[codePoint >> PAGE_BITS] ??= buildPage(codePoint >> PAGE_BITS));
  return page[codePoint & (PAGE_SIZE - 1)] ?? OTHER;
}

function buildPage(number: number): Uint8Array {
  const page = new Uint8Array(PAGE_SIZE);
  for (let at = 0; at < PAGE_SIZE; at++) page[at] = classify(String.fromCodePoint((number << PAGE_BITS) + at));
  return page;
}

function classify(character: string): number {
  if (/[\r\n]/u.test(character)) return WHITE | NEWLINE;
  if (/\s/u.test(character)) return WHITE | PREFIX;
  if (/\p{N}/u.test(character)) return NUMBER;
  if (/[\p{Lu}\p{Lt}]/u.test(character)) return UPPERISH;
  if (/\p{Ll}/u.test(character)) return LOWERISH;
  if (/[\p{Lm}\p{Lo}]/u.test(character)) return UPPERISH | LOWERISH;
  if (/\p{M}/u.test(character)) return UPPERISH | LOWERISH | OTHER | PREFIX;
  return OTHER | PREFIX;
}

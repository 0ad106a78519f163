/**
 * A symbol is a UTF-16 unit as the pre-tokenizer needs it, in one byte: an ASCII character is itself, anything else is
 * `NOT_ASCII` + its class, and the second half of a surrogate pair bears `SECOND_HALF` too.
 *
 * What a symbol may be in a piece is given as bits, tested with one AND. The classes are those of the o200k_base split
 * pattern (openai/tiktoken, `tiktoken_ext/openai_public.py`).
 */
export const NOT_ASCII = 0x80;
export const SECOND_HALF = 0x40;
/** Stands after the last symbol; no class has it, so that every run ends there. */
export const END = 0xbf;

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

/** What each class of characters beyond ASCII may be; its index is what `NOT_ASCII` is added to. */
const CLASSES: readonly { readonly member: RegExp; readonly bits: number }[] = [
  { member: /\s/u, bits: WHITE | PREFIX },
  { member: /\p{N}/u, bits: NUMBER },
  { member: /[\p{Lu}\p{Lt}]/u, bits: UPPERISH },
  { member: /\p{Ll}/u, bits: LOWERISH },
  { member: /[\p{Lm}\p{Lo}]/u, bits: UPPERISH | LOWERISH },
  { member: /\p{M}/u, bits: UPPERISH | LOWERISH | OTHER | PREFIX },
  { member: /[^]/u, bits: OTHER | PREFIX },
];

/** Class bits of each symbol. */
export const CLASS_BITS = Uint8Array.from({ length: 256 }, (_, symbol) => {
  if (symbol >= NOT_ASCII) return CLASSES[symbol & 0x3f]?.bits ?? 0;
  if (symbol === 10 || symbol === 13) return WHITE | NEWLINE;
  return CLASSES[classOf(symbol)]?.bits ?? 0;
});

const PAGE_BITS = 8;
const PAGE_SIZE = 1 << PAGE_BITS;
const pages: (Uint8Array | undefined)[] = [];

/**
 * Symbol of a code point beyond ASCII. Pages of 256 are derived from the regular-expression engine when first needed,
 * so the Unicode version is the runtime's own and no table has to be shipped.
 */
export function symbolOf(codePoint: number): number {
  const page = (pages[codePoint >> PAGE_BITS] ??= buildPage(codePoint >> PAGE_BITS));
  return page[codePoint & (PAGE_SIZE - 1)] ?? END;
}

function buildPage(number: number): Uint8Array {
  return Uint8Array.from({ length: PAGE_SIZE }, (_, at) => NOT_ASCII + classOf((number << PAGE_BITS) + at));
}

function classOf(codePoint: number): number {
  const character = String.fromCodePoint(codePoint);
  return CLASSES.findIndex(({ member }) => member.test(character));
}

import {
  ALNUM,
  BASE32,
  DIGITS,
  HEX,
  LOWER_ALNUM,
  LOWER_LETTERS,
  pseudoRandom,
  UPPER_ALNUM,
  UPPER_LETTERS,
} from './samples.ts';

/** The shape of a value: its pattern, and the means to make values that have it or just miss it. */
export interface Shape {
  /** Source of a regular expression, bounded, without groups that capture. */
  readonly pattern: string;
  /** Longest text that it matches, in UTF-16 units. */
  readonly longest: number;
  /** What every such value begins with, as it is written. */
  readonly prefix: string;
  readonly sample: (seed: number) => string;
  /** One character less than any such value. */
  readonly tooShort: (seed: number) => string;
}

/** Exactly so many characters, or from so many to so many. */
export type Count = number | readonly [least: number, most: number];

/** `count` characters of a class, given as a character class' body and the alphabet that samples are drawn from. */
export function chars(body: string, alphabet: string, count: Count): Shape {
  const [least, most] = typeof count === 'number' ? [count, count] : count;
  const span = Math.min(most - least, 12) + 1;
  return {
    pattern: `[${body}]{${least === most ? least : `${least},${most}`}}`,
    longest: most,
    prefix: '',
    sample: (seed) => pseudoRandom(alphabet, least + (seed % span), seed),
    tooShort: (seed) => pseudoRandom(alphabet, Math.max(0, least - 1), seed),
  };
}

export const digits = (count: Count) => chars('0-9', DIGITS, count);
export const hex = (count: Count) => chars('0-9a-f', HEX, count);
export const anyHex = (count: Count) => chars('0-9A-Fa-f', HEX, count);
export const letters = (count: Count) => chars('A-Za-z', LOWER_LETTERS + UPPER_LETTERS, count);
export const lower = (count: Count) => chars('a-z0-9', LOWER_ALNUM, count);
export const upper = (count: Count) => chars('A-Z0-9', UPPER_ALNUM, count);
export const alnum = (count: Count) => chars('A-Za-z0-9', ALNUM, count);
export const base32 = (count: Count) => chars('A-Z2-7', BASE32, count);
/** Upper-case Bech32 (BIP 173). */
export const bech32 = (count: Count) =>
  chars('QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L', 'QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L', count);
/** Base64url (RFC 4648, 5) without padding. */
export const base64url = (count: Count) => chars('\\w-', ALNUM, count);
/** Base64 (RFC 4648, 4) without padding. */
export const base64 = (count: Count) => chars('A-Za-z0-9+/', ALNUM, count);
/** Base64url with its padding sign allowed anywhere. */
export const padded = (count: Count) => chars('\\w=-', ALNUM, count);

export function literal(text: string): Shape {
  const pattern = text.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
  return { pattern, longest: text.length, prefix: text, sample: () => text, tooShort: () => '' };
}

/** One after another; strings stand for themselves. */
export function seq(...parts: readonly (Shape | string)[]): Shape {
  const shapes = parts.map((part) => (typeof part === 'string' ? literal(part) : part));
  return {
    pattern: shapes.map((shape) => shape.pattern).join(''),
    longest: shapes.reduce((sum, shape) => sum + shape.longest, 0),
    prefix: shapes[0]?.prefix ?? '',
    sample: (seed) => shapes.map((shape, index) => shape.sample(seed + index)).join(''),
    tooShort: (seed) => {
      const shortened = shapes.findLastIndex((shape) => shape.prefix !== shape.sample(0));
      const sample = (shape: Shape, index: number) =>
        index === shortened ? shape.tooShort(seed + index) : shape.sample(seed + index);
      const text = shapes.map(sample).join('');
      return shortened < 0 ? text.slice(0, -1) : text;
    },
  };
}

/** Any one of them. */
export function oneOf(...parts: readonly (Shape | string)[]): Shape {
  const shapes = parts.map((part) => (typeof part === 'string' ? literal(part) : part));
  const chosen = (seed: number) => shapes[seed % shapes.length] as Shape;
  return {
    pattern: `(?:${shapes.map((shape) => shape.pattern).join('|')})`,
    longest: Math.max(...shapes.map((shape) => shape.longest)),
    prefix: commonPrefix(shapes.map((shape) => shape.prefix)),
    sample: (seed) => chosen(seed).sample(seed),
    tooShort: (seed) => chosen(seed).tooShort(seed),
  };
}

/** There or not; samples leave it out, so that what is too short without it stays so. */
export function optional(part: Shape | string): Shape {
  const shape = typeof part === 'string' ? literal(part) : part;
  return { pattern: `(?:${shape.pattern})?`, longest: shape.longest, prefix: '', sample: () => '', tooShort: () => '' };
}

/** 8-4-4-4-12 hexadecimal digits (RFC 9562). */
export const uuid = () => seq(anyHex(8), '-', anyHex(4), '-', anyHex(4), '-', anyHex(4), '-', anyHex(12));

function commonPrefix(texts: readonly string[]): string {
  let prefix = texts[0] ?? '';
  for (const text of texts) while (!text.startsWith(prefix)) prefix = prefix.slice(0, -1);
  return prefix;
}

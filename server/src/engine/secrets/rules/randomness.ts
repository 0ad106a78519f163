import { isUnpronounceable } from './rarePairs.ts';

/**
 * True when a value looks drawn by chance. Names, versions, paths and sentences are made of words: long runs of letters
 * of one case that alternate vowels and consonants. Random values change character class often and do not.
 */
export function isRandom(value: string): boolean {
  if (!/\d/.test(value) && (value.length < LEAST_UNITS_OF_LETTERS || !isUnpronounceable(value))) return false;
  if (DOTTED_NAME.test(value)) return value.split('.').some((part) => part.length >= 16 && isRandom(part));
  if (isSlug(value) || DATE_OR_VERSION.test(value) || isPath(value)) return false;
  if (HEXADECIMAL.test(value)) return value.length >= 16 && /[a-f]/i.test(value);
  if (UUID.test(value)) return true;
  return !isWordy(value) && (changes(value) * 5 >= value.length || isUnpronounceable(value));
}

/** Letters alone must be many to look like no word. */
const LEAST_UNITS_OF_LETTERS = 20;
const HEXADECIMAL = /^[0-9a-f]+$|^[0-9A-F]+$/;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const DOTTED_NAME = /^[A-Za-z_][\w-]*(?:\.[A-Za-z_][\w-]*)+$/;
const DATE_OR_VERSION = /^v?\d{1,4}(?:[.-]\d{1,4}){1,3}(?:[.T_-]|$)/;
/** Not one pattern with two free runs: on hostile values that takes cubic time. */
function isPath(value: string): boolean {
  return PATH.test(value) || (value.split('/').length > 2 && /\.\w{1,4}$/.test(value));
}

const PATH = /^\.{0,2}\/|^[\w.-]+\.(?:com|org|net|io|dev|json|ya?ml|js|ts|py|pem|key|crt|cer|p12|txt|xml|html?)$/i;
/** Four letters or more of one case (one capital first) that hold a vowel: most likely a word. */
const WORD = /[A-Z]?[a-z]{4,}|[A-Z]{4,}/g;

/** True when half of the value or more is words of four letters at least. */
export function isWordy(value: string): boolean {
  return wordUnits(value) * 2 >= value.length;
}

function wordUnits(value: string): number {
  let units = 0;
  for (const [word] of value.matchAll(WORD))
    if (/[aeiouy]/i.test(word) && !/[^aeiouy]{4}/i.test(word)) units += word.length;
  return units;
}

/** How often the class of character (lower, upper, digit, other) changes from one to the next. */
function changes(value: string): number {
  let changed = 0;
  for (let at = 1; at < value.length; at++)
    if (classOf(value.charCodeAt(at)) !== classOf(value.charCodeAt(at - 1))) changed++;
  return changed;
}

function classOf(unit: number): number {
  if (unit >= 48 && unit <= 57) return 0;
  if (unit >= 97 && unit <= 122) return 1;
  return unit >= 65 && unit <= 90 ? 2 : 3;
}

/** `io.library-2.11`, `prod-eu-20240101`: parts that are words or numbers, or words with a short number. */
function isSlug(value: string): boolean {
  const parts = value.split(/[-_.:/]/);
  return parts.length > 1 && parts.every((part) => /^(?:[A-Za-z]*\d{0,2}|\d+|[A-Z][a-z]+\d*)$/.test(part));
}

import type { Span } from '../text/span.ts';
import type { TextSource } from '../text/textBuffer.ts';
import { announcedRules } from './announcedRules.ts';
import { searchWindow, type Match } from './candidates.ts';
import type { SecretRule } from './rule.ts';

/** What a rule finds in a stretch of text once it is written plainly; offsets are those of the text as it is. */
export interface DisguisedMatch extends Match {
  /** Index of the rule. */
  readonly rule: number;
}

/** Units beside a disguise that tell whether it is one. */
export const DISGUISE_CONTEXT = 2;
/** Units on either side of a disguise that are written plainly and searched. */
const REACH = 300;
/** Disguises of a text that are looked at, from its beginning. */
const MOST_DISGUISES = 500;

type Ranges = readonly (readonly [first: number, last: number])[];

/** What takes no room on the screen: format controls, variation selectors, fillers; ascending. */
const INVISIBLE: Ranges = [
  [0xad, 0xad],
  [0x34f, 0x34f],
  [0x61c, 0x61c],
  [0x115f, 0x1160],
  [0x17b4, 0x17b5],
  [0x180b, 0x180f],
  [0x200b, 0x200f],
  [0x202a, 0x202e],
  [0x2060, 0x206f],
  [0x3164, 0x3164],
  [0xfe00, 0xfe0f],
  [0xfeff, 0xfeff],
  [0xffa0, 0xffa0],
  [0xe0000, 0xe007f],
];
/**
 * ASCII letters and digits in full width, circled, raised, lowered, script: those of the NFKC table that are in use, and
 * the high surrogates of mathematical ones and of tag characters; ascending.
 */
const LOOK_ALIKE: Ranges = [
  [0x2070, 0x209c],
  [0x2102, 0x2149],
  [0x24b6, 0x24e9],
  [0xd835, 0xd835],
  [0xdb40, 0xdb40],
  [0xff10, 0xff19],
  [0xff21, 0xff3a],
  [0xff3f, 0xff3f],
  [0xff41, 0xff5a],
];

/**
 * Offsets, ascending, in `[from, to)`, where a text writes an ASCII letter or digit by another character, or puts
 * something invisible between two word characters.
 */
export function disguisesIn(text: TextSource, from: number, to: number): number[] {
  const first = Math.max(0, from - DISGUISE_CONTEXT);
  const part = text.slice(first, Math.min(text.length, to + DISGUISE_CONTEXT));
  const found: number[] = [];
  // Most texts are ASCII or Latin-1, where only one character can be a disguise.
  if (!part.includes('\u00ad') && !/[\u034f-\uffff]/.test(part)) return found;
  const end = Math.min(part.length, to - first);
  const suspects = suspectTable();
  // Others hold few characters that could be one: the search leaps from run to run of them.
  FAR_UNIT.lastIndex = from - first;
  while (FAR_UNIT.test(part)) {
    let at = FAR_UNIT.lastIndex - 1;
    for (; at < end && part.charCodeAt(at) >= NEAREST_SUSPECT; at++) {
      if (suspects[part.charCodeAt(at)] === 1 && isDisguise(part, at)) found.push(first + at);
    }
    if (at >= end) break;
    FAR_UNIT.lastIndex = at;
  }
  return found;
}

/** What is below is ASCII, or Latin-1 that hides nothing. */
const NEAREST_SUSPECT = 0xad;
const FAR_UNIT = /[\u034f-\uffff\u00ad]/g;

let suspectUnits: Uint8Array | undefined;

/** 1 for each UTF-16 unit that may be a disguise: texts in other scripts ask for every unit. */
function suspectTable(): Uint8Array {
  if (suspectUnits) return suspectUnits;
  suspectUnits = new Uint8Array(0x1_0000);
  for (const [first, last] of [...INVISIBLE, ...LOOK_ALIKE]) suspectUnits.fill(1, first, last + 1);
  return suspectUnits;
}

/** Emoji, Arabic and Indic scripts use joiners between their own signs; only between word characters do they hide. */
function isDisguise(part: string, at: number): boolean {
  const unit = part.charCodeAt(at);
  if (isIn(LOOK_ALIKE, unit)) return true;
  return isIn(INVISIBLE, unit) && mayHide(part, at - 1) && mayHide(part, at + 1);
}

function mayHide(part: string, at: number): boolean {
  const character = part.charAt(at);
  return /^[\w-]$/.test(character) || isIn(INVISIBLE, character.charCodeAt(0));
}

function isIn(ranges: Ranges, code: number): boolean {
  for (const [first, last] of ranges) if (code <= last) return code >= first;
  return false;
}

/** Windows around disguises, each at most three reaches long. Windows may overlap. */
export function disguiseWindows(disguises: readonly number[], length: number): Span[] {
  const windows: { start: number; end: number }[] = [];
  let first = -Infinity;
  for (const at of disguises.slice(0, MOST_DISGUISES)) {
    const end = Math.min(length, at + REACH);
    const last = windows.at(-1);
    if (last && at - first <= REACH) {
      last.end = end;
    } else {
      first = at;
      windows.push({ start: Math.max(0, at - REACH), end });
    }
  }
  return windows;
}

/**
 * What the rules find in a window once it is written plainly (NFKC, nothing invisible), where a disguise stands in the
 * match: the rest is found as it stands.
 */
export function searchDisguised(text: TextSource, window: Span, rules: readonly SecretRule[]): DisguisedMatch[] {
  const plain = writePlainly(text.slice(window.start, window.end));
  const disguises = disguisesIn(text, window.start, window.end);
  const startOf = (offset: number) => window.start + (plain.starts[offset] ?? 0);
  return announcedRules(plain.text, rules).flatMap((index) => {
    return searchWindow(rules[index] as SecretRule, plain.text, { start: 0, end: plain.text.length })
      .candidates.map(({ matchStart, start, end }) => ({
        rule: index,
        matchStart: startOf(matchStart),
        start: startOf(start),
        end: window.start + (plain.ends[end - 1] ?? 0),
      }))
      .filter((match) => disguises.some((at) => at >= match.matchStart && at < match.end));
  });
}

interface PlainText {
  readonly text: string;
  /** Where the code point that gave a unit begins and ends. */
  readonly starts: readonly number[];
  readonly ends: readonly number[];
}

/** Each code point by itself, so that offsets can be told. */
function writePlainly(part: string): PlainText {
  const starts: number[] = [];
  const ends: number[] = [];
  let text = '';
  let at = 0;
  for (const character of part) {
    const plain = plainly(character);
    text += plain;
    for (let unit = 0; unit < plain.length; unit++) {
      starts.push(at);
      ends.push(at + character.length);
    }
    at += character.length;
  }
  return { text, starts, ends };
}

function plainly(character: string): string {
  if (character <= '\u007f') return character;
  return isIn(INVISIBLE, character.codePointAt(0) ?? 0) ? '' : character.normalize('NFKC');
}

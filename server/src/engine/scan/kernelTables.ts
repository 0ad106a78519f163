import type { Alphabet } from './alphabet.ts';
import { SPACED, type Automaton } from './automaton.ts';
import type { KernelMemory } from '../wasm.ts';
import type { KernelExports } from './kernelModule.ts';

const PAGE_BYTES = 65_536;
/** Larger tables are left where they are: they would be out of all caches, and memory is bounded. */
const MOST_TABLE_BYTES = 256e6;
const CODES_BYTES = 2 * 0x10000;
const WORDS_AN_ENTRY = 3;
/** Where longer keywords begin is worked out by the caller. */
const MOST_LENGTH = 4096;
const NO_PAIRS = 0x10000;

const NO = 0;
const YES = 1;
const UNSURE = 2;

const OTHER = 0;
const UPPER = 1;
const LOWER = 2;
const DIGIT = 3;
const WIDE = 4;

/** What each ASCII unit is to a word. */
const KINDS = Uint8Array.from({ length: 128 }, (_, unit) => {
  const character = String.fromCharCode(unit);
  return /[A-Z]/.test(character) ? UPPER : /[a-z]/.test(character) ? LOWER : /[0-9]/.test(character) ? DIGIT : OTHER;
});

/** By the kinds of three units, three bits each: whether a word may begin or end before the second of them. */
const BOUNDARIES = Uint8Array.from({ length: 512 }, (_, kinds) => boundary(kinds >> 6, (kinds >> 3) & 7, kinds & 7));

/** `isWordBoundary` for ASCII. */
function boundary(left: number, right: number, next: number): number {
  if (left === OTHER || right === OTHER) return YES;
  if (left === WIDE || right === WIDE) return UNSURE;
  if (right !== UPPER) return NO;
  if (left !== UPPER) return YES;
  return next === WIDE ? UNSURE : next === LOWER ? YES : NO;
}

/** Bytes that an automaton's tables take in the kernel's memory. */
export function kernelTableBytes(automaton: Automaton): number {
  return CODES_BYTES + placesOf(automaton, 0).end;
}

/** The place in the kernel's memory that holds the tables of one automaton, the last that was scanned with. */
export class KernelTables {
  readonly #exports: KernelExports;
  readonly #memory: KernelMemory;
  /** Weakly, so that rules which are no longer used can go. */
  #loaded: WeakRef<Automaton> | undefined;

  constructor(exports: KernelExports, memory: KernelMemory) {
    this.#exports = exports;
    this.#memory = memory;
  }

  /** Takes an automaton's tables in; the memory's buffer may be another one then. False when they are too large. */
  load(automaton: Automaton): boolean {
    if (this.#loaded?.deref() === automaton) return true;
    if (kernelTableBytes(automaton) > MOST_TABLE_BYTES || !codesFit(automaton)) return false;
    const places = placesOf(automaton, this.#exports.TABLE_AT.value);
    if (!this.#makeRoom(places.end)) return false;
    this.#loaded = undefined;
    this.#fill(automaton, places);
    this.#loaded = new WeakRef(automaton);
    return true;
  }

  #makeRoom(bytes: number): boolean {
    const missing = bytes - this.#memory.buffer.byteLength;
    if (missing <= 0) return true;
    try {
      this.#memory.grow(Math.ceil(missing / PAGE_BYTES));
      return true;
    } catch {
      return false;
    }
  }

  #fill(automaton: Automaton, places: ReturnType<typeof placesOf>): void {
    const { table, stride, firstMatch, firstUnboundedMatch } = automaton;
    const { buffer } = this.#memory;
    new Uint8Array(buffer, places.kinds).set(KINDS);
    new Uint8Array(buffer, places.boundaries).set(BOUNDARIES);
    fillEntries(automaton, buffer, places.entries);
    const cellBytes = table.BYTES_PER_ELEMENT;
    const bits = rowBitsOf(automaton);
    const rows = new (cellBytes === 4 ? Uint32Array : Uint16Array)(buffer, places.table);
    for (let from = 0, row = 0; from < table.length; from += stride, row += 1 << bits)
      rows.set(table.subarray(from, from + stride), row);
    this.#exports.useTables(places.kinds, places.boundaries, places.entries);
    this.#exports.useStates(bits + Math.log2(cellBytes), cellBytes === 4, firstMatch, firstUnboundedMatch);
    this.#fillCodes(automaton.alphabet, cellBytes);
  }

  /** A symbol's code is its offset in a row; the numbers of the units that are spelt with two symbols follow. */
  #fillCodes({ codes, firstPair, firstLead, firstTrail, trailBits, symbolCount }: Alphabet, cellBytes: number): void {
    const scaled = new Uint16Array(this.#memory.buffer, this.#exports.CODES_AT.value, codes.length);
    const shift = firstPair * (cellBytes - 1);
    for (let unit = 0; unit < codes.length; unit++) {
      const code = codes[unit] as number;
      scaled[unit] = code < firstPair ? code * cellBytes : code + shift;
    }
    const pair = firstLead === symbolCount ? NO_PAIRS : firstPair * cellBytes;
    this.#exports.usePairs(pair, firstLead, firstTrail, trailBits);
  }
}

function placesOf(automaton: Automaton, at: number) {
  const { table, stride, shorterMatch, keywordIds } = automaton;
  const rowBytes = table.BYTES_PER_ELEMENT << rowBitsOf(automaton);
  const kinds = at + Math.ceil(((table.length / stride) * rowBytes) / 4) * 4;
  const boundaries = kinds + KINDS.length;
  const entries = boundaries + BOUNDARIES.length;
  // A match state has an entry of its own, and one more for each further keyword that ends there.
  const end = entries + 4 * WORDS_AN_ENTRY * (shorterMatch.length + keywordIds.length);
  return { table: at, kinds, boundaries, entries, end };
}

/** Codes are of 16 bits; keywords of nearly all characters there are have too many. */
function codesFit({ alphabet, table }: Automaton): boolean {
  return alphabet.codeCount + alphabet.firstPair * (table.BYTES_PER_ELEMENT - 1) <= 0x10000;
}

function rowBitsOf({ stride }: Automaton): number {
  return Math.ceil(Math.log2(stride));
}

/**
 * The keywords of each match state as a list, the longest first: entries of three words, which are the keyword, its
 * length with its checks from bit 24 on, and the address of the next entry. The entry of a state without keywords of its
 * own is a copy of the next shorter one's.
 */
function fillEntries(automaton: Automaton, buffer: ArrayBuffer, at: number): void {
  const { shorterMatch, keywordStarts, keywordIds, lengths, checks } = automaton;
  const words = new Int32Array(buffer, at);
  const addressOf = (entry: number) => at + 4 * WORDS_AN_ENTRY * entry;
  let spare = shorterMatch.length;
  const firstKeywordOf = (match: number) => keywordStarts[match] as number;
  for (let match = 0; match < shorterMatch.length; match++) {
    let owner = match;
    while (firstKeywordOf(owner) === firstKeywordOf(owner + 1)) owner = shorterMatch[owner] as number;
    const shorter = shorterMatch[owner] as number;
    const last = firstKeywordOf(owner + 1) - 1;
    let entry = match;
    for (let number = firstKeywordOf(owner); number <= last; number++) {
      const keyword = keywordIds[number] as number;
      const check = checks[keyword] as number;
      const length = lengths[keyword] as number;
      const next = number < last ? addressOf(spare) : shorter < 0 ? 0 : addressOf(shorter);
      const known = length <= MOST_LENGTH;
      words.set([keyword, known ? length | (check << 24) : SPACED << 24, next], entry * WORDS_AN_ENTRY);
      entry = spare;
      if (number < last) spare++;
    }
  }
}

import { Growable } from './growable.ts';

/** Splits an identifier that was not met before into the numbers of its terms; the last may be the identifier itself. */
export interface IdentifierTerms {
  readonly words: readonly number[];
  readonly identifier: number | undefined;
}

/** Enough for a file: a segment of one is built for every edit. */
const FIRST_CAPACITY = 1 << 9;

/**
 * What each identifier is split into, remembered: a text repeats its identifiers, and splitting one costs ten times as
 * much as finding it again. Identifiers are told apart by 64 bits of hash.
 */
export class IdentifierTable {
  #mask = FIRST_CAPACITY - 1;
  /** Four numbers a slot, so that a look-up touches one cache line: both hashes, where its list stands plus one (0: empty), none. */
  #slots = new Int32Array(4 * FIRST_CAPACITY);
  #size = 0;
  /** For each identifier: number of words, number of all terms, a number for the caller's use, terms. */
  readonly lists = new Growable(4 * FIRST_CAPACITY);

  /** Where the terms of the identifier with these hashes stand in `lists`, or -1. */
  find(first: number, second: number): number {
    return this.#slots[this.#slotOf(first, second) + 2]! - 1;
  }

  add(first: number, second: number, { words, identifier }: IdentifierTerms): number {
    if (this.#size * 2 > this.#mask) this.#grow();
    const at = this.lists.length;
    this.lists.push(words.length);
    this.lists.push(words.length + (identifier === undefined ? 0 : 1));
    this.lists.push(0);
    for (const term of words) this.lists.push(term);
    if (identifier !== undefined) this.lists.push(identifier);
    this.#put(first, second, at + 1);
    this.#size++;
    return at;
  }

  #put(first: number, second: number, entry: number): void {
    const slot = this.#slotOf(first, second);
    this.#slots[slot] = first;
    this.#slots[slot + 1] = second;
    this.#slots[slot + 2] = entry;
  }

  #slotOf(first: number, second: number): number {
    const slots = this.#slots;
    let slot = (first ^ (first >>> 15)) & this.#mask;
    for (;;) {
      const at = slot << 2;
      if (slots[at + 2] === 0 || (slots[at] === first && slots[at + 1] === second)) return at;
      slot = (slot + 1) & this.#mask;
    }
  }

  #grow(): void {
    const old = this.#slots;
    const capacity = (this.#mask + 1) * 2;
    this.#mask = capacity - 1;
    this.#slots = new Int32Array(capacity * 4);
    for (let at = 0; at < old.length; at += 4) {
      if (old[at + 2] !== 0) this.#put(old[at]!, old[at + 1]!, old[at + 2]!);
    }
  }
}

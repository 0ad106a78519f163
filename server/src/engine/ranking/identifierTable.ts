import { Growable } from './growable.ts';

/** Splits an identifier that was not met before into the numbers of its terms; the last may be the identifier itself. */
export interface IdentifierTerms {
  readonly words: readonly number[];
  readonly identifier: number | undefined;
}

/**
 * What each identifier is split into, remembered: a text repeats its identifiers, and splitting one costs ten times as
 * much as finding it again. Identifiers are told apart by 64 bits of hash.
 */
export class IdentifierTable {
  #mask = (1 << 15) - 1;
  #first = new Int32Array(1 << 15);
  #second = new Int32Array(1 << 15);
  /** Where the entry stands in `lists`, plus one; 0 is an empty slot. */
  #entry = new Int32Array(1 << 15);
  #size = 0;
  /** For each identifier: number of words, number of all terms, terms. */
  readonly lists = new Growable(1 << 17);

  /** Where the terms of the identifier with these hashes stand in `lists`, or -1. */
  find(first: number, second: number): number {
    return this.#entry[this.#slotOf(first, second)]! - 1;
  }

  add(first: number, second: number, { words, identifier }: IdentifierTerms): number {
    if (this.#size * 2 > this.#mask) this.#grow();
    const at = this.lists.length;
    this.lists.push(words.length);
    this.lists.push(words.length + (identifier === undefined ? 0 : 1));
    for (const term of words) this.lists.push(term);
    if (identifier !== undefined) this.lists.push(identifier);
    this.#put(first, second, at + 1);
    this.#size++;
    return at;
  }

  #put(first: number, second: number, entry: number): void {
    const slot = this.#slotOf(first, second);
    this.#first[slot] = first;
    this.#second[slot] = second;
    this.#entry[slot] = entry;
  }

  #slotOf(first: number, second: number): number {
    let slot = (first ^ (first >>> 15)) & this.#mask;
    while (this.#entry[slot] !== 0 && (this.#first[slot] !== first || this.#second[slot] !== second))
      slot = (slot + 1) & this.#mask;
    return slot;
  }

  #grow(): void {
    const [firsts, seconds, entries] = [this.#first, this.#second, this.#entry];
    const capacity = (this.#mask + 1) * 2;
    this.#mask = capacity - 1;
    this.#first = new Int32Array(capacity);
    this.#second = new Int32Array(capacity);
    this.#entry = new Int32Array(capacity);
    for (let slot = 0; slot < entries.length; slot++) {
      if (entries[slot] !== 0) this.#put(firsts[slot]!, seconds[slot]!, entries[slot]!);
    }
  }
}

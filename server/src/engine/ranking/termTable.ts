import { Growable } from './growable.ts';

/** Enough for a file: a segment of one is built for every edit. */
const FIRST_CAPACITY = 1 << 10;

/** Open-addressed set of term keys (never 0), numbered in order of arrival. */
export class TermTable {
  #mask = FIRST_CAPACITY - 1;
  #slotKey = new Int32Array(FIRST_CAPACITY);
  #slotTerm = new Int32Array(FIRST_CAPACITY);
  readonly #keys = new Growable(FIRST_CAPACITY);

  get size(): number {
    return this.#keys.length;
  }

  /** The number of `key`, a new one if it was not there. */
  intern(key: number): number {
    let slot = this.#slotOf(key);
    if (this.#slotKey[slot] === key) return this.#slotTerm[slot]!;
    if (this.#keys.length * 2 > this.#mask) {
      this.#grow();
      slot = this.#slotOf(key);
    }
    const term = this.#keys.length;
    this.#slotKey[slot] = key;
    this.#slotTerm[slot] = term;
    this.#keys.push(key);
    return term;
  }

  /** All keys in ascending order, and the number of each. */
  sorted(): { readonly keys: Int32Array; readonly order: Uint32Array } {
    const keys = new Int32Array(this.#keys.trimmed().buffer).sort();
    const order = new Uint32Array(keys.length);
    for (let rank = 0; rank < keys.length; rank++) order[rank] = this.#slotTerm[this.#slotOf(keys[rank]!)]!;
    return { keys, order };
  }

  #slotOf(key: number): number {
    let slot = (key ^ (key >>> 16)) & this.#mask;
    while (this.#slotKey[slot] !== 0 && this.#slotKey[slot] !== key) slot = (slot + 1) & this.#mask;
    return slot;
  }

  #grow(): void {
    const capacity = (this.#mask + 1) * 2;
    this.#mask = capacity - 1;
    this.#slotKey = new Int32Array(capacity);
    this.#slotTerm = new Int32Array(capacity);
    for (let term = 0; term < this.#keys.length; term++) {
      const key = this.#keys.values[term]! | 0;
      const slot = this.#slotOf(key);
      this.#slotKey[slot] = key;
      this.#slotTerm[slot] = term;
    }
  }
}

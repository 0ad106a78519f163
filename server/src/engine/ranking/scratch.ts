/**
 * Arrays for the length of one ranking, used again by the next: an index of 27,000 chunks would otherwise allocate and
 * drop a megabyte a question, which the collector frees late and the allocator returns never.
 */
export class Scratch {
  readonly #floats = new Pool((length) => new Float32Array(length));
  readonly #integers = new Pool((length) => new Uint32Array(length));

  /** Zeros. */
  floats(length: number): Float32Array {
    return this.#floats.take(length);
  }

  /** Zeros. */
  integers(length: number): Uint32Array {
    return this.#integers.take(length);
  }

  /** Everything handed out may be handed out again. */
  reset(): void {
    this.#floats.reset();
    this.#integers.reset();
  }
}

class Pool<Values extends Float32Array | Uint32Array> {
  readonly #make: (length: number) => Values;
  readonly #byLength = new Map<number, { readonly arrays: Values[]; used: number }>();

  constructor(make: (length: number) => Values) {
    this.#make = make;
  }

  take(length: number): Values {
    const shelf = this.#byLength.get(length) ?? { arrays: [], used: 0 };
    this.#byLength.set(length, shelf);
    const kept = shelf.arrays[shelf.used++];
    if (kept) {
      kept.fill(0);
      return kept;
    }
    const made = this.#make(length);
    shelf.arrays.push(made);
    return made;
  }

  reset(): void {
    for (const shelf of this.#byLength.values()) shelf.used = 0;
  }
}

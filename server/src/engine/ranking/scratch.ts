/**
 * Arrays for the length of one ranking, used again by the next: an index of 27,000 chunks would otherwise allocate and
 * drop a megabyte a question, which the collector frees late and the allocator returns never.
 */
export class Scratch {
  readonly #floats = new Pool();
  #run = new Uint32Array(0);
  #runUsed = 0;

  /** Zeros. */
  floats(length: number): Float32Array {
    return this.#floats.take(length);
  }

  /** Any numbers. */
  integers(length: number): Uint32Array {
    if (this.#runUsed + length > this.#run.length) {
      // What was handed out before keeps the memory it stands in.
      this.#run = new Uint32Array(Math.max(length, 2 * this.#run.length));
      this.#runUsed = 0;
    }
    const start = this.#runUsed;
    this.#runUsed += length;
    return this.#run.subarray(start, this.#runUsed);
  }

  /** Everything handed out may be handed out again. */
  reset(): void {
    this.#floats.reset();
    this.#runUsed = 0;
  }
}

class Pool {
  readonly #byLength = new Map<number, { readonly arrays: Float32Array[]; used: number }>();

  take(length: number): Float32Array {
    const shelf = this.#byLength.get(length) ?? { arrays: [], used: 0 };
    this.#byLength.set(length, shelf);
    const kept = shelf.arrays[shelf.used++];
    if (kept) {
      kept.fill(0);
      return kept;
    }
    const made = new Float32Array(length);
    shelf.arrays.push(made);
    return made;
  }

  reset(): void {
    for (const shelf of this.#byLength.values()) shelf.used = 0;
  }
}

/** A binary min-heap of numbers in a growing typed array. */
export class MinHeap {
  #keys: Float64Array;
  #size = 0;

  constructor(capacity: number) {
    this.#keys = new Float64Array(Math.max(1, capacity));
  }

  get size(): number {
    return this.#size;
  }

  /** The heap must not be empty. */
  get lowest(): number {
    return this.#keys[0]!;
  }

  push(key: number): void {
    if (this.#size === this.#keys.length) {
      const grown = new Float64Array(this.#size * 2);
      grown.set(this.#keys);
      this.#keys = grown;
    }
    const keys = this.#keys;
    let at = this.#size++;
    while (at > 0) {
      const parent = (at - 1) >>> 1;
      const above = keys[parent]!;
      if (above <= key) break;
      keys[at] = above;
      at = parent;
    }
    keys[at] = key;
  }

  /** Removes and returns the lowest key; the heap must not be empty. */
  pop(): number {
    const keys = this.#keys;
    const lowest = keys[0]!;
    const size = --this.#size;
    const key = keys[size]!;
    let at = 0;
    for (let child = 1; child < size; child = 2 * at + 1) {
      if (child + 1 < size && keys[child + 1]! < keys[child]!) child++;
      const below = keys[child]!;
      if (below >= key) break;
      keys[at] = below;
      at = child;
    }
    keys[at] = key;
    return lowest;
  }
}

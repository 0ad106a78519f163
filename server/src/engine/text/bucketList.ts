const BUCKET_ITEMS = 128;
const MOST_BUCKET_ITEMS = 2 * BUCKET_ITEMS;

/**
 * A long list that takes insertions and removals in its middle: items stand in buckets of a few hundred, so that one
 * moves those of its bucket and no others.
 */
export class BucketList<Item> {
  #buckets: Item[][] = [[]];
  /** Index of the first item of each bucket. */
  #firsts: number[] = [0];
  #length = 0;

  get length(): number {
    return this.#length;
  }

  /** The item at an index; undefined outside of the list. */
  at(index: number): Item | undefined {
    const bucket = this.#bucketOf(index);
    return this.#buckets[bucket]?.[index - (this.#firsts[bucket] as number)];
  }

  /** Puts another item in the place of one. */
  set(index: number, item: Item): void {
    if (!(index >= 0 && index < this.#length)) throw new RangeError(`No item ${index} among ${this.#length}`);
    const bucket = this.#bucketOf(index);
    (this.#buckets[bucket] as Item[])[index - (this.#firsts[bucket] as number)] = item;
  }

  /** Puts `items` in the place of those from `start` to `end`. */
  replace(start: number, end: number, items: readonly Item[]): void {
    const first = this.#bucketOf(start);
    const last = this.#bucketOf(Math.max(start, end - 1));
    const head = (this.#buckets[first] as Item[]).slice(0, start - (this.#firsts[first] as number));
    const tail = (this.#buckets[last] as Item[]).slice(end - (this.#firsts[last] as number));
    const joined = head.concat(items, tail);
    const fresh = joined.length > MOST_BUCKET_ITEMS ? split(joined) : [joined];
    if (first === last && fresh.length === 1) this.#buckets[first] = joined;
    else this.#buckets = this.#buckets.slice(0, first).concat(fresh, this.#buckets.slice(last + 1));
    this.#count();
  }

  #count(): void {
    this.#firsts.length = this.#buckets.length;
    this.#length = 0;
    for (let bucket = 0; bucket < this.#buckets.length; bucket++) {
      this.#firsts[bucket] = this.#length;
      this.#length += (this.#buckets[bucket] as Item[]).length;
    }
  }

  #bucketOf(index: number): number {
    let low = 0;
    let high = this.#firsts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      if ((this.#firsts[middle] as number) <= index) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}

function split<Item>(items: readonly Item[]): Item[][] {
  const buckets: Item[][] = [];
  for (let from = 0; from < items.length; from += BUCKET_ITEMS) buckets.push(items.slice(from, from + BUCKET_ITEMS));
  return buckets;
}

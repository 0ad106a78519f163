export interface Ranked {
  readonly rank: number;
}

/** What was taken from the front is dropped when it is as much. */
const FEWEST_TAKEN = 64;

/**
 * Entries by rank. Who comes last mostly goes last and the first is taken, so both ends take a step or two however many
 * wait; an array that is filled at its front would move all of them for each.
 */
export class RankedLine<Entry extends Ranked> {
  #entries: (Entry | undefined)[] = [];
  /** So many at the front were taken. */
  #taken = 0;

  get length(): number {
    return this.#entries.length - this.#taken;
  }

  /** Behind all that are to go before it; of equal ranks the first that came goes first. */
  insert(entry: Entry): void {
    let low = this.#taken;
    let high = this.#entries.length;
    // Most go last: that is looked at first.
    if (this.length === 0 || this.#entries[high - 1]!.rank <= entry.rank) low = high;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#entries[middle]!.rank <= entry.rank) low = middle + 1;
      else high = middle;
    }
    if (low === this.#entries.length) this.#entries.push(entry);
    else this.#entries.splice(low, 0, entry);
  }

  takeFirst(): Entry | undefined {
    if (this.length === 0) return undefined;
    const first = this.#entries[this.#taken];
    // The array holds it no longer.
    this.#entries[this.#taken++] = undefined;
    if (this.#taken >= FEWEST_TAKEN && this.#taken * 2 >= this.#entries.length) {
      this.#entries = this.#entries.slice(this.#taken);
      this.#taken = 0;
    }
    return first;
  }

  remove(entry: Entry): void {
    const at = this.#entries.indexOf(entry, this.#taken);
    if (at >= 0) this.#entries.splice(at, 1);
  }
}

/** Spans by rising start, overlapping as they may, that can be asked in logarithmic time which of them another touches. */
export class SpanSet {
  readonly #starts: Int32Array;
  readonly #ends: Int32Array;
  /** For each prefix of the spans, the number of the one that reaches furthest. */
  readonly #furthest: Int32Array;

  constructor(starts: Int32Array, ends: Int32Array) {
    this.#starts = starts;
    this.#ends = ends;
    this.#furthest = new Int32Array(starts.length);
    let best = 0;
    for (let at = 0; at < ends.length; at++) {
      if (ends[at]! > ends[best]!) best = at;
      this.#furthest[at] = best;
    }
  }

  get size(): number {
    return this.#starts.length;
  }

  /** Number of one of the spans that share a code unit with this one, or -1. */
  overlapping(start: number, end: number): number {
    let low = 0;
    let high = this.#starts.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#starts[middle]! < end) low = middle + 1;
      else high = middle;
    }
    if (low === 0) return -1;
    const furthest = this.#furthest[low - 1]!;
    return this.#ends[furthest]! > start ? furthest : -1;
  }
}

import type { Span } from '../text/span.ts';

/** Spans, overlapping as they may, that can be asked in logarithmic time which of them another span touches. */
export class SpanSet<Item extends Span> {
  readonly #items: readonly Item[];
  /** For each prefix of the sorted items, the number of the one that reaches furthest. */
  readonly #furthest: readonly number[];

  constructor(items: readonly Item[]) {
    this.#items = items.toSorted((a, b) => a.start - b.start || a.end - b.end);
    const furthest: number[] = [];
    let best = 0;
    this.#items.forEach((item, at) => {
      if (item.end > (this.#items[best]?.end ?? 0)) best = at;
      furthest.push(best);
    });
    this.#furthest = furthest;
  }

  get size(): number {
    return this.#items.length;
  }

  get first(): Item | undefined {
    return this.#items[0];
  }

  /** One of the spans that share a code unit with `span`. */
  overlapping(span: Span): Item | undefined {
    let low = 0;
    let high = this.#items.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#items[middle]?.start ?? 0) < span.end) low = middle + 1;
      else high = middle;
    }
    const item = this.#items[this.#furthest[low - 1] ?? 0];
    return low > 0 && item && item.end > span.start ? item : undefined;
  }
}

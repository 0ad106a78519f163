import { countUpTo } from './countUpTo.ts';

/** Rows that a fresh bucket holds, and those at which it is split. */
const BUCKET_ROWS = 128;
const MOST_BUCKET_ROWS = 2 * BUCKET_ROWS;

/** Receives a row: its offset and its first two values (`undefined` where the table has fewer). */
export type RowVisitor = (offset: number, first: number, second: number) => void;

interface Replacement {
  readonly from: number;
  readonly to: number;
  /** How far the later rows move. */
  readonly moveBy: number;
}

/**
 * Rows of integers, sorted by their first, an offset in a text. Rows stand in buckets of a few hundred and count from
 * their bucket's base, so that an edit of the text rewrites one bucket and moves the bases behind it: its cost does
 * not grow with the rows, and hardly with the text. Rows of one offset keep the order in which they were given.
 */
export class OffsetTable {
  readonly #stride: number;
  /** Offset that the rows of a bucket count from; the first is 0. */
  readonly #bases: number[] = [0];
  /** Index of the first row of a bucket. */
  readonly #firstRows: number[] = [0];
  readonly #buckets: number[][] = [[]];
  #size = 0;

  /** `rows`: flat, sorted by offset, `values` integers behind each offset. */
  constructor(values: number, rows: ArrayLike<number> = []) {
    this.#stride = values + 1;
    this.#fill(0, 1, rows);
  }

  get size(): number {
    return this.#size;
  }

  /** Offset of row number `index`. */
  offsetAt(index: number): number {
    const bucket = lastUpTo(this.#firstRows, index);
    const cell = (index - (this.#firstRows[bucket] as number)) * this.#stride;
    return (this.#bases[bucket] as number) + (this.#buckets[bucket]?.[cell] as number);
  }

  /** How many rows have a smaller offset. */
  countBelow(offset: number): number {
    const bucket = this.#bucketBefore(offset);
    return (this.#firstRows[bucket] as number) + this.#cellFrom(bucket, offset) / this.#stride;
  }

  /** Visits the rows with `from <= offset < to`, in order. */
  forEachIn(from: number, to: number, visit: RowVisitor): void {
    let bucket = this.#bucketBefore(from);
    let cell = this.#cellFrom(bucket, from);
    for (; bucket < this.#buckets.length; bucket++, cell = 0) {
      const cells = this.#buckets[bucket] as number[];
      const base = this.#bases[bucket] as number;
      for (; cell < cells.length; cell += this.#stride) {
        const offset = base + (cells[cell] as number);
        if (offset >= to) return;
        visit(offset, cells[cell + 1] as number, cells[cell + 2] as number);
      }
    }
  }

  /** Puts `rows` (flat, sorted, `from <= offset`) in the place of those with `from <= offset < to`, and moves the later ones. */
  replace({ from, to, moveBy }: Replacement, rows: readonly number[]): void {
    const first = this.#bucketBefore(from);
    const last = Math.max(first, this.#bucketBefore(to));
    for (let bucket = last + 1; bucket < this.#bases.length; bucket++) (this.#bases[bucket] as number) += moveBy;
    if (first === last && rows.length <= MOST_BUCKET_ROWS) this.#replaceIn(first, { from, to, moveBy }, rows);
    else this.#replaceOver(first, last, { from, to, moveBy }, rows);
  }

  #replaceIn(bucket: number, { from, to, moveBy }: Replacement, rows: readonly number[]): void {
    const cells = this.#buckets[bucket] as number[];
    const base = this.#bases[bucket] as number;
    const start = this.#cellFrom(bucket, from);
    const end = this.#cellFrom(bucket, to);
    const relative = rows.map((value, cell) => (cell % this.#stride === 0 ? value - base : value));
    if (end > start || relative.length > 0) cells.splice(start, end - start, ...relative);
    if (moveBy !== 0)
      for (let cell = start + relative.length; cell < cells.length; cell += this.#stride)
        (cells[cell] as number) += moveBy;
    if (end - start === relative.length) return;
    if (cells.length <= MOST_BUCKET_ROWS * this.#stride && (cells.length > 0 || bucket === 0)) this.#recount(bucket);
    else this.#fill(bucket, 1, this.#absolute(cells, base));
  }

  #replaceOver(first: number, last: number, { from, to, moveBy }: Replacement, rows: readonly number[]): void {
    const head = (this.#buckets[first] as number[]).slice(0, this.#cellFrom(first, from));
    const tail = (this.#buckets[last] as number[]).slice(this.#cellFrom(last, to));
    const all = this.#absolute(head, this.#bases[first] as number);
    for (const value of rows) all.push(value);
    for (const value of this.#absolute(tail, (this.#bases[last] as number) + moveBy)) all.push(value);
    this.#fill(first, last - first + 1, all);
  }

  #absolute(cells: readonly number[], base: number): number[] {
    return cells.map((value, cell) => (cell % this.#stride === 0 ? value + base : value));
  }

  /** Puts fresh buckets of `rows` in the place of `count` buckets. */
  #fill(first: number, count: number, rows: ArrayLike<number>): void {
    const buckets: number[][] = [];
    const bases: number[] = [];
    for (let from = 0; from < rows.length; from += BUCKET_ROWS * this.#stride) {
      const base = first + bases.length === 0 ? 0 : (rows[from] as number);
      const to = Math.min(rows.length, from + BUCKET_ROWS * this.#stride);
      const cells: number[] = [];
      for (let at = from; at < to; at++) cells.push((rows[at] as number) - (at % this.#stride === 0 ? base : 0));
      buckets.push(cells);
      bases.push(base);
    }
    // A table has one bucket at least, and the first has the base 0.
    if (buckets.length === 0 && count === this.#buckets.length) {
      buckets.push([]);
      bases.push(0);
    }
    this.#buckets.splice(first, count, ...buckets);
    this.#bases.splice(first, count, ...bases);
    this.#rebaseFirst();
    this.#firstRows.length = this.#buckets.length;
    this.#recount(Math.min(first, this.#buckets.length - 1));
  }

  #rebaseFirst(): void {
    const base = this.#bases[0] as number;
    if (base === 0) return;
    const cells = this.#buckets[0] as number[];
    for (let cell = 0; cell < cells.length; cell += this.#stride) (cells[cell] as number) += base;
    this.#bases[0] = 0;
  }

  #recount(from: number): void {
    let rows = from === 0 ? 0 : (this.#firstRows[from] as number);
    for (let bucket = from; bucket < this.#buckets.length; bucket++) {
      this.#firstRows[bucket] = rows;
      rows += (this.#buckets[bucket] as number[]).length / this.#stride;
    }
    this.#size = rows;
  }

  /** The bucket in which rows with an offset of at least `offset` begin, or the one before it. */
  #bucketBefore(offset: number): number {
    // Rows of one offset may reach over several buckets: the search is for the last base below it.
    return Math.max(0, lastUpTo(this.#bases, offset - 1));
  }

  /** First cell of a bucket whose row has at least this offset. */
  #cellFrom(bucket: number, offset: number): number {
    const cells = this.#buckets[bucket] as number[];
    const relative = offset - (this.#bases[bucket] as number);
    let low = 0;
    let high = cells.length / this.#stride;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((cells[middle * this.#stride] as number) < relative) low = middle + 1;
      else high = middle;
    }
    return low * this.#stride;
  }
}

/** Index of the last of the rising numbers that is at most `most`, or -1. */
function lastUpTo(numbers: readonly number[], most: number): number {
  return countUpTo(numbers, most) - 1;
}

/** Comments that run to the end of a line, comments between marks, literals, and what else must stay as it is. */
export type SpanKind = (typeof KINDS)[number];

const KINDS = ['line', 'block', 'string', 'opaque'] as const;

/** A part of a text that is not code. */
export interface Span {
  readonly kind: SpanKind;
  /** UTF-16 offsets; `end` is behind the closing mark, or before the line break of a line comment. */
  readonly start: number;
  readonly end: number;
}

/** Kind and offsets of a span by turns. */
const FIELDS = 3;

/**
 * Disjoint spans in order, as numbers: hundreds of files are remembered with theirs, and as objects these would take more
 * memory than the texts.
 */
export class Spans {
  static readonly none = new Spans([]);
  readonly #numbers: Uint32Array;

  /** `numbers`: as `SpansBuilder` gathers them. */
  constructor(numbers: readonly number[]) {
    this.#numbers = new Uint32Array(numbers);
  }

  get length(): number {
    return this.#numbers.length / FIELDS;
  }

  at(index: number): Span | undefined {
    return spanAt(this.#numbers, index);
  }

  start(index: number): number {
    return this.#numbers[FIELDS * index + 1]!;
  }

  end(index: number): number {
    return this.#numbers[FIELDS * index + 2]!;
  }

  first(count: number): readonly Span[] {
    return Array.from({ length: Math.min(count, this.length) }, (_, index) => this.at(index)!);
  }

  /** Index of the first span that ends behind `offset`; `length` when there is none. */
  after(offset: number): number {
    let low = 0;
    let high = this.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.end(middle) <= offset) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** Spans that are still being found. */
export class SpansBuilder {
  readonly #numbers: number[] = [];

  push(kind: SpanKind, start: number, end: number): void {
    this.#numbers.push(KINDS.indexOf(kind), start, end);
  }

  last(): Span | undefined {
    return spanAt(this.#numbers, this.#numbers.length / FIELDS - 1);
  }

  build(): Spans {
    return new Spans(this.#numbers);
  }
}

function spanAt(numbers: ArrayLike<number>, index: number): Span | undefined {
  const kind = KINDS[numbers[FIELDS * index] ?? -1];
  return kind && { kind, start: numbers[FIELDS * index + 1]!, end: numbers[FIELDS * index + 2]! };
}

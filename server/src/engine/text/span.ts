/** A half-open range `[start, end)` of a text, in UTF-16 code units (the unit of LSP positions and JS strings). */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** True when the two spans share at least one code unit. */
export function overlaps(a: Span, b: Span): boolean {
  return a.start < b.end && b.start < a.end;
}

/** What stands between the marks of a function's body: what an outline leaves out. */
export interface Body {
  /** Offset behind what opens it. */
  readonly start: number;
  /** Offset of what closes it. */
  readonly end: number;
}

/** A line range of one file: the unit that is ranked, selected and priced. Lines are 1-based and inclusive. */
export interface Chunk {
  readonly startLine: number;
  readonly endLine: number;
  /** UTF-16 offsets of the chunk in the (redacted) text it was cut from: whole lines, line break included. */
  readonly start: number;
  readonly end: number;
  /** Names that the chunk declares (functions, classes, headings …), in order of appearance. */
  readonly definitions: readonly string[];
}

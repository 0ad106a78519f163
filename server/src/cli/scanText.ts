/** One text to look for secrets in, or why there is none. */
export type ScanText =
  { readonly path: string; readonly text: string } | { readonly path: string; readonly reason: string };

export interface ScanSource {
  /** How many `texts` gives. */
  readonly total: number;
  readonly texts: Iterable<ScanText> | AsyncIterable<ScanText>;
}

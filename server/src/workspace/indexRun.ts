/** How whoever wants an index built follows it, and calls it off. */
export interface IndexRun {
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: { readonly done: number; readonly total: number }) => void) | undefined;
}

/** What is kept of one question that was answered: no text, no path, nobody's name. */
export interface RequestRow {
  /** UUID; a row that was sent twice counts once. */
  readonly id: string;
  /** Milliseconds since 1970. */
  readonly atMs: number;
  readonly surface: string;
  /** The level of the cache that had the answer, or `none`. */
  readonly cache: string;
  readonly latencyMs: number;
  /** Milliseconds by stage. */
  readonly stages: Readonly<Record<string, number>>;
  readonly tokensIn: number;
  readonly tokensOut: number;
}

/** A place that keeps such rows. It may be slow, full or absent: it rejects. */
export interface RowSink {
  /** True where a call holds the thread until it is done: no deadline could end it sooner. */
  readonly holdsThread?: boolean;
  write(batch: RowBatch): Promise<void>;
  /** Never rejects. */
  close(): Promise<void>;
}

export interface RowBatch {
  readonly rows: readonly RequestRow[];
  /** How often each entry of the cache was read. */
  readonly uses: ReadonlyMap<string, number>;
}

/** A document that the server was told of so long before it stopped may be the reason. */
const SUSPECT_MS = 10_000;
/** Two crashes further apart than this have nothing to do with each other. */
const IN_A_ROW_MS = 3 * 60 * 1000;

/**
 * Which document makes the server crash: one that it was told of shortly before two crashes in a row. Such a document is
 * in quarantine: the server is not told of it again until the user restarts it, so that the others go on. Times in
 * milliseconds of a clock that does not run back.
 */
export class CrashSuspects {
  readonly #toldMs = new Map<string, number>();
  readonly #quarantined = new Set<string>();
  #last: { readonly atMs: number; readonly suspects: ReadonlySet<string> } | undefined;

  /** The server is told of a document: that it is open, or of an edit. */
  told(uri: string, nowMs: number): void {
    this.#toldMs.set(uri, nowMs);
  }

  /** A document that is closed is told of no more. */
  closed(uri: string): void {
    this.#toldMs.delete(uri);
  }

  /** Returns the documents that are put in quarantine by this crash. */
  crashed(nowMs: number): readonly string[] {
    const suspects = new Set([...this.#toldMs].filter(([, at]) => nowMs - at <= SUSPECT_MS).map(([uri]) => uri));
    const before = this.#last && nowMs - this.#last.atMs <= IN_A_ROW_MS ? this.#last.suspects : new Set<string>();
    const caught = [...suspects].filter((uri) => before.has(uri));
    for (const uri of caught) this.#quarantined.add(uri);
    this.#last = { atMs: nowMs, suspects };
    this.#toldMs.clear();
    return caught;
  }

  isQuarantined(uri: string): boolean {
    return this.#quarantined.has(uri);
  }

  /** The user restarts the server: every document gets another chance. */
  forget(): void {
    this.#toldMs.clear();
    this.#quarantined.clear();
    this.#last = undefined;
  }
}

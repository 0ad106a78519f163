/** Times the stages of one request: each `end` names what took the time since the one before. */
export class Stages {
  readonly #now: () => number;
  readonly #startedMs: number;
  readonly #ms: Record<string, number> = {};
  #lastMs: number;

  constructor(now: () => number) {
    this.#now = now;
    this.#startedMs = this.#lastMs = now();
  }

  end(stage: string): void {
    const now = this.#now();
    this.#ms[stage] = rounded((this.#ms[stage] ?? 0) + now - this.#lastMs);
    this.#lastMs = now;
  }

  get totalMs(): number {
    return rounded(this.#now() - this.#startedMs);
  }

  toRecord(): Readonly<Record<string, number>> {
    return { ...this.#ms };
  }
}

/** Milliseconds to the microsecond. */
function rounded(ms: number): number {
  return Math.round(ms * 1000) / 1000;
}

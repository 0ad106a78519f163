/** `short` runs in `npm test`, `usual` by name, `long` by flag. */
export type Size = 'short' | 'usual' | 'long';

export interface CampaignOptions {
  /** The same seed sends the same messages, edits and files. */
  readonly seed: number;
  readonly size: Size;
  /** How long an answer may take before the server counts as deaf. */
  readonly answerWithinMs: number;
  /** Told of progress, a line at a time. */
  readonly say: (line: string) => void;
}

export interface CampaignOutcome {
  /** What was done and measured; units stand in the names. */
  readonly counts: Readonly<Record<string, number>>;
  /** What went wrong, each with how to repeat it; empty when nothing did. */
  readonly failures: readonly string[];
}

export type Campaign = (options: CampaignOptions) => Promise<CampaignOutcome>;

const MOST_FAILURES = 20;

/** Gathers counts and failures while a campaign runs. */
export class Tally {
  readonly #counts: Record<string, number> = {};
  readonly #failures: string[] = [];
  readonly #repeat: string;

  /** `repeat` is the command that does the same again. */
  constructor(repeat: string) {
    this.#repeat = repeat;
  }

  add(name: string, count = 1): void {
    this.#counts[name] = (this.#counts[name] ?? 0) + count;
  }

  set(name: string, value: number): void {
    this.#counts[name] = value;
  }

  /** Keeps the larger of the value and what was there. */
  most(name: string, value: number): void {
    this.#counts[name] = Math.max(this.#counts[name] ?? 0, value);
  }

  fail(what: string): void {
    this.add('failures');
    if (this.#failures.length < MOST_FAILURES) this.#failures.push(`${what}\n    repeat: ${this.#repeat}`);
  }

  /** Too many failures to learn anything from the next. */
  get hopeless(): boolean {
    return this.#failures.length === MOST_FAILURES;
  }

  outcome(): CampaignOutcome {
    return { counts: this.#counts, failures: this.#failures };
  }
}

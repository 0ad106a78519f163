/** What is looked at; counts are since the start. */
export interface WatchedFigures {
  readonly rssBytes: number;
  /** Questions that wait for their turn. */
  readonly waiting: number;
  readonly answered: number;
  /** Of those, the ones that took longer than `SLOW_MS`. */
  readonly slow: number;
  readonly failed: number;
  readonly threadRestarts: number;
  /** Edits of open documents, and the 99th percentile of what one takes. */
  readonly edits: number;
  readonly editMs: number;
}

export interface Exceeded {
  readonly figure: 'memory' | 'waiting' | 'slow' | 'failures' | 'threads' | 'keystrokes';
  /** What is so, and what to do. */
  readonly message: string;
}

interface Threshold {
  readonly figure: Exceeded['figure'];
  /** `lately`: what counts grew by within the last minutes. */
  readonly value: (now: WatchedFigures, lately: WatchedFigures) => number;
  readonly above: number;
  /** It holds until the value is below this, so that one about the border does not warn each second. */
  readonly until: number;
  readonly message: (value: number) => string;
}

/** A bound of `metrics/latency`'s buckets. */
export const SLOW_MS = 5000;
const LATELY_MS = 600_000;
const SAMPLE_MS = 10_000;
/** Shares of fewer questions, and percentiles of fewer edits, say little. */
const FEWEST_QUESTIONS = 20;
const FEWEST_EDITS = 100;

const percent = (share: number) => `${Math.round(100 * share)} %`;
const shareOf = (part: number, all: number) => (all < FEWEST_QUESTIONS ? 0 : part / all);

const THRESHOLDS: readonly Threshold[] = [
  {
    figure: 'memory',
    value: ({ rssBytes }) => rssBytes,
    above: 1.5e9,
    until: 1.2e9,
    message: (bytes) =>
      `the server uses ${(bytes / 1e9).toFixed(1)} GB of memory: leave folders out with winnow.exclude, or restart it`,
  },
  {
    figure: 'waiting',
    value: ({ waiting }) => waiting,
    above: 500,
    until: 100,
    message: (count) => `${count} questions wait for their turn: ask fewer at a time`,
  },
  {
    figure: 'slow',
    value: (_, { slow, answered }) => shareOf(slow, answered),
    above: 0.1,
    until: 0.05,
    message: (share) => `${percent(share)} of the last questions took longer than ${SLOW_MS / 1000} s`,
  },
  {
    figure: 'failures',
    value: (_, { failed, answered }) => shareOf(failed, failed + answered),
    above: 0.05,
    until: 0.02,
    message: (share) => `${percent(share)} of the last questions failed: the log says why`,
  },
  {
    figure: 'threads',
    value: (_, { threadRestarts }) => threadRestarts,
    above: 1,
    until: 1,
    message: (count) => `the thread that answers questions died ${count} times within ten minutes: the log says why`,
  },
  {
    figure: 'keystrokes',
    value: ({ edits, editMs }) => (edits < FEWEST_EDITS ? 0 : editMs),
    above: 50,
    until: 40,
    message: (ms) => `an edit of an open document takes up to ${Math.round(ms)} ms: close what is very large`,
  },
];

const NOTHING: WatchedFigures = {
  rssBytes: 0,
  waiting: 0,
  answered: 0,
  slow: 0,
  failed: 0,
  threadRestarts: 0,
  edits: 0,
  editMs: 0,
};

export interface ThresholdsOptions {
  /** Milliseconds of a clock that never goes back. */
  readonly now: () => number;
  /** Told once of each figure that goes beyond its threshold, with the message, and once when it is back. */
  readonly onChange: (figure: Exceeded['figure'], message: string | undefined) => void;
}

/** Tells which figures are beyond their thresholds, each with a border to fall below before it counts as well again. */
export class Thresholds {
  readonly #options: ThresholdsOptions;
  readonly #exceeded = new Set<Exceeded['figure']>();
  /** Oldest first, ten minutes back. */
  readonly #samples: { readonly atMs: number; readonly figures: WatchedFigures }[] = [];

  constructor(options: ThresholdsOptions) {
    this.#options = options;
    this.#samples.push({ atMs: options.now(), figures: NOTHING });
  }

  look(now: WatchedFigures): readonly Exceeded[] {
    const lately = this.#lately(now);
    return THRESHOLDS.flatMap(({ figure, value, above, until, message }) => {
      const is = value(now, lately);
      const before = this.#exceeded.has(figure);
      const beyond = before ? is >= until && is > 0 : is > above;
      if (beyond) this.#exceeded.add(figure);
      else this.#exceeded.delete(figure);
      if (beyond !== before) this.#options.onChange(figure, beyond ? message(is) : undefined);
      return beyond ? [{ figure, message: message(is) }] : [];
    });
  }

  #lately(now: WatchedFigures): WatchedFigures {
    const nowMs = this.#options.now();
    while (this.#samples.length > 1 && this.#samples[1]!.atMs <= nowMs - LATELY_MS) this.#samples.shift();
    if (nowMs - this.#samples.at(-1)!.atMs >= SAMPLE_MS) this.#samples.push({ atMs: nowMs, figures: now });
    const since = this.#samples[0]!.figures;
    const names = Object.keys(NOTHING) as (keyof WatchedFigures)[];
    return Object.fromEntries(names.map((name) => [name, now[name] - since[name]])) as unknown as WatchedFigures;
  }
}

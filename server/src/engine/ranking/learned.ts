import type { Signal } from './weights.ts';

/** What a person may say of files: `pin` and `exclude` are verdicts, `accept` (a pack was used) and `open` are hints. */
export const FEEDBACK_KINDS = ['pin', 'exclude', 'accept', 'open'] as const;
export type FeedbackKind = (typeof FEEDBACK_KINDS)[number];

/** A question that files were judged for. It holds no text: words are 32-bit hashes. */
export interface JudgedQuestion {
  readonly words: readonly number[];
  /** Path → the last verdict on it. */
  readonly files: ReadonlyMap<string, FeedbackKind>;
}

/** All that was learned from feedback in one workspace; immutable, bounded in every part. */
export interface LearnedState {
  /** Path → what the file is lifted by for any question; at most `MOST_PRIOR` up or down. */
  readonly filePriors: ReadonlyMap<string, number>;
  /** Signal → factor on its shipped weight, within `FACTOR_RANGE`; absent: 1. */
  readonly signalFactors: Readonly<Partial<Record<Signal, number>>>;
  /** Oldest first. */
  readonly questions: readonly JudgedQuestion[];
  /** How often each kind of feedback was taken in. */
  readonly counts: Readonly<Record<FeedbackKind, number>>;
}

/** What ranking takes in of it for one question. */
export interface Learned {
  /** Path → what its chunks are lifted by, in the units of weighted signals: files of questions like this one. */
  readonly lifts: ReadonlyMap<string, number>;
  /** Path → the same for any question; only for files that hold some word of it. */
  readonly priors: ReadonlyMap<string, number>;
  readonly factor: (signal: Signal) => number;
}

export const NOTHING_LEARNED: LearnedState = {
  filePriors: new Map(),
  signalFactors: {},
  questions: [],
  counts: { pin: 0, exclude: 0, accept: 0, open: 0 },
};

/** A prior decides between equals, no more: a strong signal of the question counts ten times as much. */
export const MOST_PRIOR = 0.1;
export const FACTOR_RANGE = { least: 0.5, most: 2 } as const;

/** Lift for the very question that a file was judged for: a pin is worth more than the strongest signal. */
const LIFTS: Readonly<Record<FeedbackKind, number>> = { pin: 2, exclude: -0.8, open: 0.2, accept: 0.05 };
const MOST_LIFT = 2;
/** Questions that share less are about something else. */
const LEAST_CLOSENESS = 0.3;
/** A judgement counts e times less after so many further questions. */
const MEMORY_QUESTIONS = 100;

/** What past feedback says about a question of these words (hashes); undefined when nothing was learned. */
export function learnedFor(state: LearnedState, words: Iterable<number>): Learned | undefined {
  const { filePriors, signalFactors, questions } = state;
  if (filePriors.size + questions.length + Object.keys(signalFactors).length === 0) return undefined;
  const lifts = new Map<string, number>();
  const asked = new Set(words);
  const weigh = wordWeights(questions);
  for (const [at, question] of questions.entries()) {
    const close = (closeness(asked, question.words, weigh) - LEAST_CLOSENESS) / (1 - LEAST_CLOSENESS);
    if (close <= 0) continue;
    const fresh = Math.exp((at + 1 - questions.length) / MEMORY_QUESTIONS);
    for (const [path, kind] of question.files) lifts.set(path, (lifts.get(path) ?? 0) + close * fresh * LIFTS[kind]);
  }
  for (const [path, lift] of lifts) lifts.set(path, clamp(lift, -MOST_LIFT, MOST_LIFT));
  return { lifts, priors: filePriors, factor: (signal) => signalFactors[signal] ?? 1 };
}

/** Dice coefficient of two sets of words, each word weighed: 0 nothing in common, 1 the same. */
function closeness(asked: ReadonlySet<number>, judged: readonly number[], weigh: (word: number) => number): number {
  let common = 0;
  let all = 0;
  for (const word of judged) {
    const weight = weigh(word);
    all += weight;
    if (asked.has(word)) common += weight;
  }
  if (common === 0) return 0;
  for (const word of asked) all += weigh(word);
  return (2 * common) / all;
}

/** Words that many remembered questions share ("fix", "error") tell less (smoothed inverse document frequency). */
function wordWeights(questions: readonly JudgedQuestion[]): (word: number) => number {
  const holding = new Map<number, number>();
  for (const { words } of questions) for (const word of words) holding.set(word, (holding.get(word) ?? 0) + 1);
  return (word) => 1 + Math.log((questions.length + 1) / ((holding.get(word) ?? 0) + 1));
}

export function clamp(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, value));
}

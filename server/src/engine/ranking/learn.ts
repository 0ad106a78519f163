import {
  clamp,
  FACTOR_RANGE,
  MOST_PRIOR,
  type FeedbackKind,
  type JudgedQuestion,
  type LearnedState,
} from './learned.ts';
import type { Signal } from './weights.ts';

/** Weighted contributions of a chunk's signals, and the score they add up to. */
export interface Evidence {
  readonly score: number;
  readonly signals: Readonly<Partial<Record<Signal, number>>>;
}

/** One piece of feedback, with what ranking knew of it. */
export interface Judgement {
  readonly kind: FeedbackKind;
  /** Hashes of the question's words. */
  readonly words: readonly number[];
  readonly paths: readonly string[];
  /** The judged chunk, where one chunk was judged and it was ranked. */
  readonly judged?: Evidence | undefined;
  /** Chunks that stood beside it in the pack. */
  readonly others?: readonly Evidence[];
}

export const MOST_QUESTIONS = 200;
export const MOST_FILES_OF_QUESTION = 64;
export const MOST_WORDS_OF_QUESTION = 200;
export const MOST_PRIORS = 500;

/** What one piece of feedback adds to a file's prior. What is wrong for one question may be right for the next: an exclusion says less. */
const PRIOR_STEPS: Readonly<Record<FeedbackKind, number>> = { pin: 0.02, exclude: -0.01, open: 0.01, accept: 0.003 };
/** What is left of a prior after each further piece of feedback: half after 35. */
const PRIOR_KEPT = 0.98;
const SMALLEST_PRIOR = 0.001;

/**
 * Step of the signals' factors. With steps of 0.1 single verdicts moved the recall of later tasks; with these they do not,
 * and many that agree still add up. `accept` has none: that a pack was used says nothing about which of its chunks were
 * right, and learning from one's own choices only confirms them.
 */
const RATES: Readonly<Record<FeedbackKind, number>> = { pin: 0.02, exclude: 0.02, open: 0.006, accept: 0 };
/** Share of the way back to 1 that each piece of feedback about signals takes a factor. */
const FORGOTTEN = 0.01;
const SMALLEST_CHANGE = 0.00001;

/** A verdict outlasts hints; of verdicts, and of hints, the later one holds. */
const RANK: Readonly<Record<FeedbackKind, number>> = { pin: 2, exclude: 2, open: 1, accept: 0 };

/** The state after a piece of feedback; the same object when it says what is known. */
export function learn(state: LearnedState, judgement: Judgement): LearnedState {
  const { kind, paths } = judgement;
  const words = [...new Set(judgement.words)].sort((a, b) => a - b).slice(0, MOST_WORDS_OF_QUESTION);
  const known = state.questions.find((question) => sameWords(question.words, words));
  const news = [...new Set(paths)].filter((path) => isNews(known?.files.get(path), kind));
  const files = withVerdicts(known?.files ?? new Map(), news.slice(0, MOST_FILES_OF_QUESTION), kind);
  const told = news.filter((path) => files.get(path) === kind);
  if (words.length === 0 || told.length === 0) return state;
  return {
    filePriors: withSteps(state.filePriors, told, PRIOR_STEPS[kind]),
    signalFactors: withEvidence(state.signalFactors, judgement),
    questions: [...state.questions.filter((one) => one !== known), { words, files }].slice(-MOST_QUESTIONS),
    counts: { ...state.counts, [kind]: state.counts[kind] + 1 },
  };
}

function sameWords(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((word, at) => word === b[at]);
}

function isNews(known: FeedbackKind | undefined, kind: FeedbackKind): boolean {
  return known === undefined || (known !== kind && RANK[kind] >= RANK[known]);
}

function withSteps(priors: LearnedState['filePriors'], paths: readonly string[], step: number): Map<string, number> {
  const next = new Map([...priors].map(([path, prior]) => [path, prior * PRIOR_KEPT]));
  for (const path of paths) next.set(path, clamp((next.get(path) ?? 0) + step, -MOST_PRIOR, MOST_PRIOR));
  const strongest = [...next]
    .filter(([, prior]) => Math.abs(prior) >= SMALLEST_PRIOR)
    .sort((a, b) => Math.abs(b[1]) - Math.abs(a[1]) || (a[0] < b[0] ? -1 : 1));
  return new Map(strongest.slice(0, MOST_PRIORS));
}

/** With the verdict on some files as the newest. Beyond the most that are kept, hints go before verdicts and the older first. */
function withVerdicts(
  known: JudgedQuestion['files'],
  told: readonly string[],
  kind: FeedbackKind,
): JudgedQuestion['files'] {
  const files = new Map(known);
  for (const path of told) {
    files.delete(path);
    files.set(path, kind);
  }
  // Sorting is stable: of one rank the oldest stand first.
  const weakest = [...files].sort((a, b) => RANK[a[1]] - RANK[b[1]]);
  for (const [path] of weakest.slice(0, Math.max(0, files.size - MOST_FILES_OF_QUESTION))) files.delete(path);
  return files;
}

/**
 * Exponentiated gradient (Kivinen and Warmuth, 1997), one small step, and only where ranking was wrong: signals that
 * speak for what was wanted gain, those that speak for what stood above it lose.
 */
function withEvidence(factors: LearnedState['signalFactors'], judgement: Judgement): LearnedState['signalFactors'] {
  const { kind, judged, others = [] } = judgement;
  const rate = RATES[kind];
  if (rate === 0 || !judged || others.length === 0) return factors;
  const meanScore = others.reduce((sum, { score }) => sum + score, 0) / others.length;
  if (kind !== 'exclude' && judged.score >= meanScore) return factors;
  const direction = kind === 'exclude' ? -rate : rate;
  const own = sharesOf(judged);
  const beside = others.map(sharesOf);
  const touched = new Set([own, ...beside].flatMap((shares) => [...shares.keys()]));
  for (const signal of Object.keys(factors) as Signal[]) touched.add(signal);
  const next: Partial<Record<Signal, number>> = {};
  for (const signal of touched) {
    const mean = beside.reduce((sum, shares) => sum + (shares.get(signal) ?? 0), 0) / beside.length;
    const kept = (factors[signal] ?? 1) ** (1 - FORGOTTEN);
    const factor = kept * Math.exp(direction * ((own.get(signal) ?? 0) - mean));
    if (Math.abs(factor - 1) >= SMALLEST_CHANGE) next[signal] = clamp(factor, FACTOR_RANGE.least, FACTOR_RANGE.most);
  }
  return next;
}

/** Each signal's part of the score. What was learned before is no evidence. */
function sharesOf({ signals }: Evidence): ReadonlyMap<Signal, number> {
  const positive = (Object.entries(signals) as [Signal, number][]).filter(
    ([signal, value]) => value > 0 && signal !== 'feedback',
  );
  const whole = positive.reduce((sum, [, value]) => sum + value, 0);
  return new Map(positive.map(([signal, value]) => [signal, value / whole]));
}

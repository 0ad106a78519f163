import learned from './weights.json' with { type: 'json' };
import type { FileRole } from '../chunks/fileRole.ts';

/** Kinds of evidence that `npm run train` weighs, all divided by their largest value for the question at hand. */
export const LEARNED_SIGNALS = [
  'text',
  'cover',
  'title',
  'definesName',
  'definesWords',
  'identifiers',
  'file',
  'path',
  'identifiersInFile',
  'definitionsInFile',
  'namedPath',
  'pastCommits',
  'likestCommit',
  'recent',
  'coChange',
  'siblings',
] as const;

export type Signal = (typeof LEARNED_SIGNALS)[number] | keyof typeof SET_WEIGHTS;

/** What no past commit tells the worth of; text that matches counts some 1.6. */
const SET_WEIGHTS = {
  namedLine: 0.8,
  trigger: 0.2,
  /** Lifts come weighted (`learned.ts`). */
  feedback: 1,
} as const;

/** What each signal counts for. `weights.json` is written by `npm run train` and says what it was learned from. */
export const WEIGHTS: Readonly<Record<Signal, number>> = { ...learned.weights, ...SET_WEIGHTS };
export const SIGNALS = Object.keys(WEIGHTS) as readonly Signal[];

/** Per unit of ln(1 + words): long files match everything a little; this takes that back. */
export const LENGTH_WEIGHT = learned.length;

/** Added to the chunks of files that are not source code, unless the question is about such files. */
export const ROLE_WEIGHTS: Readonly<Record<FileRole, number>> = { ...learned.roles, source: 0 };

/** Subtracted per further chunk of a file, times ln(1 + k): spreads the pack over more files. */
export const DIVERSITY = learned.diversity;

/** Only chunks of this many best files are scored: they hold 99.7 % of what is wanted. */
export const CANDIDATE_FILES = 300;

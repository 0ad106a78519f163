/**
 * What each signal counts for, all signals being divided by their largest value for the question at hand. Found by
 * coordinate ascent on 283 tasks from nine public repositories (commit messages and issues, gold = the lines the fix touched).
 */
export const WEIGHTS = {
  text: 1.6,
  file: 0.5,
  path: 0.5,
  title: 0.5,
  identifiersInFile: 0.48,
  definesName: 0.48,
  definesWords: 0.24,
  identifiers: 0.2,
  definitionsInFile: 0.2,
  namedPath: 1.0,
  namedLine: 0.8,
  trigger: 0.2,
  pastCommits: 0.5,
  recent: 0.2,
} as const;

export type Signal = keyof typeof WEIGHTS;
export const SIGNALS = Object.keys(WEIGHTS) as readonly Signal[];

/** Long files match everything a little; this takes that back. */
export const LENGTH_PENALTY = 0.3 / 12;

/** Factor on chunks of tests, documentation, configuration and generated files, unless the question is about them. */
export const OFF_TOPIC_FACTOR = 0.18;

/** Subtracted per further chunk of a file, times ln(1 + k): spreads the pack over more files. */
export const DIVERSITY = 0.1;

/** Only chunks of this many best files are scored: they hold 99.7 % of what is wanted. */
export const CANDIDATE_FILES = 300;

import { select } from '../../server/src/engine/selection/select.ts';
import { DIVERSITY } from '../../server/src/engine/ranking/weights.ts';
import { mean, recallOf, type Recall } from '../../server/src/selfBench/score.ts';
import { BUDGETS } from '../bench/selection/selection.ts';
import type { TaskFeatures } from './features.ts';
import { scoresOf } from './listwise.ts';

/** Recall at each of `BUDGETS`. */
export type Recalls = readonly Recall[];

/**
 * What the product's selection would take by these weights: the same greedy choice over the same chunks, priced by their
 * estimated tokens, without headings, duplicates and cut chunks. `diversity` is asked for by scaling the scores to it.
 */
export function simulate(task: TaskFeatures, weights: Float64Array, diversity: number): Recalls {
  const scale = DIVERSITY / diversity;
  const scores = scoresOf(task.features, weights).map((score) => score * scale);
  const files = new Map([...new Set(task.candidates.map(({ path }) => path))].map((path, at) => [path, at]));
  const lineCounts = new Map(task.gold.map(({ path, lines }) => [path, lines]));
  // No two candidates are neighbours here: what is merged costs the same.
  const candidates = task.candidates.map(({ path, tokens }, at) => ({
    file: files.get(path)!,
    chunk: at * 2,
    score: scores[at]!,
    estimatedTokens: tokens,
  }));
  return BUDGETS.map((budget) => {
    const taken = select({
      candidates,
      budget,
      price: (_file, first, _last, keptLines) => (keptLines ? undefined : task.candidates[first / 2]!.tokens),
      lineCount: () => 0,
    });
    const chosen = taken.map(({ firstChunk }) => task.candidates[firstChunk / 2]!);
    return recallOf(task, chosen, (path) => lineCounts.get(path) ?? 0);
  });
}

/** Means over tasks. */
export function meanRecalls(tasks: readonly Recalls[]): Recalls {
  return BUDGETS.map((_, at) => ({
    file: mean(tasks.map((recalls) => recalls[at]!.file)),
    line: mean(tasks.map((recalls) => recalls[at]!.line)),
  }));
}

/** One figure for comparing: the mean of file and line recall over the budgets. */
export function quality(recalls: Recalls): number {
  return mean(recalls.flatMap(({ file, line }) => [file, line]));
}

/** "2k 71.0/46.6  8k …": file and line recall in per cent. */
export function recallText(recalls: Recalls): string {
  return recalls
    .map(({ file, line }, at) => `${BUDGETS[at]! / 1000}k ${(file * 100).toFixed(1)}/${(line * 100).toFixed(1)}`)
    .join('  ');
}

import type { TaskFeatures } from './features.ts';
import { meanRecalls, quality, simulate, type Recalls } from './simulate.ts';
import { fitWeights, shippedWeights } from './weightsFile.ts';

/** More folds than repositories make no sense; more than these cost time and say the same. */
const MOST_FOLDS = 4;
/** Sweeps of the ascent for each fold: the first brings nearly all. */
const SWEEPS = 1;
/** Per unit of the text signal's weight: what a file's further chunk may cost. */
const DIVERSITIES = [0.05, 0.1, 0.15, 0.2, 0.25, 0.3] as const;

export interface Evaluation {
  readonly repositories: number;
  /** By the weights that the product ships now. */
  readonly shipped: Recalls;
  /** By weights learned without the repository that is judged. */
  readonly learned: Recalls;
  /** The one that was best so. */
  readonly diversity: number;
}

/** How well learned weights do on repositories that they have not seen (cross-validation by repository). */
export function leaveOut(examples: readonly TaskFeatures[]): Evaluation {
  const repositories = [...new Set(examples.map(({ repo }) => repo))].sort();
  const foldOf = new Map(repositories.map((repo, at) => [repo, at % MOST_FOLDS]));
  const judged: { readonly task: TaskFeatures; readonly weights: Float64Array }[] = [];
  for (let fold = 0; fold < Math.min(MOST_FOLDS, repositories.length); fold++) {
    const left = examples.filter(({ repo }) => foldOf.get(repo) === fold);
    const weights = fitWeights(
      examples.filter(({ repo }) => foldOf.get(repo) !== fold),
      SWEEPS,
    );
    judged.push(...left.map((task) => ({ task, weights })));
  }
  const { weights: before, diversity: shippedDiversity } = shippedWeights();
  const tried = DIVERSITIES.map((diversity) => ({
    diversity,
    learned: meanRecalls(judged.map(({ task, weights }) => simulate(task, weights, diversity))),
  }));
  const best = tried.reduce((a, b) => (quality(b.learned) > quality(a.learned) ? b : a));
  return {
    repositories: repositories.length,
    shipped: meanRecalls(examples.map((task) => simulate(task, before, shippedDiversity))),
    ...best,
  };
}

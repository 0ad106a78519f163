import type { TaskFeatures } from './features.ts';
import { meanRecalls, quality, simulate } from './simulate.ts';

export interface AscentOptions {
  readonly examples: readonly TaskFeatures[];
  readonly start: Float64Array;
  readonly diversity: number;
  /** Columns that stay as they are: the unit of the scores. */
  readonly fixed: readonly number[];
  readonly sweeps?: number;
}

/** Factors that are tried on a weight, and what is smaller than this is tried as a step. */
const FACTORS = [1.3, 0.75] as const;
const SMALL = 0.1;
/** A smaller gain is chance. */
const LEAST_GAIN = 0.0002;

/**
 * Weights near `start` by which the product's own selection finds more: coordinate ascent on recall itself, which no
 * smooth loss stands for (Metzler and Croft, "Linear Feature-Based Models for Information Retrieval", 2007).
 */
export function ascend({ examples, start, diversity, fixed, sweeps = 2 }: AscentOptions): Float64Array {
  const judge = (weights: Float64Array) =>
    quality(meanRecalls(examples.map((task) => simulate(task, weights, diversity))));
  let best = start;
  let most = judge(start);
  for (let sweep = 0; sweep < sweeps; sweep++) {
    for (let at = 0; at < start.length; at++) {
      if (fixed.includes(at)) continue;
      for (const factor of FACTORS) {
        const tried = best.slice();
        const weight = best[at]!;
        tried[at] = Math.abs(weight) < SMALL ? weight + (factor > 1 ? SMALL : -SMALL) : weight * factor;
        const found = judge(tried);
        if (found < most + LEAST_GAIN) continue;
        best = tried;
        most = found;
        break;
      }
    }
  }
  return best;
}

/** What a question's candidates look like: one row of features a candidate, and what it is worth. */
export interface Example {
  /** Rows of `width` features, one candidate after another. */
  readonly features: Float32Array;
  /** How much of what is wanted each candidate holds, per token; not negative. */
  readonly worth: Float32Array;
}

export interface FitOptions {
  readonly examples: readonly Example[];
  /** Features a candidate. */
  readonly width: number;
  /** Penalty on squared standardised weights. */
  readonly l2?: number;
  readonly steps?: number;
  readonly rate?: number;
}

/**
 * Linear weights by which the candidates that are worth most come first: the listwise cross entropy between the shares of
 * worth and the softmax of the scores (ListNet: Cao et al., "Learning to Rank: From Pairwise Approach to Listwise
 * Approach", ICML 2007), minimised by Adam (Kingma and Ba 2015) on standardised features. Examples without any worth are
 * left out. The same input gives the same weights. Returns one weight a feature, for features as they are given.
 */
export function fitListwise({ examples, width, l2 = 1e-4, steps = 100, rate = 0.05 }: FitOptions): Float64Array {
  const useful = examples.filter(({ worth }) => worth.some((value) => value > 0));
  const { means, deviations } = moments(useful, width);
  const standardised = useful.map(({ features, worth }) => ({
    features: features.map((value, at) => (value - means[at % width]!) / deviations[at % width]!),
    shares: shares(worth),
  }));
  const weights = new Float64Array(width);
  const first = new Float64Array(width);
  const second = new Float64Array(width);
  for (let step = 1; step <= steps; step++) {
    const gradient = weights.map((weight) => weight * l2);
    for (const example of standardised) addGradient(gradient, weights, example, 1 / standardised.length);
    for (let at = 0; at < width; at++) {
      const slope = gradient[at]!;
      first[at] = 0.9 * first[at]! + 0.1 * slope;
      second[at] = 0.99 * second[at]! + 0.01 * slope * slope;
      const momentum = first[at]! / (1 - 0.9 ** step);
      const scale = Math.sqrt(second[at]! / (1 - 0.99 ** step)) + 1e-8;
      weights[at]! -= (rate * momentum) / scale;
    }
  }
  return weights.map((weight, at) => weight / deviations[at]!);
}

interface Standardised {
  readonly features: Float32Array;
  /** Sum to one. */
  readonly shares: Float32Array;
}

function addGradient(
  gradient: Float64Array,
  weights: Float64Array,
  { features, shares: wanted }: Standardised,
  scale: number,
): void {
  const width = weights.length;
  const scores = scoresOf(features, weights);
  const most = scores.reduce((a, b) => Math.max(a, b), -Infinity);
  const odds = scores.map((score) => Math.exp(score - most));
  const total = odds.reduce((sum, value) => sum + value, 0);
  for (let row = 0; row < wanted.length; row++) {
    const error = (odds[row]! / total - wanted[row]!) * scale;
    for (let at = 0; at < width; at++) gradient[at]! += error * features[row * width + at]!;
  }
}

/** Weighted sums of the rows. */
export function scoresOf(features: Float32Array, weights: Float64Array): Float64Array {
  const width = weights.length;
  const scores = new Float64Array(features.length / width);
  for (let row = 0; row < scores.length; row++) {
    let sum = 0;
    for (let at = 0; at < width; at++) sum += features[row * width + at]! * weights[at]!;
    scores[row] = sum;
  }
  return scores;
}

function shares(worth: Float32Array): Float32Array {
  const total = worth.reduce((sum, value) => sum + value, 0);
  return worth.map((value) => value / total);
}

/** Means and standard deviations of the features; a feature that never changes has deviation 1. */
function moments(examples: readonly Example[], width: number): { means: Float64Array; deviations: Float64Array } {
  const sums = new Float64Array(width);
  const squares = new Float64Array(width);
  let rows = 0;
  for (const { features } of examples) {
    features.forEach((value, at) => {
      sums[at % width]! += value;
      squares[at % width]! += value * value;
    });
    rows += features.length / width;
  }
  const means = sums.map((sum) => sum / Math.max(1, rows));
  const deviations = squares.map(
    (square, at) => Math.sqrt(Math.max(0, square / Math.max(1, rows) - means[at]! ** 2)) || 1,
  );
  return { means, deviations };
}

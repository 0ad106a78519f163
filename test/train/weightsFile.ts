import shipped from '../../server/src/engine/ranking/weights.json' with { type: 'json' };
import { LEARNED_SIGNALS } from '../../server/src/engine/ranking/weights.ts';
import { COLUMNS, ROLES, worthOf, type TaskFeatures } from './features.ts';
import type { Evaluation } from './leaveOut.ts';
import { fitListwise } from './listwise.ts';
import { recallText } from './simulate.ts';

/** Scores have no unit of their own: the text signal counts this much, so that weights can be compared over time. */
const TEXT_WEIGHT = 1.6;
/** A chunk of fewer tokens is not worth more for being small. */
const SMALLEST_TOKENS = 20;

/** Weights of `COLUMNS`, learned from worth per token: a budget is spent in tokens. */
export function fitWeights(examples: readonly TaskFeatures[]): Float64Array {
  const fitted = fitListwise({
    width: COLUMNS.length,
    examples: examples.map(({ features, candidates, gold }) => ({
      features,
      worth: Float32Array.from(candidates, (one) => worthOf(one, gold) / Math.max(SMALLEST_TOKENS, one.tokens)),
    })),
  });
  const scale = TEXT_WEIGHT / fitted[COLUMNS.indexOf('text')]!;
  return fitted.map((weight) => weight * scale);
}

/** What the product ships, in the order of `COLUMNS`. */
export function shippedWeights(): { readonly weights: Float64Array; readonly diversity: number } {
  const { weights, length, roles, diversity } = shipped;
  const all: Readonly<Record<string, number>> = { ...weights, length, ...roles };
  return { weights: Float64Array.from(COLUMNS, (name) => all[name] ?? 0), diversity };
}

/** The text of `weights.json`: the weights, and what they were learned from. */
export function weightsFile(weights: Float64Array, evaluation: Evaluation & { readonly tasks: number }): string {
  const of = (names: readonly (typeof COLUMNS)[number][]) =>
    Object.fromEntries(names.map((name) => [name, rounded(weights[COLUMNS.indexOf(name)]!)]));
  return `${JSON.stringify(
    {
      provenance: {
        command: 'npm run train',
        tasks: evaluation.tasks,
        repositories: evaluation.repositories,
        recallOnRepositoriesLeftOut: recallText(evaluation.learned),
      },
      weights: of(LEARNED_SIGNALS),
      length: rounded(weights[COLUMNS.indexOf('length')]!),
      roles: of(ROLES),
      diversity: evaluation.diversity,
    },
    undefined,
    2,
  )}\n`;
}

function rounded(value: number): number {
  return Math.round(value * 1000) / 1000;
}

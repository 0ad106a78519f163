import shipped from '../../server/src/engine/ranking/weights.json' with { type: 'json' };
import { LEARNED_SIGNALS } from '../../server/src/engine/ranking/weights.ts';
import { ascend } from './ascend.ts';
import { COLUMNS, ROLES, worthOf, type TaskFeatures } from './features.ts';
import type { Evaluation } from './leaveOut.ts';
import { fitListwise } from './listwise.ts';
import { recallText } from './simulate.ts';

/** Scores have no unit of their own: the text signal counts this much, so that weights can be compared over time. */
const TEXT_WEIGHT = 1.6;
const TEXT = COLUMNS.indexOf('text');
/** Tasks want source files only, so they do not tell how far others should fall: twice what text can give is far enough. */
const MOST_DEMOTION = 2 * TEXT_WEIGHT;
/** What the selection subtracts while weights are judged; the best is chosen afterwards. */
const ASCENT_DIVERSITY = 0.22;
/** A chunk of fewer tokens is not worth more for being small. */
const SMALLEST_TOKENS = 20;

/**
 * Weights of `COLUMNS`: first by a smooth loss on worth per token, since a budget is spent in tokens, then by what
 * selection finds with them. `sweeps` over all columns.
 */
export function fitWeights(examples: readonly TaskFeatures[], sweeps: number): Float64Array {
  const fitted = fitListwise({
    width: COLUMNS.length,
    examples: examples.map(({ features, candidates, gold }) => ({
      features,
      worth: Float32Array.from(candidates, (one) => worthOf(one, gold) / Math.max(SMALLEST_TOKENS, one.tokens)),
    })),
  });
  const scale = TEXT_WEIGHT / fitted[TEXT]!;
  const start = fitted.map((weight, at) => sensible(weight * scale, at));
  const found = ascend({ examples, start, diversity: ASCENT_DIVERSITY, fixed: [TEXT], sweeps });
  return found.map(sensible);
}

/** A signal speaks for a chunk or says nothing, and a role takes back no more than the text can give. */
function sensible(weight: number, column: number): number {
  const name = COLUMNS[column]!;
  if (name === 'length') return weight;
  return (ROLES as readonly string[]).includes(name) ? Math.max(-MOST_DEMOTION, weight) : Math.max(0, weight);
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

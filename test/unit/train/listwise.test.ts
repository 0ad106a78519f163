import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fitListwise, scoresOf, type Example } from '../../train/listwise.ts';

/** Candidates of three features: what tells, noise, and what is the same for all. */
function example(rows: readonly (readonly [number, number])[], wanted: number): Example {
  return {
    features: Float32Array.from(rows.flatMap(([telling, noise]) => [telling, noise, 7])),
    worth: Float32Array.from(rows, (_, at) => (at === wanted ? 0.02 : 0)),
  };
}

const EXAMPLES = [
  example([[0.9, 0.1], [0.2, 0.8], [0.1, 0.5]], 0), // prettier-ignore
  example([[0.1, 0.1], [0.3, 0.9], [0.8, 0.4]], 2), // prettier-ignore
  example([[0.2, 0.9], [0.7, 0.2], [0.3, 0.6]], 1), // prettier-ignore
];

test('what tells the wanted candidate from the others counts, what is the same for all does not', () => {
  const [telling, , same] = fitListwise({ examples: EXAMPLES, width: 3 });
  expect(telling).toBeGreaterThan(1);
  expect(same).toBe(0);
});

test('the wanted candidate comes first by the learned weights', () => {
  const weights = fitListwise({ examples: EXAMPLES, width: 3 });
  for (const { features, worth } of EXAMPLES) {
    const scores = [...scoresOf(features, weights)];
    expect(scores.indexOf(Math.max(...scores))).toBe(worth.findIndex((value) => value > 0));
  }
});

test('examples in which nothing is wanted say nothing, and the unit of a feature does not matter', () => {
  const nothing = { features: Float32Array.from([5, 5, 5]), worth: Float32Array.from([0]) };
  const weights = fitListwise({ examples: EXAMPLES, width: 3 });
  expect(fitListwise({ examples: [...EXAMPLES, nothing], width: 3 })).toEqual(weights);
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 6 }), (power) => {
      const unit = 2 ** power;
      const scaled = EXAMPLES.map(({ features, worth }) => ({ features: features.map((one) => one * unit), worth }));
      const [telling] = fitListwise({ examples: scaled, width: 3, l2: 0 });
      expect(telling! * unit).toBeCloseTo(fitListwise({ examples: EXAMPLES, width: 3, l2: 0 })[0]!, 2);
    }),
    { numRuns: 6 },
  );
});

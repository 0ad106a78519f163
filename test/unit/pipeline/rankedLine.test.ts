import fc from 'fast-check';
import { expect, test } from 'vitest';
import { RankedLine } from '../../../server/src/pipeline/rankedLine.ts';

interface Entry {
  readonly rank: number;
  readonly n: number;
}

/** The slow reference: sorted anew for each question. */
function reference() {
  const entries: Entry[] = [];
  return {
    entries,
    first: () => {
      const [first] = entries.toSorted((a, b) => a.rank - b.rank || a.n - b.n);
      if (first) entries.splice(entries.indexOf(first), 1);
      return first;
    },
  };
}

const step = fc.oneof(
  { weight: 5, arbitrary: fc.record({ rank: fc.integer({ min: 0, max: 9 }) }) },
  { weight: 4, arbitrary: fc.constant('take' as const) },
  { weight: 1, arbitrary: fc.record({ remove: fc.nat() }) },
);

test('whatever comes, goes and gives up: the first is the one of the lowest rank that came first', () => {
  fc.assert(
    fc.property(fc.array(step, { minLength: 1, maxLength: 400 }), (steps) => {
      const line = new RankedLine<Entry>();
      const slow = reference();
      for (const [n, one] of steps.entries()) {
        if (one === 'take') expect(line.takeFirst()).toBe(slow.first());
        else if ('rank' in one) {
          const entry = { rank: one.rank, n };
          line.insert(entry);
          slow.entries.push(entry);
        } else if (slow.entries.length > 0) {
          const [entry] = slow.entries.splice(one.remove % slow.entries.length, 1);
          line.remove(entry!);
        }
        expect(line.length).toBe(slow.entries.length);
      }
      for (let left = line.length; left >= 0; left--) expect(line.takeFirst()).toBe(slow.first());
    }),
    { numRuns: 50 },
  );
});

test('thousands that come in turn are compared about once each', () => {
  let compared = 0;
  const line = new RankedLine();
  const ranked = (rank: number) => ({
    get rank() {
      compared++;
      return rank;
    },
  });
  const entries = 5000;
  for (let n = 0; n < entries; n++) line.insert(ranked(n));
  expect(compared).toBeLessThanOrEqual(2 * entries);
  for (let n = 0; n < entries; n++) line.takeFirst();
  expect(line.length).toBe(0);
  expect(compared).toBeLessThanOrEqual(2 * entries);
});

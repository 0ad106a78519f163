import fc from 'fast-check';
import { expect, test } from 'vitest';
import { editDistance, nearest } from '../../../server/src/base/nearest.ts';

const NAMES = ['optimize', 'batch', 'scan', 'stats', 'init'];

test.each([
  ['optimise', 'optimize'],
  ['optimzie', 'optimize'],
  ['sacn', 'scan'],
  ['stat', 'stats'],
  ['opti', 'optimize'],
  ['int', 'init'],
  ['xyz', undefined],
  ['', undefined],
  ['optimizations-of-all-kinds', undefined],
])('%s → %s', (typed, meant) => {
  expect(nearest(typed, NAMES)).toBe(meant);
});

test('the distance is symmetric, and 0 for equal words only', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 6 }), fc.string({ maxLength: 6 }), (a, b) => {
      expect(editDistance(a, b)).toBe(editDistance(b, a));
      expect(editDistance(a, b) === 0).toBe(a === b);
      expect(editDistance(a, b)).toBeLessThanOrEqual(Math.max(a.length, b.length));
    }),
  );
});

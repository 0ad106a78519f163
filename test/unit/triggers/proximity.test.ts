import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { hitsWithin } from '../../../server/src/engine/triggers/proximity.ts';
import { SpanSet } from '../../../server/src/engine/triggers/spanSet.ts';
import { TextScopes } from '../../../server/src/engine/triggers/textScopes.ts';
import { mark } from './run.ts';

const span = fc
  .tuple(fc.nat(30), fc.integer({ min: 1, max: 8 }))
  .map(([start, length]) => ({ start, end: start + length }));

test('a span set knows whether any of its spans is touched', () => {
  fc.assert(
    fc.property(fc.array(span, { maxLength: 12 }), span, (spans, probe) => {
      const touched = spans.filter(({ start, end }) => start < probe.end && probe.start < end);
      const sorted = spans.toSorted((a, b) => a.start - b.start);
      const set = new SpanSet(
        Int32Array.from(sorted, ({ start }) => start),
        Int32Array.from(sorted, ({ end }) => end),
      );
      const found = set.overlapping(probe.start, probe.end);
      expect(found < 0).toBe(touched.length === 0);
      if (found >= 0) expect(touched).toContain(sorted[found]);
    }),
  );
});

/** Letters are keywords of groups 0 (a), 1 (b) and 2 (c); n holds back, x is filler. */
const letters = fc.array(fc.constantFrom('a', 'b', 'c', 'n', 'x', 'x'), { maxLength: 14 });

test('hits stand within N words exactly where some choice of one hit a group spans at most N', () => {
  fc.assert(
    fc.property(letters, fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 3 }), (words, count, groupCount) => {
      const scopes = new TextScopes(words.join(' '));
      // Every word is a hit, so that a hit's rank is the number of its word.
      const starts = Int32Array.from(words, (_, at) => at * 2);
      const where = { places: { starts, ends: starts.map((start) => start + 1) }, scopes };
      const hitsOf = (letter: string) => Int32Array.from(words.flatMap((word, at) => (word === letter ? [at] : [])));
      const groups = Array.from('abc').slice(0, groupCount).map(hitsOf);
      const spread = (places: readonly number[]) => Math.max(...places) - Math.min(...places);
      const choices = groups.reduce<number[][]>(
        (chosen, group) => chosen.flatMap((places) => [...group].map((hit) => [...places, hit])),
        [[]],
      );
      const near = choices.filter((places) => spread(places) <= count);
      const { hits } = hitsWithin({ unit: 'words', count }, { groups, none: new Int32Array(0) }, where);
      expect(hits.length > 0).toBe(near.length > 0);
      for (const hit of hits) expect(near.flat()).toContain(hit);

      const none = hitsOf('n');
      const kept = hitsWithin({ unit: 'words', count }, { groups, none }, where);
      expect([...hits]).toEqual(expect.arrayContaining([...kept.hits]));
      if (kept.hits.length === 0 && hits.length > 0) expect(none).toContain(kept.heldBackBy);
    }),
    { numRuns: 200 },
  );
});

test.each([
  ['⟦One. ⟦Two! ⟦Three?'],
  ['⟦He said "no." ⟦Then 3.14 (or so). ⟦E.g.x'],
  ['⟦a\nb\n\n⟦c\n  \n⟦d'],
  ['⟦好。⟦再见！⟦x'],
  ['⟦...'],
])('sentences of %j', (sample) => {
  const scopes = new TextScopes(sample.replaceAll('⟦', ''));
  const offsets = Int32Array.from(Array.from(scopes.text).flatMap((unit, at) => (unit.trim() === '' ? [] : [at])));
  const sentences = scopes.sentenceNumbers(offsets);
  const starts = [...offsets].flatMap((start, at) => (sentences[at] === sentences[at - 1] ? [] : [{ start, end: -1 }]));
  expect(mark(scopes.text, starts)).toBe(sample);
});

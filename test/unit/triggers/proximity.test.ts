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
      const found = new SpanSet(spans).overlapping(probe);
      expect(found === undefined).toBe(touched.length === 0);
      if (found) expect(touched).toContain(found);
    }),
  );
});

/** Letters are keywords of groups 0 (a), 1 (b) and 2 (c); n holds back, x is filler. */
const letters = fc.array(fc.constantFrom('a', 'b', 'c', 'n', 'x', 'x'), { maxLength: 14 });

test('hits stand within N words exactly where some choice of one hit a group spans at most N', () => {
  fc.assert(
    fc.property(letters, fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 3 }), (words, count, groupCount) => {
      const scopes = new TextScopes(words.join(' '));
      const hitsOf = (letter: string) =>
        words.flatMap((word, at) => (word === letter ? [{ keyword: 0, start: at * 2, end: at * 2 + 1 }] : []));
      const groups = Array.from('abc').slice(0, groupCount).map(hitsOf);
      const spread = (places: readonly number[]) => Math.max(...places) - Math.min(...places);
      const choices = groups.reduce<number[][]>(
        (chosen, group) => chosen.flatMap((places) => group.map((hit) => [...places, hit.start / 2])),
        [[]],
      );
      const near = choices.filter((places) => spread(places) <= count);
      const { hits } = hitsWithin({ unit: 'words', count }, { groups, none: [] }, scopes);
      expect(hits.length > 0).toBe(near.length > 0);
      for (const hit of hits) expect(near.flat()).toContain(hit.start / 2);

      const none = hitsOf('n');
      const kept = hitsWithin({ unit: 'words', count }, { groups, none }, scopes);
      expect(hits).toEqual(expect.arrayContaining([...kept.hits]));
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
  const sentences = Array.from({ length: scopes.text.length }, (_, at) => scopes.sentenceAt(at));
  const starts = sentences.flatMap((sentence, at) => (sentence === sentences[at - 1] ? [] : [{ start: at, end: -1 }]));
  expect(mark(scopes.text, starts)).toBe(sample);
});

import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { buildAutomaton } from '../../server/src/engine/scan/automaton.ts';
import { LiveHits } from '../../server/src/engine/scan/liveHits.ts';
import { scanEveryWay, type Hit } from '../helpers/scanning.ts';

const characters = fc.constantFrom(...Array.from('aabAB  \n_.中🐛𐐀'), ' '.repeat(40));
const snippet = (maxLength: number) => fc.array(characters, { maxLength }).map((list) => list.join(''));
const keyword = fc.record({ text: snippet(8), wordBounded: fc.boolean() });
const edit = fc.record({ at: fc.nat(400), removed: fc.nat(12), text: snippet(6) });

function hitsOf(live: LiveHits): Hit[] {
  const hits: Hit[] = [];
  live.forEachIn(0, Infinity, (...hit) => hits.push(hit));
  return hits.toSorted(byPlace);
}

function byPlace(a: Hit, b: Hit): number {
  return a[1] - b[1] || a[2] - b[2] || a[0] - b[0];
}

test('after any edits the hits are those of the whole', () => {
  fc.assert(
    fc.property(
      fc.array(keyword, { maxLength: 8 }),
      snippet(60),
      fc.array(edit, { maxLength: 12 }),
      (list, begin, edits) => {
        const automaton = buildAutomaton(list);
        const live = new LiveHits(automaton, begin);
        let text = begin;
        for (const { at, removed, text: inserted } of edits) {
          const start = Math.min(at, text.length);
          const end = Math.min(start + removed, text.length);
          text = `${text.slice(0, start)}${inserted}${text.slice(end)}`;
          live.edit(text, { start, end, text: inserted });
          expect(hitsOf(live)).toEqual(scanEveryWay(automaton, text).toSorted(byPlace));
        }
      },
    ),
    { numRuns: 100 },
  );
});

test('behind an edit no more is scanned than what a keyword is under way in, however long the longest one is', () => {
  const long = 'never '.repeat(400);
  const automaton = buildAutomaton([
    { text: long, wordBounded: true },
    { text: 'memory leak', wordBounded: true },
  ]);
  const text = 'a line like any other\n'.repeat(1000);
  const live = new LiveHits(automaton, text);
  const { unitsScanned } = live.edit(`${text.slice(0, 5000)}x${text.slice(5000)}`, {
    start: 5000,
    end: 5000,
    text: 'x',
  });
  expect(unitsScanned).toBeLessThan(long.length + 100);
  const underWay = 'memory   ';
  const edited = live.edit(`${text}${underWay}`, { start: text.length, end: text.length, text: underWay });
  expect(edited.unitsScanned).toBeGreaterThan(underWay.length);
});

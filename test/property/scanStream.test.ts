import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { buildAutomaton } from '../../server/src/engine/scan/automaton.ts';
import { HitBuffer } from '../../server/src/engine/scan/hitBuffer.ts';
import type { Keyword } from '../../server/src/engine/scan/keyword.ts';
import { scan } from '../../server/src/engine/scan/scanner.ts';
import { StreamScanner } from '../../server/src/engine/scan/streamScanner.ts';

type Hit = readonly [keyword: number, start: number, end: number];

function whole(keywords: readonly Keyword[], text: string): Hit[] {
  const hits = new HitBuffer();
  scan(buildAutomaton(keywords), text, hits);
  return Array.from({ length: hits.count }, (_, hit): Hit => [hits.keyword(hit), hits.start(hit), hits.end(hit)]);
}

/** The hits of the parts, and the most units that were held between two of them. */
function streamed(keywords: readonly Keyword[], parts: readonly string[]) {
  const scanner = new StreamScanner(buildAutomaton(keywords));
  const hits: Hit[] = [];
  let mostHeld = 0;
  for (const part of parts) {
    scanner.push(part, (...hit) => hits.push(hit));
    mostHeld = Math.max(mostHeld, scanner.unitsHeld);
  }
  scanner.finish((...hit) => hits.push(hit));
  return { hits, mostHeld };
}

// Few characters, so that hits, overlaps, humps, runs of white space and surrogate pairs are common.
const characters = fc.constantFrom(...Array.from('aabAB  \n\u00a0_.1sSſцЦß中🐛𐐀𐐨\u0301'), ' '.repeat(40));
const snippet = (maxLength: number) => fc.array(characters, { maxLength }).map((list) => list.join(''));
const keyword = fc.record({ text: snippet(5), wordBounded: fc.boolean() });

test('parts give the hits of the whole, wherever they are cut', () => {
  fc.assert(
    fc.property(
      fc.array(keyword, { maxLength: 8 }),
      snippet(60),
      fc.array(fc.nat(200), { maxLength: 12 }),
      (keywords, text, cuts) => {
        const at = [0, ...cuts.map((cut) => Math.min(cut, text.length)).sort((a, b) => a - b), text.length];
        const parts = at.slice(1).map((end, part) => text.slice(at[part], end));
        expect(streamed(keywords, parts).hits).toEqual(whole(keywords, text));
      },
    ),
    { numRuns: 300 },
  );
});

test('unit by unit too', () => {
  fc.assert(
    fc.property(fc.array(keyword, { maxLength: 8 }), snippet(25), (keywords, text) => {
      expect(streamed(keywords, text.split('')).hits).toEqual(whole(keywords, text));
    }),
    { numRuns: 50 },
  );
});

test('what is held does not grow with a run of white space, and a hit across the run has its exact range', () => {
  const parts = ['an old ', 'memory', ...Array.from({ length: 500 }, () => ' \n'.repeat(50)), 'leak', ' here'];
  const { hits, mostHeld } = streamed([{ text: 'memory leak', wordBounded: true }], parts);
  expect(hits).toEqual([[0, 7, 7 + 6 + 50_000 + 4]]);
  expect(mostHeld).toBeLessThan(200);
});

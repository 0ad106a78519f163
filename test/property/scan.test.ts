import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { buildAutomaton } from '../../server/src/engine/scan/automaton.ts';
import type { Keyword } from '../../server/src/engine/scan/keyword.ts';
import { scanEveryWay, type Hit } from '../helpers/scanning.ts';

const UNSPACED = '\\p{sc=Han}\\p{sc=Hiragana}\\p{sc=Katakana}\\p{sc=Hangul}ー';
const WORD = `(?![${UNSPACED}])[\\p{L}\\p{N}\\p{M}]`;
const BOUNDARY = new RegExp(
  `^|$|(?<!${WORD})|(?!${WORD})|(?<=[\\p{Ll}\\p{N}])(?=[\\p{Lu}\\p{Lt}])|(?<=[\\p{Lu}\\p{Lt}])(?=[\\p{Lu}\\p{Lt}]\\p{Ll})`,
  'guy',
);
const STARTS_WITH_WORD = new RegExp(`^${WORD}`, 'u');
const ENDS_WITH_WORD = new RegExp(`${WORD}$`, 'u');

function isBoundary(text: string, offset: number): boolean {
  // A sticky `u` pattern would move back from the middle of a surrogate pair; no keyword begins or ends there.
  BOUNDARY.lastIndex = offset;
  return BOUNDARY.test(text);
}

/** The slow reference: the regular expression engine at every offset, one keyword after the other. */
function naive(keywords: readonly Keyword[], text: string): Hit[] {
  const hits: Hit[] = [];
  keywords.forEach(({ text: raw, wordBounded }, keyword) => {
    const words = raw.split(/\s+/).filter((part) => part !== '');
    if (words.length === 0) return;
    const literal = words.map((part) => part.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')).join('\\s+');
    const pattern = new RegExp(literal, 'giuy');
    for (let start = 0; start < text.length; start++) {
      if (/[\udc00-\udfff]/.test(text[start] ?? '') && /[\ud800-\udbff]/.test(text[start - 1] ?? '')) continue;
      pattern.lastIndex = start;
      const match = pattern.exec(text);
      if (!match) continue;
      const end = start + match[0].length;
      if (wordBounded && STARTS_WITH_WORD.test(words[0] ?? '') && !isBoundary(text, start)) continue;
      if (wordBounded && ENDS_WITH_WORD.test(words.at(-1) ?? '') && !isBoundary(text, end)) continue;
      hits.push([keyword, start, end]);
    }
  });
  return hits.sort(byEnd);
}

function byEnd(a: Hit, b: Hit): number {
  return a[2] - b[2] || a[1] - b[1] || a[0] - b[0];
}

function scanned(keywords: readonly Keyword[], text: string, from?: number, to?: number): Hit[] {
  return scanEveryWay(buildAutomaton(keywords), text, from, to);
}

// Few characters, so that hits, overlaps, humps and runs of white space are common.
const characters = fc.constantFrom(...Array.from('aabAB  \n\u00a0_.1sSſцЦß中か글🐛𐐀𐐨\u0301'));
const snippet = (maxLength: number) => fc.array(characters, { maxLength }).map((list) => list.join(''));
const keyword = fc.record({ text: snippet(5), wordBounded: fc.boolean() });
const keywords = fc.array(keyword, { maxLength: 8 });

test('a scan finds what a regular expression finds at every offset, each hit once', () => {
  fc.assert(
    fc.property(keywords, snippet(40), (list, text) => {
      expect(scanned(list, text).sort(byEnd)).toEqual(naive(list, text));
    }),
    { numRuns: 200 },
  );
});

test('hits come by rising end, the longest first', () => {
  fc.assert(
    fc.property(keywords, snippet(30), (list, text) => {
      const hits = scanned(list, text);
      hits.slice(1).forEach((hit, at) => {
        const before = hits[at] as Hit;
        expect(before[2] < hit[2] || (before[2] === hit[2] && before[1] <= hit[1])).toBe(true);
      });
    }),
    { numRuns: 100 },
  );
});

test('a part gives the hits of the whole that lie within it', () => {
  fc.assert(
    fc.property(keywords, snippet(30), fc.nat(30), fc.nat(30), (list, text, from, to) => {
      const within = scanned(list, text).filter(([, start, end]) => start >= from && end <= to);
      expect(scanned(list, text, from, to)).toEqual(within);
    }),
    { numRuns: 200 },
  );
});

test('any string at all is scanned without an error, and keywords of many characters are found', () => {
  const point = fc.integer({ min: 0, max: 0x1ffff }).filter((code) => code < 0xd800 || code > 0xdfff);
  const anyText = fc.array(point, { maxLength: 6 }).map((points) => String.fromCodePoint(...points));
  const noise = fc.array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 20 });
  const anyKeyword = fc.record({ text: anyText, wordBounded: fc.constant(false) });
  fc.assert(
    fc.property(fc.array(anyKeyword, { maxLength: 40 }), noise, (list, units) => {
      const text = String.fromCharCode(...units) + list.map((one) => one.text).join('\n');
      expect(scanned(list, text).sort(byEnd)).toEqual(naive(list, text));
    }),
    { numRuns: 30 },
  );
});

test('where lanes and blocks meet, nothing is lost and nothing comes twice', () => {
  fc.assert(
    fc.property(keywords, snippet(30), fc.nat(9000), fc.integer({ min: 1, max: 100 }), (list, text, before, times) => {
      const padded = `${'.'.repeat(before)}${text.repeat(times)}`;
      expect(scanned(list, padded).length).toBeGreaterThanOrEqual(scanned(list, text).length - 1);
    }),
    { numRuns: 40 },
  );
});

import { expect, test } from 'vitest';
import { stem } from '../../../server/src/engine/ranking/stem.ts';
import { visitTerms } from '../../../server/src/engine/ranking/terms.ts';

function words(text: string): string[] {
  const found: string[] = [];
  visitTerms(text, 0, text.length, {
    word: (_, start, end) => found.push(text.slice(start, end).toLowerCase()),
    identifier: () => {},
  });
  return found;
}

test.each([
  ['parseRules', ['parse', 'rules', 'parserules']],
  ['parse_rules', ['parse', 'rules', 'parse_rules']],
  ['HTTPServer2', ['http', 'server', 'httpserver2']],
  ['the budget', ['budget']],
  ['a-b.c', []],
  ['x = utf8', ['utf', 'utf8']],
  ['größeÄndern', ['größeändern']],
  ['поиск кода', ['поиск', 'кода']],
  ['$scope', ['scope']],
])('terms of %j', (text, expected) => {
  expect(words(text)).toEqual(expected);
});

test.each([
  ['parse parses parsed parsing parser', 'pars'],
  ['chunk chunks chunked chunking chunker', 'chunk'],
  ['select selects selected selection selector', 'select'],
  ['validate validates validated validation validator', 'validat'],
  ['query queries', 'query'],
  ['run running runner', 'run'],
  ['cache caches cached caching', 'cach'],
  ['match matches matched matcher', 'match'],
])('%j are one term', (words_, expected) => {
  expect(new Set(words_.split(' ').map(stem))).toEqual(new Set([expected]));
});

test.each(['status', 'class', 'this', 'bus', 'use', 'red', 'string', 'for', 'king'])(
  '%j is left as it is, but for a final e',
  (word) => {
    expect(stem(word)).toBe(word);
  },
);

test('a run of base64 gives no terms', () => {
  expect(words(`x = "${'aGVsbG8gd29ybGQ'.repeat(8)}"`)).toEqual([]);
});

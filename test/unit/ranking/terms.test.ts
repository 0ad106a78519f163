import { expect, test } from 'vitest';
import { visitTerms } from '../../../server/src/engine/ranking/terms.ts';

function words(text: string): string[] {
  const found: string[] = [];
  visitTerms(text, 0, text.length, {
    word: (_, start, end) => found.push(text.slice(start, end).toLowerCase()),
    identifier: () => {},
  });
  return found;
}

function hashes(text: string): number[] {
  const found: number[] = [];
  visitTerms(text, 0, text.length, { word: (hash) => found.push(hash), identifier: () => {} });
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
  ['chunks', 'chunk'],
  ['Budgets', 'budget'],
  ['parseRules', 'parse_rule'],
])('%j and %j share their first words', (a, b) => {
  const shared = hashes(a).filter((hash) => hashes(b).includes(hash));
  expect(shared.length).toBeGreaterThan(0);
});

test.each([
  ['status', 'statu'],
  ['class', 'clas'],
  ['this', 'thi'],
])('%j does not lose its s', (a, b) => {
  expect(hashes(a)).not.toEqual(hashes(b));
});

test('a run of base64 gives no terms', () => {
  expect(words(`x = "${'aGVsbG8gd29ybGQ'.repeat(8)}"`)).toEqual([]);
});

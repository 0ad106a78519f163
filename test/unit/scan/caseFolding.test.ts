import { expect, test } from 'vitest';
import { foldUnit, otherCaseLow, unitsFoldingTo } from '../../../server/src/engine/scan/caseFolding.ts';

const unit = (character: string) => character.charCodeAt(0);

test.each([
  ['A', 'a'],
  ['z', 'z'],
  ['É', 'é'],
  ['ς', 'σ'],
  ['Σ', 'σ'],
  ['ſ', 's'],
  ['\u212a', 'k'],
  ['µ', 'μ'],
  ['ǅ', 'ǆ'],
  ['ẞ', 'ß'],
  ['ᾈ', 'ᾀ'],
  ['ı', 'ı'],
  ['İ', 'İ'],
  ['中', '中'],
])('%j folds to %j', (character, folded) => {
  expect(String.fromCharCode(foldUnit(unit(character)))).toBe(folded);
});

test('the variants of a folded unit are exactly the units that fold to it', () => {
  for (let at = 0; at < 0x10000; at++) {
    const folded = foldUnit(at);
    if (folded !== at && !unitsFoldingTo(folded).includes(at)) expect.fail(`U+${at.toString(16)} is missing`);
  }
  expect(new Set(unitsFoldingTo(unit('s')))).toEqual(new Set(Array.from('Ssſ', unit)));
  expect(unitsFoldingTo(unit('中'))).toEqual([unit('中')]);
});

test('letters outside the BMP name the low surrogate of their other case', () => {
  expect(otherCaseLow(0xd801, 0xdc00)).toBe(0xdc28);
  expect(otherCaseLow(0xd801, 0xdc28)).toBe(0xdc00);
  expect(otherCaseLow(0xd83d, 0xdc1b)).toBeUndefined();
  expect(otherCaseLow(unit('a'), unit('B'))).toBeUndefined();
});

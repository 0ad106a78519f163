import { expect, test } from 'vitest';
import { parseCompoundPattern } from '../../../server/src/engine/triggers/compoundPattern.ts';

test.each([
  ['security + audit', [['security'], ['audit']], []],
  ['optimize & performance', [['optimize'], ['performance']], []],
  ['a && b AND c', [['a'], ['b'], ['c']], []],
  ['full stack, web', [['full stack'], ['web']], []],
  ['audit | review', [['audit', 'review']], []],
  ['security + audit OR review', [['security'], ['audit', 'review']], []],
  ['(a | b) + c', [['a', 'b'], ['c']], []],
  ['a + NOT b', [['a']], ['b']],
  ['a, !b | c', [['a']], ['b', 'c']],
  ['c++ + R&D', [['c++'], ['R&D']], []],
  ['android and oranges', [['android and oranges']], []],
  [' + , | ', [], []],
  ['', [], []],
])('%j', (pattern, all, none) => {
  expect(parseCompoundPattern(pattern)).toMatchObject({ all, none });
});

test('the keywords of a pattern come in the order in which they stand', () => {
  expect(parseCompoundPattern('(a | b) + NOT c, d').texts).toEqual(['a', 'b', 'c', 'd']);
});

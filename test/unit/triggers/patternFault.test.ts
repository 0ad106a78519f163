import { expect, test } from 'vitest';
import { patternFault } from '../../../server/src/engine/triggers/patternFault.ts';

test.each([
  ['a(?=b)', 'look-around'],
  ['(?<!a)b', 'look-around'],
  ['(a)\\1', 'back-reference'],
  ['(?<n>a)\\k<n>', 'back-reference'],
  ['\\u0041', 'the escape is not known'],
  ['[a', 'no regular expression'],
  ['a**', 'no regular expression'],
])('%s: %s', (pattern, fault) => expect(patternFault(pattern)).toContain(fault));

test.each([
  '\\(?=|[(?=]',
  '\\\\1',
  '(?i)select',
  '(?P<name>a)(?<other>b)',
  '(?i:a)|(?:b)',
  '\\bword\\b\\s+\\d',
  '\\x{41}\\pL\\Q.\\E',
  '[]a]|[^]a]',
  '(a+)+$',
])('%s is no fault', (pattern) => expect(patternFault(pattern)).toBeUndefined());

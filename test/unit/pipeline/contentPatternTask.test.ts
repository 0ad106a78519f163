import { expect, test } from 'vitest';
import { ContentPatternTask } from '../../../server/src/pipeline/contentPatternTask.ts';

const TEXT = 'first\nSELECT 1;\nlast';

test.each([
  ['SELECT|INSERT', { matches: true }],
  ['^SELECT', { matches: true }],
  ['first$', { matches: true }],
  ['(?i)select', { matches: true }],
  ['first.*last', { matches: false }],
  ['(?s)first.*last', { matches: true }],
  ['(a+)+$', { matches: false }],
  ['(.*a){12}b', { matches: false }],
  ['(a)\\1', { fault: 'invalid escape sequence: `\\1`' }],
  ['a(?=b)', { fault: 'invalid or unsupported Perl syntax: `(?=`' }],
  ['[a', { fault: 'missing closing ]: `[a`' }],
  ['(a{1000}){1000}', { fault: 'invalid repeat count: `{1000}`' }],
])('%s', async (pattern, answer) => {
  expect(await new ContentPatternTask().match({ pattern, text: TEXT })).toEqual(answer);
});

test('the text stays until another one comes', async () => {
  const task = new ContentPatternTask();
  expect(await task.match({ pattern: 'last', text: TEXT })).toEqual({ matches: true });
  expect(await task.match({ pattern: 'first' })).toEqual({ matches: true });
  expect(await task.match({ pattern: 'last', text: '' })).toEqual({ matches: false });
});

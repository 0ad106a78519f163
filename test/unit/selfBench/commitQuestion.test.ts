import { expect, test } from 'vitest';
import { commitQuestion, isDull } from '../../../server/src/selfBench/commitQuestion.ts';

const CHANGED = ['src/net/httpClient.ts', 'src/net/retry.ts'];

test.each<[name: string, message: string, question: string]>([
  ['a plain subject', 'Retry requests that timed out', 'Retry requests that timed out'],
  ['a conventional prefix', 'fix(net)!: retry requests that timed out', 'retry requests that timed out'],
  ['the prefix of a part', 'net/http: retry requests', 'retry requests'],
  ['marks before the subject', '[core] [net] retry requests', 'retry requests'],
  ['a body', 'Retry\n\nTimeouts were\nnever retried.\n', 'Retry\nTimeouts were\nnever retried.'],
  [
    'trailers',
    'Retry\n\nBecause.\n\nFixes #12\nSigned-off-by: A <a@example.org>\nSee also: https://example.org/1\nRefs: gh-7',
    'Retry\nBecause.',
  ],
  ['issue numbers and links', 'Retry (#12), see owner/name#3 and https://example.org/x', 'Retry , see and'],
  ['identifiers of commits', 'Retry as 0123456789abcdef did', 'Retry as did'],
  ['a path', 'Retry in src/net/httpClient.ts again', 'Retry in again'],
  ['a file name', 'Retry in httpClient.ts again', 'Retry in again'],
  ['a folder', 'Retry in src/net again', 'Retry in again'],
  ['a module', 'Retry in httpClient.send again', 'Retry in send again'],
  ['what is no path of a changed file', 'Retry as node.http does, and/or fail', 'Retry as node.http does, and/or fail'],
])('%s', (_, message, question) => {
  expect(commitQuestion(message, CHANGED)).toBe(question);
});

test.each<[subject: string, dull: boolean]>([
  ['Bump lodash from 4.1 to 4.2', true],
  ['chore: tidy up', true],
  ['docs(api): say what retry does', true],
  ['Revert "Retry requests"', true],
  ['fix: retry requests', false],
  ['The server retries requests', false],
])('%s', (subject, dull) => {
  expect(isDull(subject)).toBe(dull);
});

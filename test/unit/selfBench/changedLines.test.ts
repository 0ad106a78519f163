import { expect, test } from 'vitest';
import { changedLines } from '../../../server/src/selfBench/changedLines.ts';

function patch(path: string, ...hunks: readonly string[]): string {
  return [`diff --git a/${path} b/${path}`, 'index 1..2 100644', `--- a/${path}`, `+++ b/${path}`, ...hunks, ''].join(
    '\n',
  );
}

const range = (first: number, last: number) => ({ first, last });

test.each<[name: string, text: string, expected: ReturnType<typeof changedLines>]>([
  ['nothing', '', []],
  ['a changed line', patch('a.ts', '@@ -7 +7 @@ f()', '-old', '+new'), [{ path: 'a.ts', ranges: [range(7, 7)] }]],
  ['removed lines', patch('a.ts', '@@ -3,2 +2,0 @@', '-x', '-y'), [{ path: 'a.ts', ranges: [range(3, 4)] }]],
  ['an insertion', patch('a.ts', '@@ -5,0 +6,1 @@', '+x'), [{ path: 'a.ts', ranges: [range(5, 6)] }]],
  ['an insertion at the top', patch('a.ts', '@@ -0,0 +1,1 @@', '+x'), [{ path: 'a.ts', ranges: [range(1, 2)] }]],
  [
    'hunks that touch',
    patch('a.ts', '@@ -5 +5 @@', '-x', '+y', '@@ -6 +6 @@', '-x', '+y', '@@ -9 +9 @@', '-x', '+y'),
    [{ path: 'a.ts', ranges: [range(5, 6), range(9, 9)] }],
  ],
  [
    'content that looks like a header',
    patch('a.ts', '@@ -2,2 +2,2 @@', '--- a/b.ts', '-@@ -9 +9 @@', '+++ b/b.ts', '+x', '\\ No newline at end of file'),
    [{ path: 'a.ts', ranges: [range(2, 3)] }],
  ],
  ['a name with a space', patch('a b.ts\t', '@@ -1 +1 @@', '-x', '+y'), [{ path: 'a b.ts', ranges: [range(1, 1)] }]],
  ['a new file', 'diff --git a/a.ts b/a.ts\n--- /dev/null\n+++ b/a.ts\n@@ -0,0 +1,1 @@\n+x\n', []],
  ['a deleted file', 'diff --git a/a.ts b/a.ts\n--- a/a.ts\n+++ /dev/null\n@@ -1,1 +0,0 @@\n-x\n', []],
  [
    'several files',
    patch('a.ts', '@@ -1 +1 @@', '-x', '+y') + patch('b.ts', '@@ -4 +4 @@', '-x', '+y'),
    [
      { path: 'a.ts', ranges: [range(1, 1)] },
      { path: 'b.ts', ranges: [range(4, 4)] },
    ],
  ],
])('%s', (_, text, expected) => {
  expect(changedLines(text)).toEqual(expected);
});

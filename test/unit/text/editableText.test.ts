import { expect, test } from 'vitest';
import { EditableText } from '../../../server/src/engine/text/editableText.ts';

type Edit = readonly [start: number, end: number, text: string];

/** Edits of a text, what it is afterwards and where its lines start. */
const ROWS: readonly (readonly [
  name: string,
  text: string,
  edits: readonly Edit[],
  after: string,
  lines: readonly number[],
])[] = [
  ['nothing', '', [], '', [0]],
  ['typing into an empty text', '', [[0, 0, 'a\n']], 'a\n', [0, 2]],
  ['everything away', 'a\nb', [[0, 3, '']], '', [0]],
  ['a CR and an LF that meet are one break', 'a\rb', [[2, 2, '\n']], 'a\r\nb', [0, 3]],
  ['a CR LF that is parted is two', 'a\r\nb', [[2, 2, 'x']], 'a\rx\nb', [0, 2, 4]],
  ['an LF taken from behind a CR', 'a\r\nb', [[2, 3, '']], 'a\rb', [0, 2]],
  ['half a surrogate pair', '\u{1f600}\n', [[1, 1, '\n']], '\ud83d\n\ude00\n', [0, 2, 4]],
  [
    'more than a block',
    'x',
    [
      [1, 1, 'ab\n'.repeat(4000)],
      [2, 11_999, ''],
    ],
    'xab\n',
    [0, 4],
  ],
];

test.each(ROWS)('%s', (_, text, edits, after, lines) => {
  const edited = new EditableText(text);
  for (const [start, end, inserted] of edits) edited.replace(start, end, inserted);
  expect(edited.toString()).toBe(after);
  expect(edited.length).toBe(after.length);
  expect(Array.from({ length: edited.lineCount }, (__, line) => edited.lineStart(line))).toEqual(lines);
  expect(edited.slice(-1, after.length + 1)).toBe(after);
  expect(edited.charAt(after.length)).toBe('');
});

test.each([
  [{ line: 0, character: 0 }, 0],
  [{ line: 0, character: 99 }, 2],
  [{ line: 1, character: 1 }, 5],
  [{ line: 1, character: -5 }, 4],
  [{ line: 2, character: 9 }, 7],
  [{ line: 9, character: 0 }, 7],
  [{ line: -1, character: 4 }, 0],
])('position %o is offset %i', (position, offset) => {
  expect(new EditableText('ab\r\ncd\n').offsetAt(position)).toBe(offset);
});

import { expect, test } from 'vitest';
import { badges, markdownTables } from '../../../../server/src/engine/tokens/passes/markdown.ts';
import { jsonSamples } from '../../../../server/src/engine/tokens/passes/jsonSamples.ts';
import { repeatedLines } from '../../../../server/src/engine/tokens/passes/repeatedLines.ts';
import { Source } from '../../../../server/src/engine/tokens/passes/source.ts';
import { runPass } from './runPass.ts';

const items = (count: number) => Array.from({ length: count }, (_, at) => ({ id: at, text: 'x'.repeat(120) }));

test('a long array of JSON keeps its first two items and its last, and stays JSON', () => {
  const text = JSON.stringify({ a: items(40), b: ['c'] }, undefined, 2);
  const left = JSON.parse(runPass(jsonSamples, text, 'json')) as { a: unknown[]; b: unknown };
  expect(left.a).toEqual([items(40)[0], items(40)[1], '… 37 more', items(40)[39]]);
  expect(left.b).toEqual(['c']);
});

test.each([
  ['few items', JSON.stringify(items(11))],
  ['items of other kinds', JSON.stringify([...items(30), 'a'])],
  ['short ones', JSON.stringify(Array.from({ length: 40 }, () => ({})))],
])('%s stay', (_, text) => expect(runPass(jsonSamples, text, 'json')).toBe(text));

test.each([
  ['a run', [1, 2, 3, 4, 5, 6, 7], [1, 2, '… 4 more like these', 7]],
  ['a short run', [1, 2, 3, 4, 5], [1, 2, 3, 4, 5]],
  ['other lines between', [1, 2, 3, 'ERROR a', 4, 5, 6], [1, 2, 3, 'ERROR a', 4, 5, 6]],
])('a log: %s', (_, given, left) => {
  const lines = (all: readonly (number | string)[]) =>
    all.map((one) => (typeof one === 'number' ? `2024-01-0${one} INFO got ${one}0 items\n` : `${one}\n`)).join('');
  expect(runPass(repeatedLines, lines(given), 'plaintext', 'a.log')).toBe(lines(left));
});

test('prose with numbers is no log', () => {
  const text = 'Step 1\nStep 2\nStep 3\nStep 4\nStep 5\nStep 6\nStep 7\n';
  expect(runPass(repeatedLines, text, 'plaintext', 'a.txt')).toBe(text);
});

test.each([
  ['padding', '| a    |  b |\n| ---- | :-: |\n| `c`  |    |\n', '|a|b|\n|-|:-:|\n|`c`| |\n'],
  ['in fenced code it stays', '```\n| a  |\n```\n', '```\n| a  |\n```\n'],
  ['an escaped bar stays', '| a \\| b  |\n', '| a \\| b  |\n'],
  ['no table', 'a  |  b\n', 'a  |  b\n'],
])('a table: %s', (_, text, expected) => expect(runPass(markdownTables, text, 'markdown')).toBe(expected));

test.each([
  ['linked', '# A\n[![b](https://img.shields.io/b)](c) [![d](e.svg)](f)\n\ng\n', '# A\n\ng\n'],
  ['alone', '![b](https://codecov.io/c.svg)\n', ''],
  ['a picture stays', '![b](c.png)\n', '![b](c.png)\n'],
  ['a linked picture stays', '[![b](c.png)](d)\n', '[![b](c.png)](d)\n'],
])('a badge: %s', (_, text, expected) => expect(runPass(badges, text, 'markdown')).toBe(expected));

test('what part of a Markdown file is fenced does not depend on the lines that are asked for', () => {
  const lines = [
    '~~~~',
    '| in  | a |',
    '~~~',
    '| still  | in |',
    '~~~~~',
    '| out  | of |',
    '```',
    '| open  | end |',
    '',
  ];
  const text = lines.join('\n');
  const starts = lines.map((_, at) => lines.slice(0, at).join('\n').length + Math.min(at, 1));
  const source = new Source(text, { language: 'markdown' });
  const edited = starts.filter((start) =>
    markdownTables.edits(source, { start, end: text.length }).some((edit) => edit.start === start),
  );
  expect(edited).toEqual([starts[5]]);
});

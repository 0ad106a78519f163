import { expect, test } from 'vitest';
import { chunkText } from '../../../server/src/engine/chunks/chunker.ts';

const lines = (count: number, line = (index: number) => `  step${index}();`) =>
  Array.from({ length: count }, (_, index) => line(index));

function check(text: string, expected: readonly string[], language = 'typescript'): void {
  expect(chunkText(text, { language }).map(({ startLine, endLine }) => `${startLine}-${endLine}`)).toEqual(expected);
}

const method = (name: string, length: number) => [`function ${name}() {`, ...lines(length - 2), '}', ''].join('\n');

test.each<[string, string, readonly string[]]>([
  ['an empty text has no chunks', '', []],
  ['one line', 'a', ['1-1']],
  ['a final line break begins no line', 'a\n', ['1-1']],
  ['line breaks alone', '\n\n', ['1-2']],
  ['a text of one good size stays whole', lines(50).join('\n'), ['1-50']],
  ['small declarations are merged', method('a', 9) + method('b', 9) + method('c', 9), ['1-27']],
  ['each declaration of good size stands alone', method('a', 40) + method('b', 40), ['1-40', '41-80']],
  ['a declaration a little too large stays whole', method('a', 75), ['1-75']],
  [
    'a border goes before the comment of a declaration',
    `${method('a', 40)}// Why.\n// And how.\n${method('b', 40)}`,
    ['1-40', '41-82'],
  ],
  ['a line longer than the limit is a chunk of its own', `a\n${'x'.repeat(7000)}\nb\n`, ['1-1', '2-2', '3-3']],
  ['the first line may be longer', 'x'.repeat(100_000), ['1-1']],
])('%s', (_, text, expected) => check(text, expected));

test('no chunk exceeds 120 lines or 6,000 code units, even without a place to cut', () => {
  for (const line of ['x', 'x'.repeat(300)]) {
    const text = `${lines(1000, () => line).join('\n')}\n`;
    for (const chunk of chunkText(text, { language: 'plaintext' })) {
      expect(chunk.endLine - chunk.startLine).toBeLessThan(120);
      expect(chunk.end - chunk.start).toBeLessThanOrEqual(6000);
    }
  }
});

test('a finding over many lines stays in one chunk, whatever its length', () => {
  const text = lines(400).join('\n');
  const start = text.indexOf('step20(');
  const end = text.indexOf('step300(');
  const chunks = chunkText(text, { language: 'typescript', findings: [{ start, end }] });
  expect(chunks.filter((chunk) => chunk.start < end && chunk.end > start)).toHaveLength(1);
  expect(chunks.map((chunk) => text.slice(chunk.start, chunk.end)).join('')).toBe(text);
});

test('a border may touch a finding at either end', () => {
  const text = method('a', 40) + method('b', 40);
  const border = text.indexOf('function b');
  const findings = [
    { start: border - 10, end: border },
    { start: border, end: border + 10 },
  ];
  expect(chunkText(text, { language: 'typescript', findings })[0]?.end).toBe(border);
});

test('a chunk names what it declares, in order', () => {
  const chunks = chunkText(`${method('first', 12)}${method('second', 20)}class Third {}\n${method('fourth', 40)}`, {
    language: 'javascript',
  });
  expect(chunks.map(({ definitions }) => definitions)).toEqual([
    ['first', 'second'],
    ['Third', 'fourth'],
  ]);
});

test('Markdown is cut at headings, never inside of a fence when there is another place', () => {
  const fence = ['```', ...lines(20, (index) => (index % 3 ? 'code' : '')), '```'];
  const section = (title: string) => [`## ${title}`, '', ...fence, '', 'Words.', ''];
  check([...section('One'), ...section('Two'), ...section('Three')].join('\n'), ['1-27', '28-80'], 'markdown');
});

import { expect, test } from 'vitest';
import { yamlContextAt, type YamlContext } from '../../../server/src/lsp/rules/yamlContext.ts';
import { atCursor } from './rulesText.ts';

type Told = Partial<Omit<YamlContext, 'span'>> & { readonly whole?: string };

/** Each row: a text with its cursor at `‸`, and what is told of it. */
const rows: readonly (readonly [name: string, text: string, told: Told | undefined])[] = [
  ['an empty file', '‸', { path: [], position: 'key', written: '' }],
  ['before an empty first line', '‸\na: 1', { path: [], position: 'key', written: '' }],
  ['below an empty first line', '\n  ‸', { path: [], position: 'key', written: '' }],
  ['in a list below an empty first line', '\r\n\n  - ‸', { path: [], position: 'value', inList: true }],
  ['a section half written', 'imm‸', { path: [], position: 'key', written: 'imm', whole: 'imm' }],
  [
    'a name of a rule',
    'immediate_triggers:\n  deb‸',
    { path: ['immediate_triggers'], position: 'key', written: 'deb' },
  ],
  [
    'a key behind others',
    'immediate_triggers:\n  a:\n    agents: [x]\n    ‸',
    { path: ['immediate_triggers', 'a'], position: 'key', siblings: ['agents'] },
  ],
  [
    'within a key',
    'immediate_triggers:\r\n  a:\r\n    col‸or: red\r\n',
    { path: ['immediate_triggers', 'a'], position: 'key', written: 'col', whole: 'color' },
  ],
  [
    'an item in brackets',
    'a:\n  agents: [x, de‸bug]\n  color: red',
    { path: ['a', 'agents'], position: 'value', inList: true, written: 'de', whole: 'debug' },
  ],
  [
    'an item in quotes and brackets',
    'a:\n  agents: [x, "de‸bug"]',
    { path: ['a', 'agents'], written: 'de', whole: '"debug"', quote: '"' },
  ],
  [
    'a quote that is never closed',
    "a:\n  agents: ['de‸\n  color: red",
    { path: ['a', 'agents'], written: 'de', whole: "'de", quote: "'" },
  ],
  ['a bracket that is never closed', 'a:\n  agents: [‸\nb: 1', { path: ['a', 'agents'], inList: true, written: '' }],
  ['brackets over lines', 'a:\n  agents: [x,\n    y, z‸', { path: ['a', 'agents'], inList: true, written: 'z' }],
  ['a bracket left open elsewhere', 'a: [\nb:\n  c‸', { path: ['b'], position: 'key', written: 'c' }],
  ['an item behind a dash', 'a:\n  agents:\n    - x\n    - d‸', { path: ['a', 'agents'], inList: true, written: 'd' }],
  ['a dash below its key', 'a:\n  agents:\n  - x\n  - d‸', { path: ['a', 'agents'], inList: true, written: 'd' }],
  ['a value', 'a:\n  color: ‸', { path: ['a', 'color'], position: 'value', inList: false, written: '' }],
  ['right behind a colon', 'a:\n  color:‸', { path: ['a', 'color'], position: 'value', written: '' }],
  ['a list item that may become a key', 'p:\n- con‸', { path: ['p'], position: 'value', inList: true, written: 'con' }],
  ['the second key of an item', 'p:\n  - x: a\n    pri‸', { path: ['p'], position: 'key', siblings: ['x'] }],
  ['the second key of an item below its key', 'p:\n- x: a\n  pri‸', { path: ['p'], position: 'key', siblings: ['x'] }],
  ['a key in braces', 'p:\n  - { x: a, pri‸', { path: ['p'], position: 'key', siblings: ['x'], written: 'pri' }],
  ['a value in braces', 'p:\n  - { x: a‸ }', { path: ['p', 'x'], position: 'value', whole: 'a' }],
  ['braces over lines', 'p:\n  - { x: a,\n      y: h‸', { path: ['p', 'y'], position: 'value', written: 'h' }],
  [
    'a quoted key above',
    'c:\n  file_extensions:\n    ".js|.ts": [‸',
    { path: ['c', 'file_extensions', '.js|.ts'], inList: true },
  ],
  ['a comment', 'a: 1 # gr‸', undefined],
  ['a hash that is no comment', 'a: c#‸', { path: ['a'], written: 'c#' }],
  ['a hash in quotes', 'a: "x # y‸"', { path: ['a'], written: 'x # y', whole: '"x # y"' }],
];

test.each(rows)('%s', (_, text, told) => {
  const { source, offset } = atCursor(text);
  const context = yamlContextAt(source, offset);
  if (told === undefined) return expect(context).toBeUndefined();
  const { whole, ...rest } = told;
  expect(context).toMatchObject(rest);
  if (whole !== undefined) expect(source.slice(context?.span.start, context?.span.end)).toBe(whole);
});

test('a deep file, and one of quotes that are never closed', () => {
  const deep = Array.from({ length: 500 }, (_, depth) => `${' '.repeat(depth)}k${depth}:`).join('\n');
  expect(yamlContextAt(deep, deep.length)?.path).toHaveLength(500);
  const quotes = `a: [${'"'.repeat(15_000)}`;
  expect(yamlContextAt(quotes, quotes.length)?.path).toEqual(['a']);
});

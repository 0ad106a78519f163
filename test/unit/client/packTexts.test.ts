import picomatch from 'picomatch';
import { expect, test } from 'vitest';
import type { Translate } from '../../../client/src/serverSentences.ts';
import {
  budgetBar,
  chunkText,
  explainedText,
  globOf,
  levelsByRule,
  nextText,
  pathOfGlob,
  pinOf,
  pinsIn,
  ruleOf,
  whyText,
} from '../../../client/src/preview/packTexts.ts';

const english: Translate = (text, ...parts) =>
  text.replaceAll(/\{(\d)\}/g, (_, at: string) => (parts[Number(at)] ?? '').toLocaleString('en'));

const chunk = (path: string) => ({
  path,
  startLine: 1,
  endLine: 9,
  tokens: 1200,
  score: 0.5,
  reasons: ['one', 'two', 'three', 'four'],
  redactions: 0,
});

test.each([
  [7912, 8000, ['a', 'a', 'b'], '▰▰▰▰▰▰▰▰▰▱ 7,912 of 8,000 tokens (98 %), 3 blocks of 2 files'],
  [8000, 8000, ['a'], '▰▰▰▰▰▰▰▰▰▰ 8,000 of 8,000 tokens (100 %), 1 block of 1 file'],
  [0, 100, [], '▱▱▱▱▱▱▱▱▱▱ 0 of 100 tokens (0 %), 0 blocks of 0 files'],
])('%i of %i tokens', (tokens, budget, paths, expected) => {
  expect(budgetBar({ tokens, budget, chunks: paths.map(chunk) }, english)).toBe(expected);
});

test('a budget in another model’s tokens', () => {
  expect(budgetBar({ tokens: 50, modelTokens: 80, budget: 100, chunks: [] }, english)).toContain(
    '80 of 100 tokens (80 %)',
  );
});

test('the figures of a block, and its strongest reasons', () => {
  expect(chunkText(chunk('a'), english)).toBe('score 0.50 · 1,200 tokens');
  expect(whyText(chunk('a'), english)).toBe('one; two; three');
  expect(whyText({ reasons: ['$(bug)\nx', 'pinned'] }, english)).toBe('$ (bug) x; pinned');
});

test('what more room would add', () => {
  expect(nextText({ next: [] }, english)).toBe('2,000 more tokens would add nothing');
  expect(nextText({ next: ['a', 'b', 'c', 'd', 'e', 'f'].map(chunk) }, english)).toBe(
    '2,000 more tokens would add: a 1-9, b 1-9, c 1-9, d 1-9 and 2 more',
  );
});

test.each(['src/a.ts', 'app/[id]/page.tsx', 'a (1)/{b}.c', 'x*y?.z', '!a', '@b/+c|d'])('the glob of %s', (path) => {
  const matches = picomatch(globOf(path), { dot: true });
  expect([path, `${path}x`, path.replace('a', 'b')].filter((one) => matches(one))).toEqual(
    path.includes('a') ? [path] : [path, path],
  );
});

test.each([
  ['app/[id]/page.tsx', 'app/[id]/page.tsx'],
  [String.raw`x*y?.z`, 'x*y?.z'],
])('the path %s comes back from its glob', (path, expected) => {
  expect(pathOfGlob(globOf(path))).toBe(expected);
  expect(pathOfGlob(`${globOf(path)}/**`)).toBeUndefined();
});

test('a place as a pin', () => {
  expect(pinOf({ path: 'a.ts' })).toBe('a.ts');
  expect(pinOf({ path: 'a.ts', startLine: 3, endLine: 9 })).toBe('a.ts:3-9');
});

test('pins of a block', () => {
  const pins = ['a.ts', 'a.ts:1-9', 'a.ts:9-20', 'a.ts:30-40', 'b.ts:1-9', 'c:d.ts:5-6'];
  expect(pinsIn(pins, { path: 'a.ts', startLine: 5, endLine: 10 })).toEqual(['a.ts', 'a.ts:1-9', 'a.ts:9-20']);
  expect(pinsIn(pins, { path: 'c:d.ts', startLine: 1, endLine: 5 })).toEqual(['c:d.ts:5-6']);
});

test('why a chunk is in: its figures, the verdict, its strongest signals', () => {
  const signals = { words: 0.25, path: 0.5, never: 0, recent: 0.1, less: -1, more: 0.2 };
  expect(explainedText({ rank: 2, score: 0.987, tokens: 1200, verdict: 'in: $(x)', signals }, english)).toEqual({
    description: '#2 · score 0.99 · 1,200 tokens',
    detail: 'in: $ (x) · path 0.50 · words 0.25 · more 0.20',
  });
});

test('the levels of what was replaced, by rule', () => {
  const redaction = (rule: string, level: 'internal' | 'public' | 'classified') => ({
    rule,
    level,
    path: 'a',
    line: 1,
  });
  const redactions = [
    redaction('a', 'internal'),
    redaction('a', 'classified'),
    redaction('b', 'public'),
    redaction('a', 'public'),
  ];
  expect([...levelsByRule(redactions)]).toEqual([
    ['a', 'classified'],
    ['b', 'public'],
  ]);
  expect(ruleOf('[REDACTED:github-token:3fa9c1]')).toBe('github-token');
});

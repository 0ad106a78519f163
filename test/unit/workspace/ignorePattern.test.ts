import { expect, test } from 'vitest';
import { parseIgnoreFile, parseIgnorePattern } from '../../../server/src/workspace/ignorePattern.ts';
import { IgnoreRules } from '../../../server/src/workspace/ignoreRules.ts';

/** Expected values are those of git 2.39 (`git check-ignore`); a path that ends in `/` is a directory. */
test.each<[string, string, boolean]>([
  ['a', 'a', true],
  ['a', 'b/a', true],
  ['a', 'ab', false],
  ['/a', 'b/a', false],
  ['b/a', 'b/a', true],
  ['b/a', 'c/b/a', false],
  ['a/', 'a', false],
  ['a/', 'a/', true],
  ['a/', 'b/a/', true],
  ['a/b/', 'a/b/', true],
  ['*.log', 'x/y.log', true],
  ['*.log', '.log', true],
  ['a*c', 'a/c', false],
  ['a*/c', 'ab/c', true],
  ['a?c', 'abc', true],
  ['a?c', 'aéc', false],
  ['a??c', 'aéc', true],
  ['**/a', 'a', true],
  ['**/a', 'x/y/a', true],
  ['a/**', 'a/', false],
  ['a/**', 'a/x/y', true],
  ['a/**/b', 'a/b', true],
  ['a/**/b', 'a/x/y/b', true],
  ['a/**/b', 'ab', false],
  ['foo**/bar', 'foo/x/bar', true],
  ['foo**/bar', 'foobar', true],
  ['?oo**/bar', 'foo/x/bar', false],
  ['[ab]', 'a', true],
  ['[!ab]', 'a', false],
  ['[^ab]', 'c', true],
  ['[]x]', ']', true],
  ['[a-]', '-', true],
  ['[\\]]', ']', true],
  ['[[:digit:]]', '5', true],
  ['[[:none:]]', '5', false],
  ['[a', '[a', false],
  ['a[b/c]d', 'abd', true],
  ['a[b/c]d', 'x/abd', false],
  ['a[b/c]d', 'a/d', false],
  ['\\*', '*', true],
  ['\\*', 'a', false],
  ['a\\', 'a\\', false],
  ['a ', 'a', true],
  ['a\\ ', 'a ', true],
  ['a\\  ', 'a ', true],
  ['a\r', 'a', true],
  ['\uFEFFa', 'a', true],
  ['#a', '#a', false],
  ['\\#a', '#a', true],
  ['\\!a', '!a', true],
  ['!a', 'a', false],
  ['*\n!a', 'a', false],
  ['!a\n*', 'a', true],
  ['', 'a', false],
  ['/', 'a/', false],
  ['A', 'a', false],
  ['a', 'a\nb', false],
  ['a*b', 'a\nb', true],
])('%j against %j: %s', (patterns, path, ignored) => {
  const rules = new IgnoreRules(false).with(patterns, { base: '', source: 'git', name: '.gitignore' });
  expect(rules.ignores(path.replace(/\/$/, ''), path.endsWith('/'))).toBe(ignored);
});

test.each<[string, string, boolean]>([
  ['README', 'readme', true],
  ['[A-C]x', 'bX', true],
  ['*.LOG', 'a.log', true],
  ['É', 'é', false],
])('where case is ignored, %j against %j: %s', (pattern, path, ignored) => {
  const rules = new IgnoreRules(true).with(pattern, { base: '', source: 'git', name: '.gitignore' });
  expect(rules.ignores(path, false)).toBe(ignored);
});

test('a deeper file outranks a shallower one, and the later line the earlier', () => {
  const rules = new IgnoreRules(false)
    .with('lib/\n*.log', { base: '', source: 'git', name: '.gitignore' })
    .with('!lib/', { base: 'front/', source: 'git', name: '.gitignore' })
    .with('*.tmp', { base: 'front/', source: 'winnow', name: '.winnowignore' });
  expect(rules.ignores('front/lib', true)).toBe(false);
  expect(rules.ignores('front/lib/a.ts', false)).toBe(false);
  expect(rules.ignores('front/lib/a.log', false)).toBe(true);
  expect(rules.ignores('front/a.tmp', false)).toBe(true);
  expect(rules.withoutGit().ignores('front/lib/a.log', false)).toBe(false);
  expect(rules.withoutGit().ignores('front/a.tmp', false)).toBe(true);
});

test('hostile patterns and names cost no more than pattern times path', () => {
  const path = `${'a'.repeat(2000)}/${'a/'.repeat(500)}x`;
  for (const pattern of [
    '*a'.repeat(200),
    '**/a/'.repeat(100) + 'b',
    `${'[a-z]*'.repeat(100)}b`,
    '*'.repeat(1000) + 'b',
  ]) {
    expect(parseIgnorePattern(pattern, false)?.matches(path)).toBe(false);
  }
});

test('comments, blank lines and patterns that match nothing are no patterns', () => {
  expect(parseIgnoreFile('# a\n\n   \n[b\n!\n/\nc\\', false)).toHaveLength(0);
});

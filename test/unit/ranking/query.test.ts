import { expect, test } from 'vitest';
import { parseQuery, placesIn } from '../../../server/src/engine/ranking/query.ts';

const rows: readonly (readonly [question: string, path: string, lines: readonly number[]])[] = [
  ['fails at src/server/http.ts:12:5', 'src/server/http.ts', [12]],
  ['at handle (/app/src/server/http.ts:12:5)', 'src/server/http.ts', [12]],
  ['  File "/home/me/dask/array/core.py", line 345, in get', 'dask/array/core.py', [345]],
  ['see https://example.org/o/n/blob/main/lib/a.rb#L7-L9', 'lib/a.rb', [7]],
  ['C:\\work\\app\\Main.cs:line 3', 'app/Main.cs', []],
  ['src\\app\\Main.cs:30', 'src/app/Main.cs', [30]],
  ['at Main.run(Main.java:55)', 'src/java/Main.java', [55]],
  ['core.py:1 and core.py:2', 'a/core.py', [1, 2]],
  ['array/core.py:1', 'bag/core.py', []],
  ['meet at 12:30, ratio 3.5:1', 'a/b.ts', []],
];

test.each(rows)('%j points in %s at %j', (question, path, lines) => {
  expect(placesIn(parseQuery(question), path)).toEqual(lines);
});

test('a log of thousands of places costs no more than some dozens', () => {
  const log = Array.from({ length: 5000 }, (_, at) => `at a.js:${at}`).join('\n');
  expect(placesIn(parseQuery(log), 'a.js').length).toBeLessThan(100);
});

/** Each was minutes of work when every place in a long word was tried as the beginning of a path. */
test.each(['x', 'a.', 'a/', 'a.ts:1', '/', '.', '`a', '::'])('%j over and over is read once', (piece) => {
  const { spelling, paths } = parseQuery(piece.repeat(300_000 / piece.length));
  expect(spelling.size).toBeLessThan(10);
  expect(paths.length).toBeLessThan(10);
});

/** What is asked, and what of it counts as words or not. */
const boilerplate: readonly (readonly [question: string, counts: readonly string[], not: readonly string[]])[] = [
  ['Cache grows\n<!-- Please describe the crash -->\nfor ever', ['cache', 'ever'], ['describe', 'crash']],
  ['Cache <!-- never closed', ['cache', 'closed'], []],
  ['- [x] I searched the duplicates\nCache grows', ['cache'], ['searched', 'duplicates']],
  ['![screenshot](https://example.org/a.png) cache grows', ['cache'], ['screenshot', 'png']],
  ['grows as in https://example.org/forum/thread too', ['grows'], ['forum', 'thread']],
  ['see https://example.org/o/n/blob/main/lib/cache.rb#L7', ['cache', 'rb'], []],
  ['<!-- all of it is a comment -->', ['comment'], []],
];

test.each(boilerplate)('of %j counts %j, not %j', (question, counts, not) => {
  const spelled = [...parseQuery(question).spelling.values()];
  expect(spelled).toEqual(expect.arrayContaining([...counts]));
  expect(spelled.filter((word) => not.includes(word))).toEqual([]);
});

const roles: readonly (readonly [question: string, about: readonly string[]])[] = [
  ['why does this test fail?', ['test']],
  ['explain the docs and the config file', ['documentation', 'config']],
  ['Cache grows\n\nSteps: run the tests, read the docs', []],
  ['Evict sooner', []],
];

test.each(roles)('%j is about %j', (question, about) => {
  expect([...parseQuery(question).about]).toEqual(about);
});

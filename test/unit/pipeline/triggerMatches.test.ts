import { describe, expect, test } from 'vitest';
import { Analyzer } from '../../../server/src/engine/analyze.ts';
import { parseRules } from '../../../server/src/engine/triggers/parseRules.ts';
import { TriggerMatches } from '../../../server/src/pipeline/triggerMatches.ts';
import { testDigest } from '../../helpers/testDigest.ts';

const RULES = `immediate_triggers:
  bugs: { keywords: [bug, Crash], agents: [debugger], color: red }
  idle: { keywords: [zanzibar], agents: [x] }
compound_triggers:
  both: { all: [bug, slow], within: line, agents: [x] }
context_triggers:
  file_extensions: { ".sql": [dba] }
negative_triggers:
  quiet: { patterns: [no bug], scope: match }
  silent: { patterns: [nothing here], scope: document }
`;

const { rules: parsed } = parseRules(RULES);
const analyzer = new Analyzer({ rules: parsed, digest: testDigest });

/** Texts by path stand for the files of a workspace; a text that is `undefined` for one that cannot be read. */
function workspace(files: Map<string, string | undefined>) {
  const read: string[] = [];
  const matches = new TriggerMatches({
    rules: parsed,
    analyzer,
    index: {
      files: () =>
        [...files].map(([path, text]) => ({ path, absolutePath: `/w/${path}`, stamp: text ?? 'unreadable' })),
      textOf: (path) => (read.push(path), files.get(path)),
    },
  });
  return { matches, read };
}

const files = (): Map<string, string | undefined> =>
  new Map([
    ['a.ts', 'bug\n  a BUG that is slow\ncrash'],
    ['b.ts', 'no bug\nbug'],
    ['c.ts', 'nothing here: bug'],
    ['d.sql', 'select 1'],
    ['e.bin', undefined],
  ]);

describe('matches', () => {
  test('are counted by rule, keyword and file; what negative rules silence is not', async () => {
    const { files: seen, rules } = await workspace(files()).matches.find({});
    expect(seen).toBe(4);
    expect(rules.map(({ rule, kind, count }) => `${rule} ${kind} ${count}`)).toEqual([
      'bugs immediate 4',
      'idle immediate 0',
      'both compound 2',
      '.sql context 1',
    ]);
    expect(rules[0]).toEqual({
      rule: 'bugs',
      kind: 'immediate',
      agents: ['debugger'],
      color: 'red',
      count: 4,
      keywords: [
        { keyword: 'bug', count: 3 },
        { keyword: 'Crash', count: 1 },
      ],
      files: [
        {
          uri: 'file:///w/a.ts',
          path: 'a.ts',
          count: 3,
          ranges: [
            { start: { line: 0, character: 0 }, end: { line: 0, character: 3 } },
            { start: { line: 1, character: 4 }, end: { line: 1, character: 7 } },
            { start: { line: 2, character: 0 }, end: { line: 2, character: 5 } },
          ],
        },
        {
          uri: 'file:///w/b.ts',
          path: 'b.ts',
          count: 1,
          ranges: [{ start: { line: 1, character: 0 }, end: { line: 1, character: 3 } }],
        },
      ],
    });
    expect(rules[3]).toMatchObject({ files: [{ path: 'd.sql', count: 1, ranges: [] }] });
  });

  test('of one rule, of one keyword, and no more ranges than wanted', async () => {
    const { matches } = workspace(files());
    const one = await matches.find({ rule: 'bugs', rangesPerFile: 1 });
    expect(one.rules.map(({ rule, count }) => [rule, count])).toEqual([['bugs', 4]]);
    expect(one.rules[0]?.files.map(({ count, ranges }) => [count, ranges.length])).toEqual([
      [3, 1],
      [1, 1],
    ]);
    const crash = await matches.find({ rule: 'bugs', keyword: 'CRASH' });
    expect(crash.rules[0]).toMatchObject({ count: 1, keywords: [{ keyword: 'Crash', count: 1 }] });
    expect(crash.rules[0]?.files).toMatchObject([{ path: 'a.ts', count: 1, ranges: [{ start: { line: 2 } }] }]);
    expect((await matches.find({ rule: 'nobody' })).rules).toEqual([]);
  });

  test('only files that changed are scanned again, and those that are gone are forgotten', async () => {
    const texts = files();
    const { matches, read } = workspace(texts);
    await matches.find({});
    expect(read).toEqual([...texts.keys()]);
    await matches.find({ rule: 'bugs' });
    expect(read).toHaveLength(5);
    texts.set('b.ts', 'bug bug bug bug');
    texts.delete('a.ts');
    const { rules, files: seen } = await matches.find({ rule: 'bugs' });
    expect(read.slice(5)).toEqual(['b.ts']);
    expect(seen).toBe(3);
    expect(rules[0]).toMatchObject({ count: 4, files: [{ path: 'b.ts', count: 4 }] });
  });

  test('many who ask at once share one scan', async () => {
    const { matches, read } = workspace(files());
    await Promise.all(['bugs', 'idle', 'both'].map((rule) => matches.find({ rule })));
    expect(read).toHaveLength(5);
  });

  test('counts are whole where ranges are too many to remember', async () => {
    const { matches } = workspace(new Map([['a.ts', 'bug '.repeat(3000)]]));
    const { rules } = await matches.find({ rule: 'bugs', rangesPerFile: 5000 });
    expect(rules[0]).toMatchObject({ count: 3000 });
    expect(rules[0]?.files[0]?.ranges).toHaveLength(1000);
  });

  test('progress is told, and the rules file does not match itself', async () => {
    const { matches } = workspace(
      new Map([
        ['.winnow/triggers.yaml', 'bug'],
        ['a.ts', 'bug'],
      ]),
    );
    const told: object[] = [];
    const { rules, files: seen } = await matches.find({ rule: 'bugs' }, { onProgress: (one) => told.push(one) });
    expect(told.at(-1)).toEqual({ stage: 'scanning', done: 1, total: 1 });
    expect([seen, rules[0]?.count]).toEqual([1, 1]);
  });

  test('a question that was taken back ends, and the next one goes on', async () => {
    const { matches } = workspace(new Map(Array.from({ length: 50 }, (_, at) => [`${at}.ts`, 'bug '.repeat(200)])));
    const controller = new AbortController();
    const first = matches.find({ rule: 'bugs' }, { signal: controller.signal });
    const second = matches.find({ rule: 'bugs' });
    controller.abort();
    await expect(first).rejects.toThrow(/abort/i);
    expect((await second).rules[0]?.count).toBe(10_000);
  });
});

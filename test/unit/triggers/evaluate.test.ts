import { describe, expect, test } from 'vitest';
import { mark, runSource, unmark } from './run.ts';

const immediate = 'immediate_triggers: { debugging: { keywords: [bug, memory leak], agents: [debugger] } }\n';

/** Rules, a sample whose hits are marked, and what fires. */
type Row = readonly [name: string, rules: string, sample: string, fired: readonly string[]];

function check(rules: string, sample: string, fired: readonly string[]): void {
  const text = unmark(sample);
  const result = runSource(rules, text);
  expect(result.fired.map(({ rule }) => rule)).toEqual(fired);
  expect(mark(text, result.hits)).toBe(sample);
}

describe('negative rules', () => {
  const negative = (body: string) => `${immediate}negative_triggers: { calm: { ${body} } }\n`;
  const rows: readonly Row[] = [
    ['none', immediate, 'a ⟦bug⟧ and a ⟦memory\nleak⟧', ['debugging']],
    ['a line by default', negative('patterns: [ladybug or bug]'), 'ladybug or bug, bug\n⟦bug⟧', ['debugging']],
    ['a match', negative('patterns: [bug bounty], scope: match'), 'bug bounty for a ⟦bug⟧', ['debugging']],
    ['a document', negative('patterns: [what is], scope: document'), 'bug\n\nwhat is\nbug', []],
    [
      'unless, in the line',
      negative('patterns: [how to], unless_contains: [fix]'),
      'how to FIX a ⟦bug⟧',
      ['debugging'],
    ],
    ['unless, in another line', negative('patterns: [how to], unless_contains: [fix]'), 'how to bug\nfix', []],
    [
      'unless, in the document',
      negative('patterns: [how to], unless_contains: [fix], scope: document'),
      'how to ⟦bug⟧\nfix',
      ['debugging'],
    ],
    [
      'unless, over the match',
      negative('patterns: [bug bounty], unless_contains: [bug bounty report], scope: match'),
      '⟦bug⟧ bounty report, bug bounty',
      ['debugging'],
    ],
    ['a phrase over two lines', negative('patterns: [how to]'), 'bug how\nto bug\n⟦bug⟧', ['debugging']],
    ['a rule by name', negative('patterns: [how to], triggers: [debugging]'), 'how to bug', []],
    ['a rule by section', negative('patterns: [how to], triggers: [immediate_triggers.debugging]'), 'how to bug', []],
  ];
  test.each(rows)('%s', (_, rules, sample, fired) => check(rules, sample, fired));

  test('only the rules that it names', () => {
    const rules = `immediate_triggers:
  one: { keywords: [bug], agents: [a] }
  two: { keywords: [bug], agents: [b] }
negative_triggers: { calm: { patterns: [how to], triggers: [two] } }
`;
    const result = runSource(rules, 'how to bug');
    expect(result.agents).toEqual(['a']);
    expect(result.notFired).toEqual([{ rule: 'two', reason: 'silenced by “calm” on line 1' }]);
  });

  test('exclude_agents takes agents away and silences nothing', () => {
    const rules = `immediate_triggers: { speed: { keywords: [slow], agents: [optimizer, hardware] } }
negative_triggers: { software: { patterns: [react], exclude_agents: [hardware] } }
`;
    expect(runSource(rules, 'slow react').agents).toEqual(['optimizer']);
    expect(runSource(rules, 'slow react').hits).toHaveLength(1);
    expect(runSource(rules, 'slow').agents).toEqual(['optimizer', 'hardware']);
  });
});

describe('words', () => {
  const rows: readonly (readonly [keyword: string, sample: string])[] = [
    ['bug', '⟦bug⟧, (⟦Bug⟧) "⟦BUG⟧". debug bugs ⟦bug⟧-fix'],
    ['bug', 'fix_⟦bug⟧ fix⟦Bug⟧ ⟦bug⟧Fix BUGFIX FIX_⟦BUG⟧_1 ⟦bug⟧#1 bug1'],
    ['http error', '⟦HTTP\t\r\n error⟧ HTTPError http_error'],
    ['http', '⟦HTTP⟧Error my⟦Http⟧Client'],
    ['c++', '⟦C++⟧ and ⟦c++⟧17, not c+'],
    ['ошибка', 'Исправь ⟦ОШИБКА⟧: ошибками'],
    ['ΣΟΦΟΣ', '⟦σοφος⟧ ⟦σοφοσ⟧'],
    ['café', '⟦CAFÉ⟧ cafe'],
    ['修复', '请⟦修复⟧它'],
    ['null pointer', 'a ⟦null\n\n  pointer⟧'],
    ['404', 'a ⟦404⟧ at /⟦404⟧/ 4040'],
  ];
  test.each(rows)('%s in %j', (keyword, sample) =>
    check(`immediate_triggers: { r: { keywords: ["${keyword}"], agents: [a] } }\n`, sample, ['r']),
  );

  test('hits that overlap are all reported, each once', () => {
    const rules = `immediate_triggers:
  one: { keywords: [unit test, test coverage], agents: [a] }
  two: { keywords: [test, unit test], agents: [b] }
`;
    check(rules, '⟦unit ⟦test⟧⟧ coverage'.replace('⟦test⟧⟧ coverage', '⟦⟦test⟧⟧ coverage⟧'), ['one', 'two']);
    const { fired, hits } = runSource(rules, 'unit test coverage');
    expect(fired.map((rule) => rule.hits.length)).toEqual([2, 2]);
    expect(hits.map(({ rule, start, end }) => [rule, start, end])).toEqual([
      ['one', 0, 9],
      ['two', 0, 9],
      ['two', 5, 9],
      ['one', 5, 18],
    ]);
  });
});

test('a negative rule that is lifted everywhere says what lifts it', () => {
  const rules = `${immediate}negative_triggers: { calm: { patterns: [how to], unless_contains: [fix] } }\n`;
  expect(runSource(rules, '\nhow to fix a bug').notFired).toEqual([
    { rule: 'calm', reason: 'lifted by “fix” on line 2' },
  ]);
  expect(runSource(rules, 'how to fix\nhow to').notFired).toEqual([]);
});

describe('compound rules', () => {
  const compound = (body: string) => `compound_triggers: { both: { agents: [a], ${body} } }\n`;
  const rows: readonly Row[] = [
    ['a text with +', compound('pattern: security + audit'), '⟦audit⟧ of\n\n⟦security⟧', ['both']],
    ['a text with &', compound('pattern: optimize & performance'), '⟦optimize⟧ ⟦performance⟧', ['both']],
    ['a list', compound('pattern: [full stack, web]'), '⟦full  stack⟧ ⟦web⟧', ['both']],
    ['one is missing', compound('pattern: [full stack, web]'), 'full stack', []],
    ['alternatives', compound('pattern: security + audit | review'), '⟦security⟧ ⟦review⟧', ['both']],
    ['any', compound('any: [audit, review]'), '⟦audit⟧ and ⟦review⟧', ['both']],
    ['all and any', compound('all: [code], any: [audit, review]'), 'code', []],
    ['none', compound('all: [deploy, prod], none: [staging]'), 'deploy prod staging', []],
    ['a line', compound('all: [a, b], within: line'), '⟦a⟧ ⟦b⟧\na\nb\n⟦b⟧-⟦a⟧', ['both']],
    ['a line, none elsewhere', compound('all: [a, b], none: [c], within: line'), '⟦a⟧ ⟦b⟧\na b c', ['both']],
    ['a phrase on two lines', compound('all: [x y, z], within: line'), '⟦x\ny⟧ ⟦z⟧', ['both']],
    ['a sentence', compound('all: [a, b], within: sentence'), '⟦a⟧, but\n⟦b⟧. Then a! And b', ['both']],
    ['a paragraph ends one', compound('all: [a, b], within: sentence'), 'a\n\nb', []],
    ['full-width stops', compound('all: [修复, 错误], within: sentence'), '修复。错误', []],
    ['neighbouring words', compound('all: [a, b], within: 1'), '⟦a⟧ ⟦b⟧, x a x b', ['both']],
    ['words', compound('all: [a, b], within: 3 words'), 'a x y z ⟦b⟧ x y ⟦a⟧ x ⟦b⟧', ['both']],
    ['too many words', compound('all: [a, b], within: 3 words'), 'a x y z b', []],
    ['words, none near', compound('all: [a, b], none: [c], within: 2 words'), 'a b c x x x x ⟦b⟧ ⟦a⟧', ['both']],
    ['one keyword for two groups', compound('all: [a, [a, b]]'), '⟦a⟧', ['both']],
  ];
  test.each(rows)('%s', (_, rules, sample, fired) => check(rules, sample, fired));

  test('silenced hits do not count', () => {
    const rules = `${compound('all: [a, b]')}negative_triggers: { n: { patterns: [never] } }\n`;
    expect(runSource(rules, 'a never\nb').notFired).toEqual([{ rule: 'both', reason: 'silenced by “n” on line 1' }]);
    expect(runSource(rules, 'a never\nb a').fired).toHaveLength(1);
  });

  test('silenced hits are named where they alone stood near enough', () => {
    const rules = `${compound('all: [a, b], within: 2')}negative_triggers: { n: { patterns: [never] } }\n`;
    expect(runSource(rules, 'a b never\n\nx x a x x x b').notFired).toEqual([
      { rule: 'both', reason: 'silenced by “n” on line 1' },
    ]);
  });

  const near: readonly (readonly [rules: string, text: string, reason: string])[] = [
    ['all: [a, [b, c]]', 'a', '“a” stands here, but not “b” or “c”'],
    ['all: [a, b, c]', 'c a', '“a” and “c” stand here, but not “b”'],
    ['all: [a], any: [q, r, s, t, u]', 'a', '“a” stands here, but not “q” or “r” or “s” and 2 more'],
    ['all: [a, b], within: line', 'a\nb', 'its keywords stand here, but not within one line'],
    ['all: [a, b], within: 2', 'a x x b', 'its keywords stand here, but not within 2 words'],
    ['all: [a, b], none: [c]', 'a b\nc', 'held back by “c” on line 2'],
    ['all: [a, b], none: [c], within: 4 words', 'a b\nc', 'held back by “c” on line 2'],
  ];
  test.each(near)('%s on %j: %s', (rules, text, reason) => {
    expect(runSource(compound(rules), text).notFired).toEqual([{ rule: 'both', reason }]);
  });

  test('a text that has nothing to do with a rule is not explained', () => {
    expect(runSource(compound('all: [a, b]'), 'x')).toEqual({
      fired: [],
      agents: [],
      mode: 'parallel',
      notFired: [],
      hits: [],
    });
  });
});

describe('context rules', () => {
  const rules = `context_triggers:
  file_extensions: { ".js|.TS": [web], Dockerfile: [docker], py: [python] }
  content_patterns: { "SELECT|INSERT": [database] }
`;
  test.each([
    ['.ts', ['web']],
    ['src/a.d.ts', ['web']],
    ['.tsx', []],
    ['Dockerfile', ['docker']],
    ['.py', ['python']],
    ['happy', []],
  ])('%s calls %j', (extension, agents) => {
    expect(runSource(rules, 'SELECT', { extension }).agents).toEqual(agents);
  });

  test('content patterns fire by the outcome that the caller brings', () => {
    const outcome = (matched: readonly string[], undecided: readonly [string, string][] = []) =>
      runSource(rules, 'SELECT', { content: { matched: new Set(matched), undecided: new Map(undecided) } });
    const pattern = 'SELECT|INSERT';
    expect(runSource(rules, 'SELECT').fired).toEqual([]);
    expect(outcome([]).notFired).toEqual([]);
    expect(outcome([pattern]).fired).toMatchObject([
      { rule: pattern, kind: 'context', reason: 'content matches /SELECT|INSERT/' },
    ]);
    expect(outcome([], [[pattern, 'timed out after 50 ms']]).notFired).toEqual([
      { rule: pattern, reason: 'its pattern gave no answer: timed out after 50 ms' },
    ]);
  });

  test.each([
    ['go', ['gopher']],
    ['TypeScript', ['web']],
    ['typescriptreact', ['web']],
    ['golang', []],
  ])('language %s calls %j', (language, agents) => {
    const source = 'context_triggers: { languages: { "typescript|TypeScriptReact": [web], go: { agents: gopher } } }\n';
    expect(runSource(source, '', { language }).agents).toEqual(agents);
    expect(runSource(source, '', { extension: language }).agents).toEqual([]);
  });

  test('only a document scope silences them', () => {
    const silenced = (scope: string) => `${rules}negative_triggers: { n: { patterns: [stop], scope: ${scope} } }\n`;
    expect(runSource(silenced('line'), 'stop', { extension: '.ts' }).fired).toHaveLength(1);
    expect(runSource(silenced('document'), 'stop', { extension: '.ts' }).notFired).toEqual([
      { rule: '.js|.TS', reason: 'silenced by “n” on line 1' },
    ]);
  });
});

describe('order', () => {
  const rules = `immediate_triggers:
  debugging: { keywords: [bug, crash], agents: [debugger, reader] }
  security: { keywords: [leak], agents: [auditor, reader] }
compound_triggers: { both: { all: [bug, leak], agents: [chief] } }
priority_rules:
`;
  const rows: readonly (readonly [priorities: string, agents: readonly string[]])[] = [
    ['[]', ['debugger', 'reader', 'auditor', 'chief']],
    ['[{ condition: security, priority: 5 }]', ['auditor', 'reader', 'debugger', 'chief']],
    ['[{ condition: immediate_triggers.security, priority: 5 }]', ['auditor', 'reader', 'debugger', 'chief']],
    ['[{ condition: compound_triggers, priority: high }]', ['chief', 'debugger', 'reader', 'auditor']],
    ['[{ condition: auditor, priority: 5 }]', ['auditor', 'debugger', 'reader', 'chief']],
    ['[{ condition: Chief, priority: 5 }]', ['chief', 'debugger', 'reader', 'auditor']],
    ['[{ condition: debugging, priority: -1 }]', ['auditor', 'reader', 'chief', 'debugger']],
    ['[{ condition: leak, priority: 5 }]', ['auditor', 'reader', 'chief', 'debugger']],
    ['[{ condition: outage or bug, priority: [chief, nobody, auditor] }]', ['chief', 'auditor', 'debugger', 'reader']],
    ['[{ condition: outage, priority: [chief] }]', ['debugger', 'reader', 'auditor', 'chief']],
    ['[{ condition: both, priority: [reader] }]', ['reader', 'debugger', 'auditor', 'chief']],
  ];
  test.each(rows)('%s', (priorities, agents) => {
    expect(runSource(`${rules}  ${priorities}\n`, 'bug leak').agents).toEqual(agents);
  });

  test('one sequential compound makes the whole sequential', () => {
    const source = 'compound_triggers: { c: { all: [a, b], agents: [x], sequential: true } }\n';
    expect(runSource(source, 'a b').mode).toBe('sequential');
    expect(runSource(source, 'a').mode).toBe('parallel');
  });
});

test('a result says why, how often and where', () => {
  const { fired, hits } = runSource(immediate, 'Bug, bug; memory\tleak');
  expect(fired[0]).toMatchObject({ rule: 'debugging', priority: 0, reason: 'keywords “bug” (2×), “memory leak”' });
  expect(hits.at(-1)).toEqual({ rule: 'debugging', keyword: 'memory leak', start: 10, end: 21 });
  expect(runSource(immediate, 'bug').fired[0]?.reason).toBe('keyword “bug”');
});

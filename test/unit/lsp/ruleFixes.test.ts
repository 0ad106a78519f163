import { expect, test } from 'vitest';
import { fixesOf } from '../../../server/src/lsp/rules/ruleFixes.ts';
import { applyEdits } from '../../../server/src/lsp/rules/textEdit.ts';
import { viewOf } from './rulesText.ts';

/** The problems of the code are mended one after the other, each with its first fix. */
function mendAll(source: string, code: string): { readonly source: string; readonly titles: readonly string[] } {
  const titles: string[] = [];
  let text = source;
  for (;;) {
    const view = viewOf(text);
    const problem = view.problems.find((one) => one.code === code);
    const fix = problem && fixesOf(view, problem)[0];
    if (!fix) return { source: text, titles };
    titles.push(fix.title);
    text = applyEdits(text, fix.edits);
    expect(viewOf(text).problems.length).toBeLessThan(view.problems.length);
  }
}

const rule = (fields: string, name = 'a') => `immediate_triggers:\n  ${name}:\n    ${fields}\n    agents: [x]\n`;

/** Each row: what is wrong, the file, the file mended. */
const rows: readonly (readonly [code: string, source: string, mended: string])[] = [
  ['unknown-key', rule('keywrds: [bug]'), rule('keywords: [bug]')],
  ['unknown-key', rule('"Keywords": [bug]'), rule('keywords: [bug]')],
  ['unknown-key', rule('keywords: [bug]').replace('immediate', 'imediate'), rule('keywords: [bug]')],
  [
    'unknown-key',
    `${rule('keywords: [bug]')}priority_rules:\n  - { conditon: a, priority: 1 }\n`,
    `${rule('keywords: [bug]')}priority_rules:\n  - { condition: a, priority: 1 }\n`,
  ],
  [
    'unknown-key',
    `${rule('keywords: [bug]')}priority_rules:\n  - conditions: a\n    priority: 1\n`,
    `${rule('keywords: [bug]')}priority_rules:\n  - condition: a\n    priority: 1\n`,
  ],
  ['duplicate', rule('keywords: [bug, crash, Bug]'), rule('keywords: [bug, crash]')],
  ['duplicate', rule('keywords: [bug, bug, crash]'), rule('keywords: [bug, crash]')],
  [
    'duplicate',
    rule('keywords:\n      - bug\n      - bug # twice\n      - crash'),
    rule('keywords:\n      - bug\n      - crash'),
  ],
  [
    'duplicate',
    rule('keywords:\r\n      - bug\r\n      - bug\r\n      - crash'),
    rule('keywords:\r\n      - bug\r\n      - crash'),
  ],
  [
    'duplicate',
    `${rule('keywords: [bug]')}priority_rules:\n  - { condition: a, priority: 1 }\n  - condition: a\n    priority: 1\n`,
    `${rule('keywords: [bug]')}priority_rules:\n  - { condition: a, priority: 1 }\n`,
  ],
  ['bare-list', rule('keywords:\n      - "bug", \'crash\' # old'), rule('keywords:\n      - ["bug", \'crash\'] # old')],
  ['value', rule('keywords: [bug]\n    color: Orang'), rule('keywords: [bug]\n    color: orange')],
  [
    'value',
    'compound_triggers:\n  a: { all: [bug, crash], within: sentance, agents: [x] }\n',
    'compound_triggers:\n  a: { all: [bug, crash], within: sentence, agents: [x] }\n',
  ],
  [
    'unknown-rule',
    `${rule('keywords: [bug]', 'bugs')}negative_triggers:\n  n: { patterns: [no bug], triggers: [bgs] }\n`,
    `${rule('keywords: [bug]', 'bugs')}negative_triggers:\n  n: { patterns: [no bug], triggers: [bugs] }\n`,
  ],
  [
    'dead',
    `${rule('keywords: [bug]')}compound_triggers:\n  b:\n    all: [bug, crash]\n    none: [crash]\n    agents: [y]\n  c: { all: [bug, crash], agents: [y] }\n`,
    `${rule('keywords: [bug]')}compound_triggers:\n  c: { all: [bug, crash], agents: [y] }\n`,
  ],
  [
    'dead',
    `${rule('keywords: [bug]')}priority_rules:\n  - { condition: a, priority: 1 }\n  - { condition: nobody, priority: 1 }\n`,
    `${rule('keywords: [bug]')}priority_rules:\n  - { condition: a, priority: 1 }\n`,
  ],
  ['shadowed', `${rule('keywords: [bug]')}  b:\n    keywords: [bad bug]\n    agents: [x]\n`, rule('keywords: [bug]')],
  [
    'duplicate-rule',
    `${rule('keywords: [bug]')}  b:\n    keywords: [BUG]\n    agents: [y, x, "z z"]\n`,
    rule('keywords: [bug]').replace('[x]', '[x, y, z z]'),
  ],
  [
    'duplicate-rule',
    'immediate_triggers:\n  a:\n    keywords: [bug]\n    agents:\n      - x\n  b:\n    keywords: [bug]\n    agents: [y]\n',
    'immediate_triggers:\n  a:\n    keywords: [bug]\n    agents:\n      - x\n      - y\n',
  ],
  [
    'priority-conflict',
    `${rule('keywords: [bug]')}priority_rules:\n  - { condition: a, priority: 1 }\n  - { condition: a, priority: 5 }\n`,
    `${rule('keywords: [bug]')}priority_rules:\n  - { condition: a, priority: 5 }\n`,
  ],
  [
    'example',
    rule('keywords: [bug]\n    examples: [a bug, a crash]\n    near_misses: [a debug]'),
    rule('keywords: [bug]\n    examples: [a bug]\n    near_misses: [a debug, a crash]'),
  ],
  [
    'example',
    rule('keywords: [bug]\n    examples:\n      - a bug\n      - "why: a crash"'),
    rule('keywords: [bug]\n    near_misses: ["why: a crash"]\n    examples:\n      - a bug'),
  ],
  ['near-miss', rule('keywords: [bug]\n    near_misses: [a bug]'), rule('keywords: [bug]\n    examples: [a bug]')],
  [
    'near-miss',
    rule('keywords: [bug]\n    examples: [bug]\n    near_misses: [a bug]'),
    rule('keywords: [bug]\n    examples: [bug, a bug]'),
  ],
];

test.each(rows)('%s in %j', (code, source, mended) => {
  const result = mendAll(source, code);
  expect(result.titles).toHaveLength(1);
  expect(result.source).toBe(mended);
});

/** Each row: a problem that has no sure mend. */
const unsure: readonly (readonly [code: string, source: string])[] = [
  ['unknown-key', rule('keywords: [bug]\n    zzz: 1')],
  [
    'shadowed',
    'immediate_triggers: { a: { keywords: [bug], agents: [x] }, b: { keywords: [bad bug], agents: [x] } }\n',
  ],
  [
    'dead',
    `${rule('keywords: [bug]')}compound_triggers:\n  b: { all: [bug, crash], none: [crash], agents: [x] }\npriority_rules:\n  - { condition: b, priority: 1 }\n`,
  ],
  ['over-broad', rule('keywords: [the]')],
];

test.each(unsure)('no fix for %s in %j', (code, source) => {
  expect(viewOf(source).problems.map((problem) => problem.code)).toContain(code);
  expect(mendAll(source, code).titles).toEqual([]);
});

test('all bare lists at once', () => {
  const source = rule('keywords:\n      - "a b", "c d"\n      - "e f", "g h"');
  const view = viewOf(source);
  const [, all] = fixesOf(view, view.problems[0]!);
  expect(viewOf(applyEdits(source, all?.edits ?? [])).problems).toEqual([]);
});

import { expect, test } from 'vitest';
import { completionsAt } from '../../../server/src/lsp/rules/completion.ts';
import { applyEdits } from '../../../server/src/lsp/rules/textEdit.ts';
import { atCursor } from './rulesText.ts';

const agents = [
  { name: 'debugger', description: 'Finds what is broken', absolutePath: '/w/.claude/agents/debugger.md', line: 1 },
  { name: 'Code Reviewer: strict', description: '', absolutePath: '/w/AGENTS.md', line: 4 },
];

function complete(text: string) {
  const { source, offset } = atCursor(text);
  return { source, completions: completionsAt(source, offset, agents) };
}

const labels = (text: string) => complete(text).completions.map(({ label }) => label);

const RULE = 'immediate_triggers:\n  bugs:\n    keywords: [bug]\n';
const SAMPLES = ['examples', 'near_misses'];

const rows: readonly (readonly [name: string, text: string, labels: readonly string[]])[] = [
  [
    'sections that are not there yet',
    `${RULE}‸`,
    ['compound_triggers', 'context_triggers', 'negative_triggers', 'priority_rules'],
  ],
  ['no names of rules', 'immediate_triggers:\n  ‸', []],
  ['keys of a rule that it has not yet', `${RULE}    ‸`, ['agents', 'color', 'description', ...SAMPLES]],
  [
    'keys where the file is broken above and below',
    `x: [\n${RULE}    co‸\n  "y: {`,
    ['agents', 'color', 'description', ...SAMPLES],
  ],
  ['kinds of context rules', 'context_triggers:\n  ‸', ['file_extensions', 'languages', 'content_patterns']],
  ['keys of a context rule', 'context_triggers:\n  languages:\n    go: { agents: [x], ‸', ['description', ...SAMPLES]],
  ['keys of a priority rule behind a dash', 'priority_rules:\n  - ‸', ['condition', 'priority', 'description']],
  ['keys of a priority rule in braces', 'priority_rules:\n  - { condition: x, ‸ }', ['priority', 'description']],
  ['distances', 'compound_triggers:\n  a:\n    within: ‸', ['document', 'line', 'sentence', '8 words']],
  ['scopes', 'negative_triggers:\n  a:\n    scope: l‸', ['match', 'line', 'document']],
  ['flags', 'compound_triggers:\n  a:\n    parallel: ‸', ['true', 'false']],
  ['agents in brackets', 'immediate_triggers:\n  a:\n    agents: [‸', ['debugger', 'Code Reviewer: strict']],
  ['agents behind a dash', 'immediate_triggers:\n  a:\n    agents:\n      - ‸', ['debugger', 'Code Reviewer: strict']],
  ['agents of a context rule', 'context_triggers:\n  languages:\n    go: [‸]', ['debugger', 'Code Reviewer: strict']],
  ['rules that a negative rule may silence', `${RULE}negative_triggers:\n  n:\n    triggers: [‸`, ['bugs']],
  [
    'conditions',
    `${RULE}priority_rules:\n  - { condition: ‸`,
    ['bugs', 'immediate_triggers', 'compound_triggers', 'context_triggers', 'debugger', 'Code Reviewer: strict'],
  ],
  ['nothing among keywords', 'immediate_triggers:\n  a:\n    keywords: [‸', []],
  ['nothing in a comment', 'immediate_triggers: # ‸', []],
];

test.each(rows)('%s', (_, text, expected) => {
  expect(labels(text)).toEqual(expected);
});

/** Each row: a text, what is chosen, the text then. */
const writes: readonly (readonly [text: string, label: string, after: string])[] = [
  ['imm‸', 'immediate_triggers', 'immediate_triggers:'],
  [`${RULE}    col‸`, 'color', `${RULE}    color: `],
  [`${RULE}    col‸: red`, 'color', `${RULE}    color: red`],
  ['compound_triggers:\n  a:\n    within:‸', 'line', 'compound_triggers:\n  a:\n    within: line'],
  ['compound_triggers:\n  a:\n    within: se‸', '8 words', 'compound_triggers:\n  a:\n    within: 8 words'],
  [
    'immediate_triggers:\n  a:\n    agents: [x, de‸bg]',
    'debugger',
    'immediate_triggers:\n  a:\n    agents: [x, debugger]',
  ],
  [
    'immediate_triggers:\n  a:\n    agents: [‸]',
    'Code Reviewer: strict',
    'immediate_triggers:\n  a:\n    agents: ["Code Reviewer: strict"]',
  ],
  [
    "immediate_triggers:\n  a:\n    agents: ['c‸']",
    'Code Reviewer: strict',
    "immediate_triggers:\n  a:\n    agents: ['Code Reviewer: strict']",
  ],
];

test.each(writes)('%j with %s', (text, label, after) => {
  const { source, completions } = complete(text);
  const chosen = completions.filter((one) => one.label === label);
  expect(chosen).toHaveLength(1);
  expect(applyEdits(source, chosen)).toBe(after);
});

test('what is offered is explained', () => {
  const { completions } = complete('immediate_triggers:\n  a:\n    agents: [‸');
  expect(completions[0]).toMatchObject({ kind: 'agent', documentation: 'Finds what is broken' });
  expect(complete(`${RULE}    col‸`).completions.every(({ documentation }) => documentation)).toBe(true);
});

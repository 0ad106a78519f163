import { expect, test } from 'vitest';
import type { RuleMatches } from '../../../shared/src/protocol.ts';
import { describeMatches, hoverAt } from '../../../server/src/lsp/rules/hover.ts';
import { viewAtCursor } from './rulesText.ts';

const FILE = `immediate_triggers:
  bugs:
    description: What is *broken*
    color: red
    keywords: [bug, "a crash"]
    agents: [debugger, fixer]
    examples: [a bug]
compound_triggers:
  both: { pattern: bug + slow, none: [sleep], agents: [x, y], parallel: true }
negative_triggers:
  quiet: { patterns: [no bug], scope: match, triggers: [bugs] }
priority_rules:
  - { condition: bugs, priority: 1 }
`;
const agents = [
  { name: 'debugger', description: 'Finds <what>', absolutePath: '/w/.claude/agents/debugger.md', line: 1 },
];

function hover(marked: string) {
  const { view, offset } = viewAtCursor(FILE.replace(marked.replace('‸', ''), marked));
  const found = hoverAt(view, offset, agents);
  return found && { ...found, whole: view.textOf(found.span) };
}

/** Each row: a piece of the file with the cursor, what is hovered over, what is said, what is counted. */
const rows: readonly (readonly [marked: string, whole: string, text: RegExp, counted: object | undefined])[] = [
  ['bu‸gs:', 'bugs', /\*\*bugs\*\*.*is \\\*broken\\\*.*debugger → fixer/s, { rule: 'bugs' }],
  ['bo‸th:', 'both', /several keywords.*x, y/s, { rule: 'both' }],
  ['qui‸et:', 'quiet', /silences.*Silences bugs \(scope: match\)/s, undefined],
  ['triggers: [bu‸gs]', 'bugs', /\*\*bugs\*\*/, { rule: 'bugs' }],
  ['condition: bu‸gs', 'bugs', /\*\*bugs\*\*/, { rule: 'bugs' }],
  ['[b‸ug, "', 'bug', /“bug”: a keyword of \*\*bugs\*\*/, { rule: 'bugs', keyword: 'bug' }],
  ['"a cr‸ash"', '"a crash"', /“a crash”/, { rule: 'bugs', keyword: 'a crash' }],
  ['bug + sl‸ow', 'slow', /a part of the pattern of \*\*both\*\*/, { rule: 'both', keyword: 'slow' }],
  ['[sle‸ep]', 'sleep', /holds back/, undefined],
  ['[no b‸ug]', 'no bug', /silences/, undefined],
  ['[a b‸ug]', 'a bug', /an example/, undefined],
  ['[de‸bugger', 'debugger', /Agent \*\*debugger\*\*\n\nFinds \\<what\\>/, undefined],
  ['fix‸er]', 'fixer', /No file/, undefined],
  ['co‸lor:', 'color', /\*\*color\*\*\n\nThe colour.*`red`/s, undefined],
  ['pri‸ority: 1', 'priority', /A number/, undefined],
  ['nega‸tive_triggers:', 'negative_triggers', /silence hits/, undefined],
];

test.each(rows)('over %s', (marked, whole, text, counted) => {
  const found = hover(marked);
  expect(found?.whole).toBe(whole);
  expect(found?.markdown).toMatch(text);
  expect(found?.counted).toEqual(counted);
});

test.each(['color: r‸ed', 'parallel: tr‸ue'])('nothing over %s', (marked) => {
  expect(hover(marked)).toBeUndefined();
});

const matches = (files: readonly number[], kind: RuleMatches['kind'] = 'immediate'): RuleMatches => ({
  rule: 'bugs',
  kind,
  agents: [],
  count: files.reduce((sum, count) => sum + count, 0),
  keywords: [],
  files: files.map((count, at) => ({ uri: `file:///${at}`, path: `src/f_${at}.ts`, count, ranges: [] })),
});

test.each([
  [matches([]), /fires nowhere/],
  [matches([], 'context'), /fires in no file/],
  [matches([1]), /1 place of 1 file:\n\n- src\\\/f\\_0\\\.ts \(1\)$/],
  [matches([900, 200, 3, 2, 1, 1, 1]), /1,108 places of 7 files:.*\(900\).*and 2 more$/s],
  [matches([1, 1], 'context'), /fires in 2 files:\n\n- src\\\/f\\_0\\\.ts\n/],
  [undefined, /Save the file/],
])('the count %#', (found, text) => {
  expect(describeMatches(found)).toMatch(text);
});

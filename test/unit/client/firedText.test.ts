import { expect, test } from 'vitest';
import { agentsText, firedNames } from '../../../client/src/triggers/firedText.ts';
import { plainLabel } from '../../../client/src/triggers/plainLabel.ts';

const fired = (names: readonly string[]) => ({
  fired: names.map((rule) => ({ rule, kind: 'immediate' as const, agents: [], priority: 0, reason: '' })),
});
const WORDS = { parallel: 'together', sequential: 'in turn' };

test.each([
  [['bug-fix'], 'bug-fix'],
  [['bug-fix', 'security', 'bug-fix'], 'bug-fix, security'],
  [['a', 'b', 'c', 'd', 'e', 'f'], 'a, b, c, d +2'],
])('the rules %j are told as %j', (names, expected) => {
  expect(firedNames(fired(names))).toBe(expected);
});

test.each([
  [[], 'parallel', ''],
  [['debugger'], 'sequential', 'debugger'],
  [['debugger', 'security-auditor'], 'sequential', 'debugger → security-auditor (in turn)'],
  [['debugger', 'security-auditor'], 'parallel', 'debugger, security-auditor (together)'],
] as const)('the agents %j working in %s are told as %j', (agents, mode, expected) => {
  expect(agentsText({ agents, mode }, WORDS)).toBe(expected);
});

test.each([
  ['bug-fix', 'bug-fix'],
  ['$(error) boo', '$ (error) boo'],
  ['[click](command:x)', '[click] (command:x)'],
  ['a\u202eb\u0000c\nd', 'a b c d'],
  ['$\u200b(error)', '$ (error)'],
  ['x'.repeat(60), `${'x'.repeat(47)}…`],
])('the name %j is the label %j', (name, expected) => {
  expect(plainLabel(name)).toBe(expected);
});

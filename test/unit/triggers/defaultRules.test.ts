import { describe, expect, test } from 'vitest';
import { DEFAULT_TRIGGERS } from '../../../server/src/engine/triggers/defaultRules.ts';
import { parseRules } from '../../../server/src/engine/triggers/parseRules.ts';
import { runner } from './run.ts';

const { rules, problems } = parseRules(DEFAULT_TRIGGERS);
const run = runner(rules);

test('the shipped rules have no problem and use every kind of rule', () => {
  expect(problems).toEqual([]);
  expect(rules.immediate.length).toBeGreaterThanOrEqual(10);
  for (const list of [rules.compound, rules.context, rules.negative, rules.priorities]) expect(list).not.toEqual([]);
});

describe('questions', () => {
  test.each([
    ['Why does login crash with a stack trace?', ['debugger']],
    ['Do a security review of the session code', ['security-auditor', 'code-reviewer']],
    ['The orders query is slow on Postgres', ['database-architect', 'performance-engineer']],
    ['write tests for parseConfig', ['test-writer']],
    ['Show a hello world deployment', []],
    ['Why did we use slow motion here?', []],
    ['Clean up the README', ['code-reviewer', 'docs-writer']],
    ['What is the plan for Tuesday?', []],
  ])('%j calls %j', (question, agents) => {
    const called = run(question).agents;
    expect(agents.length === 0 ? called : called.slice(0, agents.length)).toEqual(agents);
  });
});

import { expect, test } from 'vitest';
import { Analyzer } from '../../../server/src/engine/analyze.ts';
import { parseRules } from '../../../server/src/engine/triggers/parseRules.ts';
import { withoutSecrets } from '../../../server/src/engine/withoutSecrets.ts';
import { githubToken } from '../../helpers/samples.ts';

const SECRET = githubToken(301);
const rulesWith = (text: string) =>
  parseRules(
    `immediate_triggers:\n  "${text}":\n    keywords: [crash, "${text}"]\n    agents: ["${text}"]\n    description: "${text}"\n`,
  ).rules;

test('rules without secrets are used as they are', () => {
  const rules = rulesWith('plain');
  expect(new Analyzer({ rules, digest: () => '01234567' }).rules).toBe(rules);
});

test.each(['constructor', 'useRules'])('no secret of the rules is told of what fires (%s)', (how) => {
  const given = how === 'constructor' ? rulesWith(SECRET) : rulesWith('plain');
  const analyzer = new Analyzer({ rules: given, digest: () => '01234567' });
  if (how === 'useRules') analyzer.useRules(rulesWith(SECRET));
  const triggers = analyzer.triggers(`crash ${SECRET}`);
  expect(triggers.agents).toEqual([expect.stringMatching(/^\[REDACTED:github-[\w-]+:012345\]$/)]);
  expect(JSON.stringify([triggers, analyzer.rules])).not.toContain(SECRET);
});

test('a message tells no secret that it quotes', () => {
  expect(withoutSecrets(`no such file: ${SECRET}.txt`)).toMatch(/^no such file: \[REDACTED:github-[\w-]+:0+\]\.txt$/);
});

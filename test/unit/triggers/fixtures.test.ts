import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { parseRules } from '../../../server/src/engine/triggers/parseRules.ts';
import { mark, runner, unmark } from './run.ts';

// A case is a folder: rules.yaml, input.txt with the hits of the rules that fire in ⟦brackets⟧, and expected.json.
const FOLDER = fileURLToPath(new URL('../../fixtures/triggers/', import.meta.url));

interface Expected {
  readonly extension?: string;
  readonly language?: string;
  /** Patterns that the caller has found in the content. */
  readonly content?: readonly string[];
  readonly problems: readonly string[];
  readonly fired: readonly string[];
  readonly agents: readonly string[];
  readonly mode: string;
  readonly notFired: Readonly<Record<string, string>>;
}

test.each(readdirSync(FOLDER))('%s', (name) => {
  const read = (file: string) => readFileSync(`${FOLDER}${name}/${file}`, 'utf8');
  const expected = JSON.parse(read('expected.json')) as Expected;
  const { rules, problems } = parseRules(read('rules.yaml'));
  const sample = read('input.txt');
  const { extension, language, content } = expected;
  const given = {
    ...(extension === undefined ? {} : { extension }),
    ...(language === undefined ? {} : { language }),
  };
  const result = runner(rules)(unmark(sample), {
    ...given,
    ...(content ? { content: { matched: new Set(content), undecided: new Map() } } : {}),
  });
  expect({
    ...given,
    ...(content ? { content } : {}),
    problems: problems.map(({ severity, message }) => `${severity}: ${message}`),
    fired: result.fired.map(({ rule, reason }) => `${rule}: ${reason}`),
    agents: result.agents,
    mode: result.mode,
    notFired: Object.fromEntries(result.notFired.map(({ rule, reason }) => [rule, reason])),
  }).toEqual(expected);
  expect(mark(unmark(sample), result.hits)).toBe(sample);
});

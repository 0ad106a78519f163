import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { DEFAULT_TRIGGERS } from '../../../server/src/engine/triggers/defaultRules.ts';
import { parseRules } from '../../../server/src/engine/triggers/parseRules.ts';
import { CONTEXT_RULE_KEYS, keyNames, RULE_KEYS } from '../../../server/src/engine/triggers/ruleKeys.ts';
import { RULES_SCHEMA, type JsonSchema } from '../../../server/src/engine/triggers/rulesSchema.ts';

/** The keywords of draft 07 that the schema uses; enough to hold files against it. */
function accepts(schema: JsonSchema, value: unknown): boolean {
  if (schema.$ref !== undefined) return accepts(definition(schema.$ref), value);
  if (schema.anyOf && !schema.anyOf.some((one) => accepts(one, value))) return false;
  if (schema.enum && !schema.enum.some((one) => one === value)) return false;
  if (schema.type !== undefined && ![schema.type].flat().some((type) => isOf(type, value))) return false;
  if (schema.pattern !== undefined && !new RegExp(schema.pattern).test(String(value))) return false;
  if (schema.minimum !== undefined && Number(value) < schema.minimum) return false;
  if (schema.items && Array.isArray(value)) return value.every((item) => accepts(schema.items ?? {}, item));
  if (schema.type !== 'object') return true;
  return Object.entries(value ?? {}).every(([key, one]) => {
    const known = schema.properties?.[key] ?? schema.additionalProperties;
    return typeof known === 'object' ? accepts(known, one) : known !== false;
  });
}

function definition(reference: string): JsonSchema {
  return RULES_SCHEMA.definitions?.[reference.replace('#/definitions/', '')] ?? {};
}

function isOf(type: string, value: unknown): boolean {
  if (type === 'integer') return Number.isInteger(value);
  if (type === 'array') return Array.isArray(value);
  if (type === 'object') return typeof value === 'object' && value !== null && !Array.isArray(value);
  return typeof value === type;
}

test('the shipped rules fit the schema', () => {
  expect(accepts(RULES_SCHEMA, parse(DEFAULT_TRIGGERS))).toBe(true);
});

describe('the schema says of a file what the parser says', () => {
  test.each([
    ['immediate_triggers: { r: { keywords: [a1, [404, true]], agents: a, color: red } }', true],
    ['immediate_triggers: { r: { keywords: [a1], agents: [a], colour: red } }', false],
    ['immediate_triggers: { r: { keywords: [a1], agents: [a], color: mauve } }', false],
    ['immediate_triggers: { r: { keywords: { x: y }, agents: [a] } }', false],
    ['immediate_triggers: [a]', false],
    ['compound_triggers: { c: { pattern: a1 + b1, agents: [a], within: 8 words, parallel: [b] } }', true],
    ['compound_triggers: { c: { all: [a1, [b1, c1]], agents: [a], within: 3, sequential: true } }', true],
    ['compound_triggers: { c: { all: [a1], agents: [a], within: soon } }', false],
    ['context_triggers: { file_extensions: { .ts: [a] }, languages: { go: { agents: a, examples: go } } }', true],
    ['context_triggers: { file_extensions: { .ts: { agent: a } } }', false],
    ['context_triggers: { extensions: { .ts: [a] } }', false],
    ['negative_triggers: { n: { patterns: a1, scope: line, unless_contains: [b1], exclude_agents: [a] } }', true],
    ['negative_triggers: { n: { patterns: a1, scope: word } }', false],
    ['priority_rules: [{ condition: a1, priority: high }, { condition: b1, priority: [a] }]', true],
    ['priority_rules: [{ condition: a1, priority: soon }]', false],
    ['priority_rules: { condition: a1, priority: 1 }', false],
    ['learning_config: {}', false],
  ])('%s: %s', (source, fits) => {
    const wrong = parseRules(source).problems.filter(({ code }) => code !== 'no-agents');
    expect([accepts(RULES_SCHEMA, parse(source)), wrong.length === 0]).toEqual([fits, fits]);
  });
});

test('every key of every section is in the schema, and known to the parser', () => {
  const rule = (keys: readonly string[]) => `{ ${keys.map((key) => `${key}: x1`).join(', ')} }`;
  for (const [section, keys] of Object.entries(RULE_KEYS)) {
    const names = keyNames(keys);
    const schema = RULES_SCHEMA.properties?.[section];
    const described = schema?.items ?? (section === 'context_triggers' ? schema : schema?.additionalProperties);
    expect(Object.keys((described as JsonSchema).properties ?? {})).toEqual(names);
    const body = section === 'context_triggers' ? rule(names).replaceAll('x1', '{}') : rule(names);
    const source = `${section}: ${schema?.items ? `[${body}]` : section === 'context_triggers' ? body : `{ r: ${body} }`}`;
    expect(parseRules(source).problems.filter(({ code }) => code === 'unknown-key')).toEqual([]);
  }
  const context = `context_triggers: { languages: { go: ${rule(keyNames(CONTEXT_RULE_KEYS))} } }`;
  expect(parseRules(context).problems).toEqual([]);
});

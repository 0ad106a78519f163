import { CONTEXT_RULE_KEYS, RULE_KEYS, SECTION_KEYS, type KeyShape, type RuleKey } from './ruleKeys.ts';

/** The part of JSON Schema (draft 07) that describes a rules file. */
export interface JsonSchema {
  readonly $schema?: string;
  readonly $ref?: string;
  readonly title?: string;
  readonly description?: string;
  readonly type?: string | readonly string[];
  readonly enum?: readonly (string | boolean)[];
  readonly pattern?: string;
  readonly minimum?: number;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly additionalProperties?: boolean | JsonSchema;
  readonly items?: JsonSchema;
  readonly anyOf?: readonly JsonSchema[];
  readonly definitions?: Readonly<Record<string, JsonSchema>>;
}

const TEXTS: JsonSchema = { $ref: '#/definitions/texts' };
const TEXT: JsonSchema = { type: ['string', 'number', 'boolean'] };

const SHAPES: Readonly<Record<KeyShape, (values: readonly string[]) => JsonSchema>> = {
  text: (values) => (values.length > 0 ? { type: 'string', enum: values } : TEXT),
  texts: () => TEXTS,
  agents: () => TEXTS,
  pattern: () => TEXTS,
  // A list under `parallel` or `sequential` is one of agents.
  flag: () => ({ anyOf: [{ type: 'boolean' }, { type: 'array', items: TEXT }] }),
  within: () => ({
    anyOf: [
      { enum: ['document', 'line', 'sentence'] },
      { type: 'string', pattern: '^[0-9]+( *words?)?$' },
      { type: 'integer', minimum: 1 },
    ],
  }),
  priority: (values) => ({ anyOf: [{ type: 'number' }, { enum: values }, { type: 'array', items: TEXT }] }),
  rules: () => ({ type: 'object', additionalProperties: { $ref: '#/definitions/contextRule' } }),
};

function mapping(keys: readonly RuleKey[]): JsonSchema {
  const properties = keys.map(({ key, description, shape, values = [] }) => {
    return [key, { description, ...SHAPES[shape](values) }] as const;
  });
  return { type: 'object', properties: Object.fromEntries(properties), additionalProperties: false };
}

function section(key: (typeof SECTION_KEYS)[number]['key']): JsonSchema {
  const rule = mapping(RULE_KEYS[key]);
  if (key === 'context_triggers') return rule;
  return key === 'priority_rules' ? { type: 'array', items: rule } : { type: 'object', additionalProperties: rule };
}

/** JSON Schema (draft 07) of a rules file, made of the keys that the parser itself goes by. */
export const RULES_SCHEMA: JsonSchema = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  title: 'Winnow trigger rules',
  type: 'object',
  properties: Object.fromEntries(
    SECTION_KEYS.map(({ key, description }) => [key, { description, ...section(key) }] as const),
  ),
  additionalProperties: false,
  definitions: {
    texts: { anyOf: [TEXT, { type: 'array', items: TEXTS }] },
    contextRule: { anyOf: [TEXTS, mapping(CONTEXT_RULE_KEYS)] },
  },
};

import type { Node } from 'yaml';
import { patternFault } from './patternFault.ts';
import {
  type CompoundRule,
  type ContextRule,
  type ImmediateRule,
  type NegativeRule,
  type PriorityRule,
  type RulePlace,
  type RuleSection,
} from './rule.ts';
import { RuleFields } from './ruleFields.ts';
import { CONTEXT_RULE_KEYS, keyNames, RULE_KEYS } from './ruleKeys.ts';
import type { Entry, RuleReader } from './ruleReader.ts';

/** A rule as far as it can be understood, and its place, which it has in any case. */
export interface Parsed<Rule> {
  readonly rule: Rule | undefined;
  readonly place: RulePlace;
}

export function immediateRule(reader: RuleReader, entry: Entry): Parsed<ImmediateRule> {
  const fields = ruleFields(reader, 'immediate_triggers', entry);
  const { name, keySpan } = fields;
  const keywords = fields.keywords('keywords');
  if (keywords.length === 0) reader.error(keySpan, 'dead', `${name} has no keywords: it can never fire`);
  const rule: ImmediateRule = {
    kind: 'immediate',
    name,
    keywords,
    agents: agentsOf(reader, fields, keywords.length === 0),
    ...fields.look(),
    ...fields.samples(),
  };
  return { rule: keywords.length === 0 ? undefined : rule, place: fields.place };
}

export function compoundRule(reader: RuleReader, entry: Entry): Parsed<CompoundRule> {
  const fields = ruleFields(reader, 'compound_triggers', entry);
  const { name, keySpan } = fields;
  const pattern = fields.conjunction('pattern');
  const every = fields.conjunction('all');
  const all = [...pattern.all, ...every.all];
  const any = fields.keywords('any');
  const none = fields.keywords('none');
  const empty = all.length === 0 && any.length === 0;
  if (empty) reader.error(keySpan, 'dead', `${name} asks for no keyword: give it a pattern, all or any`);
  const rule: CompoundRule = {
    kind: 'compound',
    name,
    all,
    any,
    none: [...new Set([...pattern.none, ...every.none, ...none])],
    within: withinOf(reader, fields.get('within')),
    agents: agentsOf(reader, fields, empty),
    mode: modeOf(reader, fields),
    ...fields.look(),
    ...fields.samples(),
  };
  return { rule: empty ? undefined : rule, place: fields.place };
}

/** `file_extensions`, `languages` and `content_patterns`; the key is the rule's name. */
export function contextRules(reader: RuleReader, value: Node | undefined): readonly Parsed<ContextRule>[] {
  const kinds = reader.fields(value, 'context_triggers', keyNames(RULE_KEYS.context_triggers));
  return [...kinds.values()].flatMap(({ key: kind, value: rules }) =>
    kind === 'content_patterns'
      ? reader.patternEntries(rules, kind).map((entry) => contentRule(reader, entry))
      : reader.entries(rules, kind).map((entry) => {
          const names = entry.key.toLowerCase().split(/[|,]/);
          const alternatives = names.map((one) => one.trim()).filter((one) => one !== '');
          return contextRule(reader, entry, {
            extensions: kind === 'file_extensions' ? alternatives : [],
            languages: kind === 'languages' ? alternatives : [],
          });
        }),
  );
}

function contentRule(reader: RuleReader, entry: Entry): Parsed<ContextRule> {
  const fault = patternFault(entry.key);
  if (fault) reader.error(entry.keySpan, 'pattern', fault);
  const parsed = contextRule(reader, entry, { extensions: [], languages: [], contentPattern: entry.key });
  return fault ? { ...parsed, rule: undefined } : parsed;
}

/** The value is a list of agents, or a mapping with `agents` and what else a rule may have. */
function contextRule(
  reader: RuleReader,
  entry: Entry,
  condition: Pick<ContextRule, 'extensions' | 'languages' | 'contentPattern'>,
): Parsed<ContextRule> {
  const given = reader.isMapping(entry.value)
    ? reader.fields(entry.value, entry.key, keyNames(CONTEXT_RULE_KEYS))
    : new Map([['agents', entry]]);
  const fields = new RuleFields(reader, 'context_triggers', entry, given);
  const rule: ContextRule = {
    kind: 'context',
    name: entry.key,
    ...condition,
    agents: agentsOf(reader, fields),
    ...fields.description(),
    ...fields.samples(),
  };
  return { rule, place: fields.place };
}

export function negativeRule(reader: RuleReader, entry: Entry): Parsed<NegativeRule> {
  const fields = ruleFields(reader, 'negative_triggers', entry);
  const { name, keySpan } = fields;
  const patterns = fields.keywords('patterns');
  if (patterns.length === 0) reader.error(keySpan, 'dead', `${name} has no patterns: it silences nothing`);
  const excluded = fields.agents('exclude_agents');
  const rule: NegativeRule = {
    kind: 'negative',
    name,
    patterns,
    unlessContains: fields.keywords('unless_contains'),
    scope: scopeOf(reader, fields.get('scope')),
    triggers: fields.triggers(),
    ...(excluded.length > 0 ? { excludeAgents: excluded } : {}),
    ...fields.description(),
    ...fields.samples(),
  };
  return { rule: patterns.length === 0 ? undefined : rule, place: fields.place };
}

export function priorityRule(reader: RuleReader, item: Node): Parsed<PriorityRule> | undefined {
  const given = reader.fields(item, 'A priority rule', keyNames(RULE_KEYS.priority_rules));
  const [condition] = reader.texts(given.get('condition')?.value, 'condition');
  const value = given.get('priority')?.value;
  if (!condition || !value) {
    reader.error(item, 'value', 'A priority rule needs a condition and a priority');
    return undefined;
  }
  const entry = { key: condition.text, keySpan: condition.span, span: reader.spanOf(item) };
  const fields = new RuleFields(reader, 'priority_rules', entry, given);
  if (reader.isList(value)) {
    const agents = fields.agents('priority');
    return { rule: { condition: condition.text, priority: 0, agents }, place: fields.place };
  }
  const text = (reader.text(value) ?? '').toLowerCase();
  const priority = PRIORITY_WORDS.get(text) ?? (text === '' ? Number.NaN : Number(text));
  const rule = Number.isFinite(priority) ? { condition: condition.text, priority } : undefined;
  if (!rule) reader.error(value, 'value', 'A priority is a number, the higher the sooner, or a list of agents');
  return { rule, place: fields.place };
}

const PRIORITY_WORDS = new Map([
  ['critical', 100],
  ['high', 75],
  ['medium', 50],
  ['low', 25],
]);

function ruleFields(reader: RuleReader, section: RuleSection, entry: Entry): RuleFields {
  return new RuleFields(reader, section, entry, reader.fields(entry.value, entry.key, keyNames(RULE_KEYS[section])));
}

function agentsOf(reader: RuleReader, fields: RuleFields, dead = false): readonly string[] {
  // Older files list the agents under `parallel` or `sequential`.
  const agents = ['agents', 'parallel', 'sequential'].flatMap((key) =>
    key === 'agents' || reader.isList(fields.get(key)?.value) ? fields.agents(key) : [],
  );
  if (agents.length === 0 && !dead) reader.warn(fields.keySpan, 'no-agents', `${fields.name} calls no agents`);
  return [...new Set(agents)];
}

function withinOf(reader: RuleReader, entry: Entry | undefined): CompoundRule['within'] {
  const text = (entry && reader.text(entry.value))?.toLowerCase() ?? 'document';
  const unit = (['document', 'line', 'sentence'] as const).find((one) => one === text);
  if (unit) return { unit };
  const count = Number(/^(\d{1,6})(?:\s*words?)?$/.exec(text)?.[1] ?? 0);
  if (count > 0) return { unit: 'words', count };
  if (entry) reader.error(entry.keySpan, 'value', 'within is document, line, sentence or a number of words (8 words)');
  return { unit: 'document' };
}

/** `parallel: false` alone means one after the other. */
function modeOf(reader: RuleReader, fields: RuleFields): CompoundRule['mode'] {
  const says = (key: string) => {
    const entry = fields.get(key);
    if (!entry) return undefined;
    return reader.isList(entry.value) || /^(true|yes|on|1)$/i.test(reader.text(entry.value) ?? '');
  };
  const sequential = says('sequential');
  const parallel = says('parallel');
  if (sequential && parallel)
    reader.warn(
      fields.get('parallel')?.keySpan ?? fields.keySpan,
      'value',
      'Both parallel and sequential: read as sequential',
    );
  return (sequential ?? parallel === false) ? 'sequential' : 'parallel';
}

function scopeOf(reader: RuleReader, entry: Entry | undefined): NegativeRule['scope'] {
  const text = entry && reader.text(entry.value)?.toLowerCase();
  const scope = (['match', 'line', 'document'] as const).find((one) => one === text);
  if (entry && !scope) reader.error(entry.keySpan, 'value', 'scope is match, line or document');
  return scope ?? 'line';
}

import type { Node } from 'yaml';
import { parseCompoundPattern } from './compoundPattern.ts';
import {
  RULE_COLORS,
  type CompoundRule,
  type ContextRule,
  type ImmediateRule,
  type NegativeRule,
  type PriorityRule,
} from './rule.ts';
import type { Entry, RuleReader } from './ruleReader.ts';

type Fields = ReadonlyMap<string, Entry>;

/** Keys that any rule may have and that mean nothing to matching. */
const NOTES = ['description', 'examples', 'near_misses'];
const MAX_DESCRIPTION_LENGTH = 500;

export function immediateRule(reader: RuleReader, { key: name, keySpan, value }: Entry): ImmediateRule | undefined {
  const fields = reader.fields(value, name, ['keywords', 'agents', 'color', ...NOTES]);
  const keywords = reader.texts(fields.get('keywords')?.value, `${name}.keywords`);
  if (keywords.length === 0) {
    reader.error(keySpan, `${name} has no keywords: it can never fire`);
    return undefined;
  }
  const description = reader.text(fields.get('description')?.value)?.slice(0, MAX_DESCRIPTION_LENGTH);
  const color = colorOf(reader, fields);
  return {
    kind: 'immediate',
    name,
    keywords,
    agents: agentsOf(reader, fields, { name, keySpan }),
    ...(description ? { description } : {}),
    ...(color ? { color } : {}),
  };
}

export function compoundRule(reader: RuleReader, { key: name, keySpan, value }: Entry): CompoundRule | undefined {
  const known = ['pattern', 'all', 'any', 'none', 'within', 'agents', 'parallel', 'sequential', 'color', ...NOTES];
  const fields = reader.fields(value, name, known);
  const pattern = conjunction(reader, fields.get('pattern'), name);
  const every = conjunction(reader, fields.get('all'), name);
  const all = [...pattern.all, ...every.all];
  const any = reader.texts(fields.get('any')?.value, `${name}.any`);
  if (all.length === 0 && any.length === 0) {
    reader.error(keySpan, `${name} asks for no keyword: give it a pattern, all or any`);
    return undefined;
  }
  const none = reader.texts(fields.get('none')?.value, `${name}.none`);
  return {
    kind: 'compound',
    name,
    all,
    any,
    none: [...new Set([...pattern.none, ...every.none, ...none])],
    within: withinOf(reader, fields.get('within')),
    agents: agentsOf(reader, fields, { name, keySpan }),
    mode: modeOf(reader, fields),
  };
}

/** `file_extensions` and `content_patterns`; the key is the rule's name. */
export function contextRules(reader: RuleReader, value: Node | undefined): ContextRule[] {
  const fields = reader.fields(value, 'context_triggers', ['file_extensions', 'content_patterns']);
  const byExtension = reader.entries(fields.get('file_extensions')?.value, 'file_extensions').flatMap((entry) => {
    const extensions = entry.key.toLowerCase().split(/[|,]/);
    return contextRule(reader, entry, { extensions: extensions.map((one) => one.trim()).filter((one) => one !== '') });
  });
  const byContent = reader
    .patternEntries(fields.get('content_patterns')?.value, 'content_patterns')
    .flatMap((entry) => {
      const fault = patternFault(entry.key);
      if (fault) reader.error(entry.keySpan, `The pattern is no regular expression: ${fault}`);
      return fault ? [] : contextRule(reader, entry, { extensions: [], contentPattern: entry.key });
    });
  return [...byExtension, ...byContent];
}

export function negativeRule(reader: RuleReader, { key: name, keySpan, value }: Entry): NegativeRule | undefined {
  const known = ['patterns', 'unless_contains', 'scope', 'triggers', 'exclude_agents', ...NOTES];
  const fields = reader.fields(value, name, known);
  const patterns = reader.texts(fields.get('patterns')?.value, `${name}.patterns`);
  if (patterns.length === 0) {
    reader.error(keySpan, `${name} has no patterns: it silences nothing`);
    return undefined;
  }
  const excluded = reader.names(fields.get('exclude_agents')?.value, `${name}.exclude_agents`);
  return {
    kind: 'negative',
    name,
    patterns,
    unlessContains: reader.texts(fields.get('unless_contains')?.value, `${name}.unless_contains`),
    scope: scopeOf(reader, fields.get('scope')),
    triggers: reader.names(fields.get('triggers')?.value, `${name}.triggers`),
    ...(excluded.length > 0 ? { excludeAgents: excluded } : {}),
  };
}

export function priorityRule(reader: RuleReader, item: Node): PriorityRule | undefined {
  const fields = reader.fields(item, 'A priority rule', ['condition', 'priority', ...NOTES]);
  const [condition] = reader.texts(fields.get('condition')?.value, 'condition');
  const value = fields.get('priority')?.value;
  if (!condition || !value) {
    reader.error(item, 'A priority rule needs a condition and a priority');
    return undefined;
  }
  if (reader.isList(value)) return { condition, priority: 0, agents: reader.names(value, 'priority') };
  const text = (reader.text(value) ?? '').toLowerCase();
  const priority = PRIORITY_WORDS.get(text) ?? (text === '' ? Number.NaN : Number(text));
  if (Number.isFinite(priority)) return { condition, priority };
  reader.error(value, 'A priority is a number, the higher the sooner, or a list of agents');
  return undefined;
}

const PRIORITY_WORDS = new Map([
  ['critical', 100],
  ['high', 75],
  ['medium', 50],
  ['low', 25],
]);

function agentsOf(reader: RuleReader, fields: Fields, rule: { name: string; keySpan: Entry['keySpan'] }) {
  // Older files list the agents under `parallel` or `sequential`.
  const lists = ['agents', 'parallel', 'sequential'].map((key) => fields.get(key));
  const agents = lists.flatMap((entry) => {
    if (!entry || (entry.key !== 'agents' && !reader.isList(entry.value))) return [];
    return reader.names(entry.value, `${rule.name}.${entry.key}`);
  });
  if (agents.length === 0) reader.warn(rule.keySpan, `${rule.name} calls no agents`);
  return [...new Set(agents)];
}

function contextRule(
  reader: RuleReader,
  { key: name, keySpan, value }: Entry,
  condition: Pick<ContextRule, 'extensions' | 'contentPattern'>,
): ContextRule[] {
  const agents = reader.names(value, name);
  if (agents.length === 0) reader.warn(keySpan, `${name} calls no agents`);
  return [{ kind: 'context', name, ...condition, agents }];
}

/** Compiling is safe on any pattern; running one is not, and is never done here. */
function patternFault(pattern: string): string | undefined {
  try {
    compile(pattern);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : 'invalid';
  }
}

const compile = (pattern: string) => new RegExp(pattern);

/** A text is a pattern; of a list every item must be met, an inner list by one of its texts. */
function conjunction(reader: RuleReader, entry: Entry | undefined, name: string) {
  if (!entry) return { all: [], none: [] };
  if (!reader.isList(entry.value)) return parseCompoundPattern(reader.text(entry.value) ?? '');
  const groups = reader.items(entry.value, name).map((item) => reader.texts(item, `${name}.${entry.key}`));
  return { all: groups.filter((group) => group.length > 0), none: [] };
}

function withinOf(reader: RuleReader, entry: Entry | undefined): CompoundRule['within'] {
  const text = (entry && reader.text(entry.value))?.toLowerCase() ?? 'document';
  const unit = (['document', 'line', 'sentence'] as const).find((one) => one === text);
  if (unit) return { unit };
  const count = Number(/^(\d{1,6})(?:\s*words?)?$/.exec(text)?.[1] ?? 0);
  if (count > 0) return { unit: 'words', count };
  if (entry) reader.error(entry.keySpan, 'within is document, line, sentence or a number of words (8 words)');
  return { unit: 'document' };
}

/** `parallel: false` alone means one after the other. */
function modeOf(reader: RuleReader, fields: Fields): CompoundRule['mode'] {
  const says = (key: string) => {
    const entry = fields.get(key);
    if (!entry) return undefined;
    return reader.isList(entry.value) || /^(true|yes|on|1)$/i.test(reader.text(entry.value) ?? '');
  };
  const sequential = says('sequential');
  const parallel = says('parallel');
  if (sequential && parallel)
    reader.warn(
      fields.get('parallel')?.keySpan ?? { start: 0, end: 0 },
      'Both parallel and sequential: read as sequential',
    );
  return (sequential ?? parallel === false) ? 'sequential' : 'parallel';
}

function scopeOf(reader: RuleReader, entry: Entry | undefined): NegativeRule['scope'] {
  const text = entry && reader.text(entry.value)?.toLowerCase();
  const scope = (['match', 'line', 'document'] as const).find((one) => one === text);
  if (entry && !scope) reader.error(entry.keySpan, 'scope is match, line or document');
  return scope ?? 'line';
}

function colorOf(reader: RuleReader, fields: Fields): string | undefined {
  const entry = fields.get('color');
  const color = entry && reader.text(entry.value)?.toLowerCase();
  if (!entry || RULE_COLORS.some((one) => one === color)) return color;
  reader.warn(entry.keySpan, `Colours are ${RULE_COLORS.join(', ')}`);
  return undefined;
}

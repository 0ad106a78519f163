import { CONTEXT_RULE_KEYS, RULE_KEYS, SECTION_KEYS, type RuleKey } from '../../engine/triggers/ruleKeys.ts';

/** A key as it is explained and completed; a section has no shape. */
export type ExplainedKey = Pick<RuleKey, 'key' | 'description'> & Partial<RuleKey>;

/** The keys that may stand in the mapping under a path of keys; none where names stand, or nothing does. */
export function keysUnder(path: readonly string[]): readonly ExplainedKey[] {
  const [section, ...inner] = path;
  if (section === undefined) return SECTION_KEYS;
  if (!isSection(section)) return [];
  if (section === 'priority_rules') return inner.length === 0 ? RULE_KEYS.priority_rules : [];
  if (section !== 'context_triggers') return inner.length === 1 ? RULE_KEYS[section] : [];
  if (inner.length === 0) return RULE_KEYS.context_triggers;
  return inner.length === 2 ? CONTEXT_RULE_KEYS : [];
}

/** What a path of keys ends in, if that is a key of the format and not a name. */
export function keyAt(path: readonly string[]): ExplainedKey | undefined {
  const last = path.at(-1);
  return keysUnder(path.slice(0, -1)).find(({ key }) => key === last);
}

/** True for the path of a context rule, whose value may be a list of agents. */
export function isContextRule(path: readonly string[]): boolean {
  return path.length === 3 && path[0] === 'context_triggers' && keyAt(path.slice(0, 2)) !== undefined;
}

function isSection(text: string): text is keyof typeof RULE_KEYS {
  return Object.hasOwn(RULE_KEYS, text);
}

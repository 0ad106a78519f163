import type { RuleSection, TriggerRules } from './rule.ts';

export type RuleKind = 'immediate' | 'compound' | 'context';

/** What the condition of a priority rule speaks of. */
export type ConditionTarget =
  | { readonly kind: 'rule'; readonly name: string; readonly ruleKind?: RuleKind }
  | { readonly kind: 'section'; readonly ruleKind: RuleKind }
  | { readonly kind: 'agent'; readonly name: string }
  | { readonly kind: 'phrase'; readonly phrases: readonly string[] };

/**
 * Reads the condition of a priority rule, the first that fits: `immediate_triggers.NAME` (a rule of a section), the
 * name of a rule, of a section, of an agent, and else a phrase that must stand in the text, or several with "or"
 * (`bug or error`), as older files have it. Names are compared as they are, then ignoring case.
 */
export function conditionTarget(condition: string, rules: TriggerRules): ConditionTarget {
  const names = [...rules.immediate, ...rules.compound, ...rules.context].map((rule) => rule.name);
  const agents = [...rules.immediate, ...rules.compound, ...rules.context].flatMap((rule) => rule.agents);
  const dot = condition.indexOf('.');
  const section = SECTION_KINDS.get(condition.slice(0, Math.max(0, dot)));
  if (section) return { kind: 'rule', name: condition.slice(dot + 1), ruleKind: section };
  const whole = SECTION_KINDS.get(condition);
  if (names.includes(condition)) return { kind: 'rule', name: condition };
  if (whole) return { kind: 'section', ruleKind: whole };
  const agent = ignoringCase(agents, condition);
  if (agents.includes(condition)) return { kind: 'agent', name: condition };
  const name = ignoringCase(names, condition);
  if (name !== undefined) return { kind: 'rule', name };
  if (agent !== undefined) return { kind: 'agent', name: agent };
  return { kind: 'phrase', phrases: condition.split(/\|{1,2}|\s+or\s+/i).map((phrase) => phrase.trim()) };
}

const SECTION_KINDS: ReadonlyMap<string, RuleKind> = new Map<RuleSection, RuleKind>([
  ['immediate_triggers', 'immediate'],
  ['compound_triggers', 'compound'],
  ['context_triggers', 'context'],
]);

function ignoringCase(names: readonly string[], name: string): string | undefined {
  return names.find((one) => one.toLowerCase() === name.toLowerCase());
}

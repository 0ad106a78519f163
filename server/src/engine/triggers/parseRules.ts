import { compoundRule, contextRules, immediateRule, negativeRule, priorityRule } from './parseSections.ts';
import type { RuleProblem, TriggerRules } from './rule.ts';
import { RuleReader, type Entry } from './ruleReader.ts';
import { readRulesDocument } from './rulesDocument.ts';

/** Most keywords that one file may hold, and most rules that every hit must be held against. */
const MAX_KEYWORDS = 20_000;
const MAX_CROSS_RULES = 1_000;

const SECTIONS = [
  'immediate_triggers',
  'compound_triggers',
  'context_triggers',
  'negative_triggers',
  'priority_rules',
] as const;

/**
 * Reads a rules file (`.winnow/triggers.yaml`) of five sections, each of them optional. Never throws: whatever is wrong
 * becomes a problem at its place (offsets in UTF-16 units), and every rule that can be understood is kept.
 *
 * Older files are read as they are: nested keyword lists, lists without brackets, `pattern` as text or list (see
 * `compoundPattern.ts`), `parallel: [agents]`, `exclude_agents`, agent lists under `priority_rules[].priority`, and file
 * names such as `Dockerfile` among the extensions.
 */
export function parseRules(source: string): { rules: TriggerRules; problems: readonly RuleProblem[] } {
  const document = readRulesDocument(source);
  const reader = new RuleReader(document);
  const sections = reader.fields(document.root, 'A rules file', SECTIONS);
  const section = (name: (typeof SECTIONS)[number]) => sections.get(name)?.value;
  const entries = (name: (typeof SECTIONS)[number]) => reader.entries(section(name), name);
  const negatives = entries('negative_triggers');
  const rules = limitRules(reader, {
    immediate: entries('immediate_triggers').flatMap((entry) => immediateRule(reader, entry) ?? []),
    compound: entries('compound_triggers').flatMap((entry) => compoundRule(reader, entry) ?? []),
    context: contextRules(reader, section('context_triggers')),
    negative: negatives.flatMap((entry) => negativeRule(reader, entry) ?? []),
    priorities: reader
      .items(section('priority_rules'), 'priority_rules')
      .flatMap((item) => priorityRule(reader, item) ?? []),
  });
  checkNames(reader, rules, negatives);
  return { rules, problems: reader.problems };
}

/** An automaton of hostile size must not come of a file of legal size. */
function limitRules(reader: RuleReader, rules: TriggerRules): TriggerRules {
  let left = MAX_KEYWORDS;
  const take = (count: number) => (left -= count) >= 0;
  const limited = {
    ...rules,
    immediate: rules.immediate.filter((rule) => take(rule.keywords.length)),
    compound: rules.compound.filter((rule) => take(rule.all.flat().length + rule.any.length + rule.none.length)),
    negative: rules.negative.filter((rule) => take(rule.patterns.length + rule.unlessContains.length)),
  };
  if (left < 0) reader.error({ start: 0, end: 0 }, `More than ${MAX_KEYWORDS} keywords: the rules beyond are left out`);
  if (Math.max(limited.negative.length, limited.priorities.length) <= MAX_CROSS_RULES) return limited;
  reader.error({ start: 0, end: 0 }, `More than ${MAX_CROSS_RULES} negative or priority rules: the rest is left out`);
  return {
    ...limited,
    negative: limited.negative.slice(0, MAX_CROSS_RULES),
    priorities: limited.priorities.slice(0, MAX_CROSS_RULES),
  };
}

/** A negative rule that names a rule that is not there would be dead without a word. */
function checkNames(reader: RuleReader, rules: TriggerRules, negatives: readonly Entry[]): void {
  const names = new Set([...rules.immediate, ...rules.compound, ...rules.context].map((rule) => rule.name));
  for (const { name, triggers } of rules.negative) {
    for (const trigger of triggers) {
      if (names.has(trigger) || names.has(trigger.slice(trigger.indexOf('.') + 1))) continue;
      const where = negatives.find((entry) => entry.key === name)?.keySpan ?? { start: 0, end: 0 };
      reader.warn(where, `${name}: no rule “${trigger}”`);
    }
  }
}

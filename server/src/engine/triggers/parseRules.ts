import { compoundRule, contextRules, immediateRule, negativeRule, priorityRule, type Parsed } from './parseSections.ts';
import type { AnyRule, RulePlace, RuleProblem, RuleSection, TriggerRules } from './rule.ts';
import { keyNames, SECTION_KEYS } from './ruleKeys.ts';
import { RuleReader, type Entry } from './ruleReader.ts';
import { readRulesDocument } from './rulesDocument.ts';

/** Most keywords that one file may hold, and most rules that every hit must be held against. */
const MAX_KEYWORDS = 20_000;
const MAX_CROSS_RULES = 1_000;

/** What a rules file says, where it says it, and what is wrong with it. */
export interface ParsedRules {
  readonly rules: TriggerRules;
  /** Every rule that has a name, also those that could not be kept, in the order of the file. */
  readonly places: readonly RulePlace[];
  /** Where each of the rules that were kept stands. */
  readonly placeOf: ReadonlyMap<AnyRule, RulePlace>;
  readonly problems: readonly RuleProblem[];
}

/**
 * Reads a rules file (`.winnow/triggers.yaml`) of five sections, each of them optional. Never throws: whatever is wrong
 * becomes a problem at its place (offsets in UTF-16 units), and every rule that can be understood is kept.
 *
 * Older files are read as they are: nested keyword lists, lists without brackets, `pattern` as text or list (see
 * `compoundPattern.ts`), `parallel: [agents]`, `exclude_agents`, agent lists under `priority_rules[].priority`, and file
 * names such as `Dockerfile` among the extensions.
 */
export function parseRules(source: string): ParsedRules {
  const document = readRulesDocument(source);
  const reader = new RuleReader(document);
  const sections = reader.fields(document.root, 'A rules file', keyNames(SECTION_KEYS));
  const places: RulePlace[] = [];
  const placeOf = new Map<AnyRule, RulePlace>();
  const kept = <Rule extends AnyRule>(parsed: readonly Parsed<Rule>[]): readonly Rule[] =>
    parsed.flatMap(({ rule, place }) => {
      places.push(place);
      if (!rule) return [];
      placeOf.set(rule, place);
      return rule;
    });
  const read = <Rule extends AnyRule>(
    section: RuleSection,
    parse: (reader: RuleReader, entry: Entry) => Parsed<Rule>,
  ) => kept(reader.entries(sections.get(section)?.value, section).map((entry) => parse(reader, entry)));
  const priorities = () => reader.items(sections.get('priority_rules')?.value, 'priority_rules');
  const rules = limitRules(reader, {
    immediate: read('immediate_triggers', immediateRule),
    compound: read('compound_triggers', compoundRule),
    context: kept(contextRules(reader, sections.get('context_triggers')?.value)),
    negative: read('negative_triggers', negativeRule),
    priorities: kept(priorities().flatMap((item) => priorityRule(reader, item) ?? [])),
  });
  places.sort((a, b) => a.span.start - b.span.start);
  return { rules, places, placeOf, problems: reader.problems };
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
  if (left < 0)
    reader.error({ start: 0, end: 0 }, 'limit', `More than ${MAX_KEYWORDS} keywords: the rules beyond are left out`);
  if (Math.max(limited.negative.length, limited.priorities.length) <= MAX_CROSS_RULES) return limited;
  reader.error(
    { start: 0, end: 0 },
    'limit',
    `More than ${MAX_CROSS_RULES} negative or priority rules: the rest is left out`,
  );
  return {
    ...limited,
    negative: limited.negative.slice(0, MAX_CROSS_RULES),
    priorities: limited.priorities.slice(0, MAX_CROSS_RULES),
  };
}

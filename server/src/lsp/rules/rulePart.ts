import type { Span } from '../../engine/text/span.ts';
import { foldKeyword } from '../../engine/triggers/compileRules.ts';
import type { KeywordField, RulePlace, RuleSection } from '../../engine/triggers/rule.ts';
import type { RulesView } from './rulesView.ts';

/** What stands at an offset of a rules file. Quotes belong to the span. */
export type RulePart = { readonly span: Span } & (
  | { readonly kind: 'rule'; readonly place: RulePlace }
  | { readonly kind: 'keyword'; readonly place: RulePlace; readonly keyword: string; readonly field: KeywordField }
  | { readonly kind: 'agent'; readonly name: string }
  /** A rule's name in a negative or a priority rule. */
  | { readonly kind: 'mention'; readonly place: RulePlace; readonly text: string }
);

export function rulePartAt(view: RulesView, offset: number): RulePart | undefined {
  const holds = ({ start, end }: Span) => start <= offset && offset <= end;
  for (const place of view.places) {
    if (!holds(place.span) && !holds(place.nameSpan)) continue;
    const agent = place.agents.find(({ span }) => holds(span));
    if (agent) return { kind: 'agent', ...agent };
    const keyword = place.keywords.find(({ span }) => holds(span));
    if (keyword) return { kind: 'keyword', place, keyword: keyword.text, field: keyword.field, span: keyword.span };
    const mention = mentionsIn(view, place).find(({ span }) => holds(span));
    if (mention) return { kind: 'mention', ...mention };
    if (holds(place.nameSpan) && place.section !== 'priority_rules')
      return { kind: 'rule', place, span: place.nameSpan };
  }
  return undefined;
}

/** A place that names a rule. */
export interface Mention {
  /** The rule that is named. */
  readonly place: RulePlace;
  /** As it is spelt: `NAME` or `section.NAME`. */
  readonly text: string;
  readonly span: Span;
}

/** Every place where a negative or a priority rule names a rule of the file. */
export function mentions(view: RulesView): readonly Mention[] {
  return view.places.flatMap((place) => mentionsIn(view, place));
}

function mentionsIn(view: RulesView, place: RulePlace): readonly Mention[] {
  if (place.section === 'priority_rules') {
    const target = view.targets.of(place.name);
    if (target.kind !== 'rule') return [];
    const section = target.ruleKind && (`${target.ruleKind}_triggers` as const);
    const named = ruleNamed(view, target.name, section);
    return named ? [{ place: named, text: place.name, span: place.nameSpan }] : [];
  }
  return place.triggers.flatMap(({ name, span }) => {
    const [, section, inner] = SECTION_NAME.exec(name) ?? [];
    const named = ruleNamed(view, name) ?? (inner === undefined ? undefined : ruleNamed(view, inner, section));
    return named ? [{ place: named, text: name, span }] : [];
  });
}

const SECTION_NAME = /^(immediate_triggers|compound_triggers|context_triggers)\.(.+)$/s;
const FIRING: ReadonlySet<string> = new Set<RuleSection>([
  'immediate_triggers',
  'compound_triggers',
  'context_triggers',
]);

/** The first rule of a name that can fire, of one section or of any. */
export function ruleNamed(view: RulesView, name: string, section?: string): RulePlace | undefined {
  return view.places.find(
    (place) => place.name === name && FIRING.has(place.section) && (section ?? place.section) === place.section,
  );
}

/** Where a rule has a keyword, however it is spelt. */
export function keywordPlaces(place: RulePlace, keyword: string): readonly Span[] {
  const folded = foldKeyword(keyword);
  return place.keywords
    .filter(({ field, text }) => FIRING_FIELDS.has(field) && foldKeyword(text) === folded)
    .map(({ span }) => span);
}

/** The keys whose keywords make a rule fire. */
export const FIRING_FIELDS: ReadonlySet<KeywordField> = new Set(['keywords', 'pattern', 'all', 'any']);

/** True for a rule that fires, and so has matches that are counted: content patterns are not run on the workspace. */
export function isCounted(view: RulesView, place: RulePlace): boolean {
  const rule = view.ruleAt(place);
  return FIRING.has(place.section) && !(rule && 'contentPattern' in rule);
}

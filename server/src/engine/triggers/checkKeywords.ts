import type { Span } from '../text/span.ts';
import type { CheckContext } from './checkContext.ts';
import { foldKeyword } from './compileRules.ts';
import type { KeywordField, RulePlace, RuleProblem } from './rule.ts';

/** Lists in which a keyword that stands twice says nothing new; in `all` and `pattern` it may. */
const PLAIN_LISTS: ReadonlySet<KeywordField> = new Set([
  'keywords',
  'any',
  'none',
  'patterns',
  'unless_contains',
  'examples',
  'near_misses',
]);

/** Keywords that stand twice in one rule, rules with the same keywords, keywords that stand nearly everywhere. */
export function checkKeywords(context: CheckContext): readonly RuleProblem[] {
  return [...context.places.flatMap(duplicates), ...duplicateRules(context), ...overBroad(context)];
}

function duplicates({ name, keywords }: RulePlace): readonly RuleProblem[] {
  const first = new Map<string, Span>();
  return keywords.flatMap(({ text, span, field }): RuleProblem | readonly [] => {
    if (!PLAIN_LISTS.has(field)) return [];
    const key = `${field} ${field === 'examples' || field === 'near_misses' ? text : foldKeyword(text)}`;
    const related = first.get(key);
    // An aliased list that stands twice in one rule has the same place both times.
    if (!related || related.start === span.start) {
      first.set(key, related ?? span);
      return [];
    }
    const message = `“${excerpt(text)}” stands twice in ${field} of ${name}: leave one out`;
    return { ...span, code: 'duplicate', severity: 'warning', message, related };
  });
}

/** Rules of one section that fire (or hold) in exactly the same places. */
function duplicateRules({ compiled, placeOf }: CheckContext): readonly RuleProblem[] {
  const rising = (keywords: readonly number[]) => keywords.toSorted((a, b) => a - b);
  const keyed = [
    ...compiled.immediate.map(({ rule, keywords }) => ({ rule, key: [rising(keywords)] })),
    ...compiled.compound.map(({ rule, groups, none }) => {
      const { unit } = rule.within;
      const count = rule.within.unit === 'words' ? rule.within.count : 0;
      return { rule, key: [groups.map(rising), rising(none), unit, count] };
    }),
    ...compiled.negative.map(({ rule, patterns, unless }) => {
      return { rule, key: [rising(patterns), rising(unless), rule.scope, rule.triggers, rule.excludeAgents ?? []] };
    }),
  ];
  const first = new Map<string, RulePlace>();
  return keyed.flatMap(({ rule, key }): RuleProblem | readonly [] => {
    const text = rule.kind + JSON.stringify(key);
    const place = placeOf(rule);
    const other = first.get(text);
    first.set(text, other ?? place);
    if (!other) return [];
    const message = `${rule.name} has the same keywords as ${other.name}: make one rule of them`;
    return { ...place.nameSpan, code: 'duplicate-rule', severity: 'warning', message, related: other.nameSpan };
  });
}

function overBroad({ rules, placeOf }: CheckContext): readonly RuleProblem[] {
  const alone = rules.compound.filter(({ all, any }) => all.length + Math.sign(any.length) === 1);
  const far = rules.negative.filter(({ scope }) => scope !== 'match');
  return [...rules.immediate, ...alone, ...far].flatMap((rule) =>
    placeOf(rule).keywords.flatMap(({ text, span, field }): RuleProblem | readonly [] => {
      const reason = LONE_FIELDS.has(field) ? broadness(text) : undefined;
      if (reason === undefined) return [];
      const second = rule.kind === 'negative' ? '' : ', or ask for a second keyword in a compound rule';
      const message = `“${text}” ${reason}: take a longer phrase${second}`;
      return { ...span, code: 'over-broad', severity: 'warning', message };
    }),
  );
}

/** Where one keyword is enough. */
const LONE_FIELDS: ReadonlySet<KeywordField> = new Set(['keywords', 'pattern', 'all', 'any', 'patterns']);

const ENGLISH = 'is a word of nearly every English sentence';
const PROGRAM = 'is a word of nearly every program';

const COMMON_WORDS: ReadonlyMap<string, string> = new Map([
  ...words('the and for with this that from not are was you can how what why all any use when where which', ENGLISH),
  ...words('file files code test tests data name value type class function return import string number', PROGRAM),
  ...words('true false null new get set add line list error errors object key text user main run', PROGRAM),
]);

function words(list: string, reason: string): readonly (readonly [string, string])[] {
  return list.split(' ').map((word) => [word, reason] as const);
}

function broadness(keyword: string): string | undefined {
  const text = keyword.toLowerCase();
  if (/^[a-z0-9]{1,2}$/.test(text)) return 'is too short: it stands in names and abbreviations of any kind';
  return COMMON_WORDS.get(text);
}

function excerpt(text: string): string {
  return text.length > 40 ? `${text.slice(0, 39)}…` : text;
}

import type { CheckContext } from './checkContext.ts';
import type { CompiledNegative } from './compileRules.ts';
import type { NegativeRule, RuleProblem } from './rule.ts';

/** Comparisons that a file of hostile shape may cost; what lies beyond is not checked. */
const MOST_STEPS = 1_000_000;

/** Rules that can never fire or hold, and rules that say nothing that another one does not say. */
export function checkReach(context: CheckContext): readonly RuleProblem[] {
  const silence = new Silence(context);
  return [
    ...context.rules.negative.flatMap((rule) => unknownNames(rule, context)),
    ...context.compiled.negative.flatMap((negative) => uselessNegative(negative, context)),
    ...deadRules(context, silence),
    ...shadowedRules(context),
  ];
}

function unknownNames(rule: NegativeRule, { rules, placeOf }: CheckContext): readonly RuleProblem[] {
  if (rule.triggers.length === 0) return [];
  const known = firingNames(rules);
  return placeOf(rule).triggers.flatMap(({ name, span }): RuleProblem | readonly [] => {
    if (known.has(name)) return [];
    const message = `${rule.name}: no rule “${name}”`;
    return { ...span, code: 'unknown-rule', severity: 'warning', message };
  });
}

const NAMES = new WeakMap<CheckContext['rules'], ReadonlySet<string>>();

/** Names by which a negative rule may name others: `NAME` and `section.NAME`. */
function firingNames(rules: CheckContext['rules']): ReadonlySet<string> {
  let names = NAMES.get(rules);
  if (!names) {
    const all = [...rules.immediate, ...rules.compound, ...rules.context];
    names = new Set(all.flatMap(({ kind, name }) => [name, `${kind}_triggers.${name}`]));
    NAMES.set(rules, names);
  }
  return names;
}

function uselessNegative(negative: CompiledNegative, context: CheckContext): readonly RuleProblem[] {
  const { rule, patterns } = negative;
  const unless = new Set(negative.unless);
  const lifted = patterns.every((pattern) => meets(context.containment.within(pattern), unless));
  if (lifted && unless.size > 0) {
    return [dead(rule, context, 'never holds: an unless_contains keyword stands in each of its patterns')];
  }
  const { immediate, compound, context: contexts } = context.rules;
  const called = new Set([...immediate, ...compound, ...contexts].flatMap(({ agents }) => agents));
  if (!rule.excludeAgents || rule.excludeAgents.some((agent) => called.has(agent))) return [];
  return [dead(rule, context, 'excludes only agents that no rule calls: check how they are spelt')];
}

/** The keywords on which each of the negative rules that know no exception lies. */
class Silence {
  readonly #ofAll = new Set<number>();
  readonly #ofNamed = new Map<string, Set<number>>();
  readonly #context: CheckContext;

  constructor(context: CheckContext) {
    this.#context = context;
    for (const { rule, patterns, unless } of context.compiled.negative) {
      if (unless.length > 0 || rule.excludeAgents) continue;
      if (rule.triggers.length === 0) for (const pattern of patterns) this.#ofAll.add(pattern);
      for (const name of rule.triggers) {
        const known = this.#ofNamed.get(name) ?? new Set();
        this.#ofNamed.set(name, known);
        for (const pattern of patterns) known.add(pattern);
      }
    }
  }

  /** True when every hit of the keyword is one of a pattern too, which silences it for the rule. */
  covers(keyword: number, rule: { readonly kind: string; readonly name: string }): boolean {
    const within = this.#context.containment.within(keyword);
    const named = [rule.name, `${rule.kind}_triggers.${rule.name}`].map((name) => this.#ofNamed.get(name));
    return [this.#ofAll, ...named].some((patterns) => patterns !== undefined && meets(within, patterns));
  }
}

function deadRules(context: CheckContext, silence: Silence): readonly RuleProblem[] {
  const { compiled, containment } = context;
  const silenced = compiled.immediate.filter(({ rule, keywords }) =>
    keywords.every((keyword) => silence.covers(keyword, rule)),
  );
  const compound = compiled.compound.flatMap(({ rule, groups, none }) => {
    const barriers = new Set(none);
    const blocked = groups.some((group) => group.every((keyword) => meets(containment.within(keyword), barriers)));
    if (blocked) return dead(rule, context, 'can never fire: its own none stands in what it asks for');
    const mute = groups.some((group) => group.every((keyword) => silence.covers(keyword, rule)));
    return mute ? dead(rule, context, SILENCED) : [];
  });
  return [...silenced.map(({ rule }) => dead(rule, context, SILENCED)), ...compound];
}

const SILENCED = 'can never fire: negative rules without unless_contains silence all that it asks for';

/**
 * Immediate rules that fire only where another one does that calls the same agents and more. Not those that a negative
 * or a priority rule treats apart, or that are shown in another colour.
 */
function shadowedRules(context: CheckContext): readonly RuleProblem[] {
  const { compiled, containment, placeOf } = context;
  const apart = new Set([
    ...compiled.negative.flatMap(({ silenced }) => [...silenced]),
    ...compiled.priorities.flatMap(({ target }) => (target.kind === 'rule' ? target.name : [])),
  ]);
  const byKeyword = new Map<number, number[]>();
  compiled.immediate.forEach(({ keywords }, number) => {
    for (const keyword of keywords) byKeyword.set(keyword, [...(byKeyword.get(keyword) ?? []).slice(-50), number]);
  });
  let stepsLeft = MOST_STEPS;
  const known = new Map<number, ReadonlySet<number>>();
  const rulesOn = (keyword: number): ReadonlySet<number> => {
    const before = known.get(keyword);
    if (before) return before;
    const rules = [...containment.within(keyword)].flatMap((inner) => byKeyword.get(inner) ?? []);
    const on = new Set(rules);
    known.set(keyword, on);
    stepsLeft -= rules.length;
    return on;
  };
  return compiled.immediate.flatMap(({ rule, keywords }, number): RuleProblem | readonly [] => {
    if (stepsLeft <= 0 || apart.has(rule.name) || apart.has(`immediate_triggers.${rule.name}`)) return [];
    let others = [...rulesOn(keywords[0] ?? -1)].filter((other) => other !== number);
    for (const keyword of keywords.slice(1)) {
      if (others.length === 0) return [];
      const on = rulesOn(keyword);
      others = others.filter((other) => on.has(other));
    }
    const shadow = others
      .map((other) => compiled.immediate[other]!)
      .find((other) => !apart.has(other.rule.name) && saysAsMuch(other, { rule, keywords }));
    if (!shadow) return [];
    const message = `${rule.name} adds nothing to ${shadow.rule.name}, which fires wherever it does and calls the same agents`;
    const related = placeOf(shadow.rule).nameSpan;
    return { ...placeOf(rule).nameSpan, code: 'shadowed', severity: 'warning', message, related };
  });
}

type CompiledImmediate = CheckContext['compiled']['immediate'][number];

/** Two rules with the same keywords are duplicates, not shadows of one another. */
function saysAsMuch(other: CompiledImmediate, { rule, keywords }: CompiledImmediate): boolean {
  const agents = new Set(other.rule.agents);
  const same = other.keywords.length === keywords.length && meetsAll(keywords, new Set(other.keywords));
  return !same && other.rule.color === rule.color && rule.agents.every((agent) => agents.has(agent));
}

function meets(keywords: ReadonlySet<number>, others: ReadonlySet<number>): boolean {
  for (const keyword of keywords) if (others.has(keyword)) return true;
  return false;
}

function meetsAll(keywords: readonly number[], others: ReadonlySet<number>): boolean {
  return keywords.every((keyword) => others.has(keyword));
}

function dead(rule: Parameters<CheckContext['placeOf']>[0], context: CheckContext, why: string): RuleProblem {
  const { name, nameSpan } = context.placeOf(rule);
  return { ...nameSpan, code: 'dead', severity: 'warning', message: `${name} ${why}` };
}

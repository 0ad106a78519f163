import type { CompiledPriority, CompiledRules } from './compileRules.ts';
import type { KeywordHits } from './keywordHits.ts';
import type { FiredRule } from './rule.ts';

/**
 * What the priority rules make of the rules that fired.
 *
 * - With a number, a rule raises what its condition speaks of: one rule, the rules of a section, an agent, or the rules
 *   that a phrase has hit. Several numbers: the highest counts. Without any the priority is 0.
 * - With a list of agents, and where what the condition speaks of has fired, was called or stands in the text, those of
 *   the listed agents that were called stand before all others, in the order of the list.
 */
export class Priorities {
  readonly #numbered: readonly CompiledPriority[];
  readonly #listed: readonly CompiledPriority[];
  readonly #found: KeywordHits;

  constructor(compiled: CompiledRules, found: KeywordHits) {
    this.#numbered = compiled.priorities.filter(({ rule }) => !rule.agents);
    this.#listed = compiled.priorities.filter(({ rule }) => rule.agents);
    this.#found = found;
  }

  /** The rules with their priorities, highest first; equals stay in their order. */
  order<Rule extends Firing>(fired: readonly Rule[]): readonly (Rule & { readonly priority: number })[] {
    return fired
      .map((rule) => ({ ...rule, priority: this.#best((one) => speaksOf(one, rule)) }))
      .sort((a, b) => b.priority - a.priority);
  }

  /** Each agent of ordered rules once, in the order in which they should be asked. */
  agents(fired: readonly FiredRule[]): readonly string[] {
    const called = new Map<string, number>();
    for (const rule of fired) {
      for (const agent of rule.agents) called.set(agent, Math.max(called.get(agent) ?? -Infinity, rule.priority));
    }
    const holding = this.#listed.filter((one) => this.#holds(one, fired, called));
    const first = holding.flatMap(({ rule }) => rule.agents ?? []).filter((agent) => called.has(agent));
    const rest = [...called]
      .map(([agent, priority]) => ({ agent, priority: Math.max(priority, this.#ofAgent(agent)) }))
      .sort((a, b) => b.priority - a.priority);
    return [...new Set([...first, ...rest.map(({ agent }) => agent)])];
  }

  #holds({ target, phrases }: CompiledPriority, fired: readonly FiredRule[], called: ReadonlyMap<string, number>) {
    if (target.kind === 'phrase') return this.#found.stands(phrases);
    if (target.kind === 'agent') return called.has(target.name);
    return fired.some((rule) => namesRule(target, rule));
  }

  #ofAgent(agent: string): number {
    return this.#best(({ target }) => target.kind === 'agent' && target.name === agent, -Infinity);
  }

  #best(concerns: (priority: CompiledPriority) => boolean, none = 0): number {
    const numbers = this.#numbered.filter(concerns).map(({ rule }) => rule.priority);
    return numbers.reduce((best, number) => Math.max(best, number), numbers[0] ?? none);
  }
}

type FiredName = Pick<FiredRule, 'kind' | 'rule'>;

interface Firing extends FiredName {
  readonly keywords: ReadonlyMap<number, unknown>;
}

function speaksOf({ target, phrases }: CompiledPriority, rule: Firing): boolean {
  return target.kind === 'phrase' ? phrases.some((phrase) => rule.keywords.has(phrase)) : namesRule(target, rule);
}

function namesRule(target: CompiledPriority['target'], rule: FiredName): boolean {
  if (target.kind === 'section') return target.ruleKind === rule.kind;
  return target.kind === 'rule' && target.name === rule.rule && (target.ruleKind ?? rule.kind) === rule.kind;
}

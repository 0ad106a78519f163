import type { RuleSection, TriggerRules } from './rule.ts';

export type RuleKind = 'immediate' | 'compound' | 'context';

/** What the condition of a priority rule speaks of. */
export type ConditionTarget =
  | { readonly kind: 'rule'; readonly name: string; readonly ruleKind?: RuleKind }
  | { readonly kind: 'section'; readonly ruleKind: RuleKind }
  | { readonly kind: 'agent'; readonly name: string }
  | { readonly kind: 'phrase'; readonly phrases: readonly string[] };

/**
 * Reads the conditions of priority rules, each as the first that fits: `immediate_triggers.NAME` (a rule of a section),
 * the name of a rule, of a section, of an agent, and else a phrase that must stand in the text, or several with "or"
 * (`bug or error`), as older files have it. Names are compared as they are, then ignoring case.
 */
export class ConditionTargets {
  readonly #names: Names;
  readonly #agents: Names;

  constructor(rules: TriggerRules) {
    const all = [...rules.immediate, ...rules.compound, ...rules.context];
    this.#names = new Names(all.map((rule) => rule.name));
    this.#agents = new Names(all.flatMap((rule) => rule.agents));
  }

  of(condition: string): ConditionTarget {
    const dot = condition.indexOf('.');
    const section = SECTION_KINDS.get(condition.slice(0, Math.max(0, dot)));
    if (section) return { kind: 'rule', name: condition.slice(dot + 1), ruleKind: section };
    const whole = SECTION_KINDS.get(condition);
    if (this.#names.has(condition)) return { kind: 'rule', name: condition };
    if (whole) return { kind: 'section', ruleKind: whole };
    if (this.#agents.has(condition)) return { kind: 'agent', name: condition };
    const name = this.#names.ignoringCase(condition);
    if (name !== undefined) return { kind: 'rule', name };
    const agent = this.#agents.ignoringCase(condition);
    if (agent !== undefined) return { kind: 'agent', name: agent };
    return { kind: 'phrase', phrases: condition.split(/\|{1,2}|\s+or\s+/i).map((phrase) => phrase.trim()) };
  }
}

const SECTION_KINDS: ReadonlyMap<string, RuleKind> = new Map<RuleSection, RuleKind>([
  ['immediate_triggers', 'immediate'],
  ['compound_triggers', 'compound'],
  ['context_triggers', 'context'],
]);

class Names {
  readonly #exact: ReadonlySet<string>;
  readonly #byLowerCase = new Map<string, string>();

  constructor(names: readonly string[]) {
    this.#exact = new Set(names);
    for (const name of names) {
      const key = name.toLowerCase();
      if (!this.#byLowerCase.has(key)) this.#byLowerCase.set(key, name);
    }
  }

  has(name: string): boolean {
    return this.#exact.has(name);
  }

  ignoringCase(name: string): string | undefined {
    return this.#byLowerCase.get(name.toLowerCase());
  }
}

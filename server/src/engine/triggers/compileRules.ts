import { foldUnit } from '../scan/caseFolding.ts';
import type { Keyword } from '../scan/keyword.ts';
import { ConditionTargets, type ConditionTarget } from './conditionTarget.ts';
import type { CompoundRule, ImmediateRule, NegativeRule, PriorityRule, TriggerRules } from './rule.ts';

/** Rules whose keywords are numbers: indices in `keywords`, which is what a scan reports. */
export interface CompiledRules {
  readonly rules: TriggerRules;
  /** Every keyword of every rule, each once whatever its case and white space; all word-bounded. */
  readonly keywords: readonly Keyword[];
  /** By keyword: the names of the rules that hold it, negative ones too. */
  readonly rulesOf: readonly (readonly string[])[];
  readonly immediate: readonly { readonly rule: ImmediateRule; readonly keywords: readonly number[] }[];
  readonly compound: readonly CompiledCompound[];
  readonly negative: readonly CompiledNegative[];
  readonly priorities: readonly CompiledPriority[];
}

export interface CompiledCompound {
  readonly rule: CompoundRule;
  /** Each group must be met by one of its keywords; `any` is the last of them. */
  readonly groups: readonly (readonly number[])[];
  readonly none: readonly number[];
}

export interface CompiledNegative {
  readonly rule: NegativeRule;
  readonly patterns: readonly number[];
  readonly unless: readonly number[];
  /** Names of the rules that it silences (`NAME` or `section.NAME`); all when empty. */
  readonly silenced: ReadonlySet<string>;
}

export interface CompiledPriority {
  readonly rule: PriorityRule;
  readonly target: ConditionTarget;
  /** Keywords of a condition that is a phrase. */
  readonly phrases: readonly number[];
}

/** Prepares rules for a scan: build the automaton of `keywords`, scan, and give the hits to `evaluate`. */
export function compileRules(rules: TriggerRules): CompiledRules {
  const table = new KeywordTable();
  const targets = new ConditionTargets(rules);
  const compiled = {
    immediate: rules.immediate.map((rule) => ({ rule, keywords: table.add(rule.keywords, rule.name) })),
    compound: rules.compound.map((rule) => compileCompound(rule, table)),
    negative: rules.negative.map((rule) => ({
      rule,
      patterns: table.add(rule.patterns, rule.name),
      unless: table.add(rule.unlessContains, rule.name),
      silenced: new Set(rule.triggers),
    })),
    priorities: rules.priorities.map((rule) => {
      const target = targets.of(rule.condition);
      return { rule, target, phrases: target.kind === 'phrase' ? table.add(target.phrases) : [] };
    }),
  };
  return { rules, keywords: table.keywords, rulesOf: table.rulesOf, ...compiled };
}

function compileCompound(rule: CompoundRule, table: KeywordTable): CompiledCompound {
  const groups = rule.any.length > 0 ? [...rule.all, rule.any] : rule.all;
  return {
    rule,
    groups: groups.map((group) => table.add(group, rule.name)),
    none: table.add(rule.none, rule.name),
  };
}

class KeywordTable {
  readonly keywords: Keyword[] = [];
  readonly rulesOf: string[][] = [];
  readonly #indices = new Map<string, number>();

  /** Indices of the keywords, each once; those that are new get one. */
  add(keywords: readonly string[], rule?: string): readonly number[] {
    const indices = new Set<number>();
    for (const keyword of keywords) {
      const text = normalizeKeyword(keyword);
      if (text === '') continue;
      const index = this.#indexOf(text);
      indices.add(index);
      const names = this.rulesOf[index];
      if (rule !== undefined && names && names.at(-1) !== rule) names.push(rule);
    }
    return [...indices];
  }

  #indexOf(text: string): number {
    const key = foldText(text);
    const known = this.#indices.get(key);
    if (known !== undefined) return known;
    const index = this.keywords.length;
    this.#indices.set(key, index);
    this.keywords.push({ text, wordBounded: true });
    this.rulesOf.push([]);
    return index;
  }
}

/** Two keywords that fold alike are one to the scan. */
export function foldKeyword(keyword: string): string {
  return foldText(normalizeKeyword(keyword));
}

function normalizeKeyword(keyword: string): string {
  return keyword.trim().replace(/\s+/g, ' ');
}

function foldText(text: string): string {
  let folded = '';
  for (let at = 0; at < text.length; at++) folded += String.fromCharCode(foldUnit(text.charCodeAt(at)));
  return folded;
}

import { LineIndex } from '../../engine/text/lineIndex.ts';
import type { Span } from '../../engine/text/span.ts';
import type { CheckOptions } from '../../engine/triggers/checkContext.ts';
import { checkRules } from '../../engine/triggers/checkRules.ts';
import { ConditionTargets } from '../../engine/triggers/conditionTarget.ts';
import { parseRules, type ParsedRules } from '../../engine/triggers/parseRules.ts';
import type { AnyRule, RulePlace, RuleProblem } from '../../engine/triggers/rule.ts';

/** A rules file as it stands in an editor or on disk, read; what is costly is worked out when first asked. */
export class RulesView {
  readonly uri: string;
  readonly source: string;
  readonly lines: LineIndex;
  readonly parsed: ParsedRules;
  #targets: ConditionTargets | undefined;
  #rules: ReadonlyMap<RulePlace, AnyRule> | undefined;
  #checks: CheckOptions;
  #problems: readonly RuleProblem[] | undefined;

  constructor(uri: string, source: string, checks: CheckOptions = {}) {
    this.#checks = checks;
    this.uri = uri;
    this.source = source;
    this.lines = new LineIndex(source);
    this.parsed = parseRules(source);
  }

  get places(): readonly RulePlace[] {
    return this.parsed.places;
  }

  /** Of reading the file and of checking its rules, by rising place. */
  get problems(): readonly RuleProblem[] {
    this.#problems ??= [...this.parsed.problems, ...checkRules(this.parsed, this.#checks)].sort(
      (a, b) => a.start - b.start,
    );
    return this.#problems;
  }

  /** What running its content patterns gave; until this is set nothing is known of them. */
  get checks(): CheckOptions {
    return this.#checks;
  }

  set checks(checks: CheckOptions) {
    if (checks !== this.#checks) this.#problems = undefined;
    this.#checks = checks;
  }

  /** The rule that stands at a place, if it could be read. */
  ruleAt(place: RulePlace): AnyRule | undefined {
    this.#rules ??= new Map([...this.parsed.placeOf].map(([rule, at]) => [at, rule]));
    return this.#rules.get(place);
  }

  /** What the conditions of its priority rules speak of. */
  get targets(): ConditionTargets {
    this.#targets ??= new ConditionTargets(this.parsed.rules);
    return this.#targets;
  }

  textOf({ start, end }: Span): string {
    return this.source.slice(start, end);
  }
}

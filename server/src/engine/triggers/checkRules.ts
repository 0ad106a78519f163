import { buildAutomaton } from '../scan/automaton.ts';
import type { CheckContext, CheckOptions } from './checkContext.ts';
import { checkKeywords } from './checkKeywords.ts';
import { checkPriorities } from './checkPriorities.ts';
import { checkReach } from './checkReach.ts';
import { checkSamples } from './checkSamples.ts';
import { compileRules } from './compileRules.ts';
import { KeywordContainment } from './keywordContainment.ts';
import type { ParsedRules } from './parseRules.ts';
import type { AnyRule, RuleProblem } from './rule.ts';
import { MAX_PROBLEMS } from './rulesDocument.ts';

/**
 * What is wrong with rules that can be read: duplicates, rules that can never fire or are overshadowed by others,
 * keywords that stand nearly everywhere, priorities that contradict one another, examples on which their rule does not
 * fire and near misses on which it does. By rising place, at most 100. Bounded by the size of the file that
 * `parseRules` accepts; never runs a user's regular expression.
 */
export function checkRules(parsed: ParsedRules, options: CheckOptions = {}): readonly RuleProblem[] {
  const compiled = compileRules(parsed.rules);
  const automaton = buildAutomaton(compiled.keywords);
  const placeOf = (rule: AnyRule) => {
    const place = parsed.placeOf.get(rule);
    if (!place) throw new Error('a rule that the file does not hold');
    return place;
  };
  const containment = new KeywordContainment(compiled, automaton);
  const context: CheckContext = { rules: parsed.rules, places: parsed.places, compiled, containment, placeOf };
  const problems = [
    ...checkKeywords(context),
    ...checkReach(context),
    ...checkPriorities(context),
    ...patternProblems(context, options),
    ...checkSamples(context, automaton, options),
  ];
  return problems.sort((a, b) => a.start - b.start || a.end - b.end).slice(0, MAX_PROBLEMS);
}

function patternProblems({ rules, placeOf }: CheckContext, { patternFaults }: CheckOptions): readonly RuleProblem[] {
  return rules.context.flatMap((rule): RuleProblem | readonly [] => {
    const fault = rule.contentPattern === undefined ? undefined : patternFaults?.get(rule.contentPattern);
    if (fault === undefined) return [];
    const message = `The pattern cannot be run: ${fault}`;
    return { ...placeOf(rule).nameSpan, code: 'pattern', severity: 'error', message };
  });
}

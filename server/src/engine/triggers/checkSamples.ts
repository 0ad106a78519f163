import type { Automaton } from '../scan/automaton.ts';
import { HitBuffer } from '../scan/hitBuffer.ts';
import { scan } from '../scan/scanner.ts';
import type { CheckContext, CheckOptions } from './checkContext.ts';
import type { CompiledRules } from './compileRules.ts';
import { evaluate, type EvaluateInput } from './evaluate.ts';
import { KeywordHits } from './keywordHits.ts';
import type { ContextRule, FiringRule, NegativeRule, RuleProblem, TriggerRules } from './rule.ts';
import { Silencer } from './silencer.ts';
import { TextScopes } from './textScopes.ts';

/** Samples of one file that are checked, and keywords and rules that they are held against in all. */
const MOST_SAMPLES = 2000;
const MOST_STEPS = 5_000_000;

interface Outcome {
  readonly fires: boolean;
  /** In words: why, or why not. */
  readonly reason: string;
}

/** How many examples and near misses rules have. */
export function countSamples(rules: TriggerRules): number {
  return sampled(rules).reduce(
    (sum, { examples, nearMisses }) => sum + (examples?.length ?? 0) + (nearMisses?.length ?? 0),
    0,
  );
}

/** Examples on which their rule does not fire, and near misses on which it does. */
export function checkSamples(
  context: CheckContext,
  automaton: Automaton,
  options: CheckOptions,
): readonly RuleProblem[] {
  const { rules, compiled, placeOf } = context;
  const buffer = new HitBuffer();
  const hitsOf = (text: string) => {
    buffer.clear();
    scan(automaton, text, buffer);
    return Array.from({ length: buffer.count }, (_, hit) => {
      return { keyword: buffer.keyword(hit), start: buffer.start(hit), end: buffer.end(hit) };
    });
  };
  const cost = compiled.keywords.length + compiled.immediate.length + compiled.compound.length;
  let left = Math.min(MOST_SAMPLES, Math.ceil(MOST_STEPS / (1 + cost)));
  const outcomeOf = (rule: FiringRule | NegativeRule, text: string): Outcome | undefined => {
    if (left-- <= 0) return undefined;
    if (rule.kind === 'negative') return negativeOutcome(rule, compiled, { text, hits: hitsOf(text) });
    if (rule.kind === 'context') return contextOutcome(rule, text, compiled, options);
    return firingOutcome(rule, compiled, { text, hits: hitsOf(text) });
  };
  const problems: RuleProblem[] = [];
  for (const rule of sampled(rules)) {
    for (const { text, span, field } of placeOf(rule).keywords) {
      if (field !== 'examples' && field !== 'near_misses') continue;
      const outcome = outcomeOf(rule, text);
      if (!outcome || outcome.fires === (field === 'examples')) continue;
      problems.push({ ...span, ...failure(rule, outcome), severity: 'error' });
    }
  }
  return left >= 0 ? problems : [...problems, tooMany(context)];
}

function sampled(rules: TriggerRules): readonly (FiringRule | NegativeRule)[] {
  const all = [...rules.immediate, ...rules.compound, ...rules.context, ...rules.negative];
  return all.filter(({ examples, nearMisses }) => examples !== undefined || nearMisses !== undefined);
}

function failure(rule: FiringRule | NegativeRule, { fires, reason }: Outcome): Pick<RuleProblem, 'code' | 'message'> {
  const verb = rule.kind === 'negative' ? 'hold' : 'fire';
  return fires
    ? { code: 'near-miss', message: `${rule.name} ${verb}s on this near miss: ${reason}` }
    : { code: 'example', message: `${rule.name} does not ${verb} on this example: ${reason}` };
}

/** The rule alone, with the negative rules that may silence it. */
function firingOutcome(rule: FiringRule, compiled: CompiledRules, input: EvaluateInput): Outcome {
  const alone: CompiledRules = {
    ...compiled,
    rules: { ...compiled.rules, context: rule.kind === 'context' ? [rule] : [] },
    immediate: rule.kind === 'immediate' ? compiled.immediate.filter((one) => one.rule === rule) : [],
    compound: rule.kind === 'compound' ? compiled.compound.filter((one) => one.rule === rule) : [],
    priorities: [],
  };
  const { fired, notFired } = evaluate(alone, input);
  const [first] = fired;
  if (first) return { fires: true, reason: first.reason };
  const why = notFired.find((one) => one.rule === rule.name);
  return {
    fires: false,
    reason: why?.reason ?? (rule.kind === 'context' ? 'it does not match' : 'none of its keywords stands in it'),
  };
}

function contextOutcome(
  rule: ContextRule,
  sample: string,
  compiled: CompiledRules,
  { contentOf }: CheckOptions,
): Outcome | undefined {
  if (rule.contentPattern === undefined) {
    const given = rule.languages.length > 0 ? { language: sample } : { extension: sample };
    return firingOutcome(rule, compiled, { text: '', hits: [], ...given });
  }
  const content = contentOf?.(sample);
  return content && firingOutcome(rule, compiled, { text: sample, hits: [], content });
}

function negativeOutcome(rule: NegativeRule, compiled: CompiledRules, { text, hits }: EvaluateInput): Outcome {
  const found = new KeywordHits(compiled, hits);
  const alone = { ...compiled, negative: compiled.negative.filter((one) => one.rule === rule) };
  const { lifted, holds } = new Silencer(alone, found, new TextScopes(text));
  if (holds) return { fires: true, reason: 'a pattern stands in it' };
  const [by] = lifted;
  return {
    fires: false,
    reason: by ? `lifted by “${found.text(found.keywordOf(by.by))}”` : 'none of its patterns stands in it',
  };
}

function tooMany({ places }: CheckContext): RuleProblem {
  const { start, end } = places.at(-1)?.nameSpan ?? { start: 0, end: 0 };
  const message = `Too many examples: those beyond the first ${MOST_SAMPLES} or so are not checked`;
  return { start, end, code: 'limit', severity: 'warning', message };
}

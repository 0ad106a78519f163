import type { Span } from '../text/span.ts';
import type { CheckContext } from './checkContext.ts';
import type { CompiledPriority } from './compileRules.ts';
import type { PlacedName, RuleProblem } from './rule.ts';

/** Agents of one list that are compared with those of the others. */
const MOST_COMPARED = 20;

/** Conditions that hold nowhere, two numbers for one condition, lists that order the same agents in opposite ways. */
export function checkPriorities(context: CheckContext): readonly RuleProblem[] {
  return [...idleConditions(context), ...twoNumbers(context), ...oppositeLists(context)];
}

function idleConditions(context: CheckContext): readonly RuleProblem[] {
  const { rules, compiled, placeOf } = context;
  const firing = [...rules.immediate, ...rules.compound, ...rules.context];
  const names = new Set(firing.flatMap(({ kind, name }) => [name, `${kind} ${name}`]));
  const kinds = new Set<string>(firing.map(({ kind }) => kind));
  const called = new Set(firing.flatMap(({ agents }) => agents));
  const keywords = new Set([
    ...compiled.immediate.flatMap((rule) => rule.keywords),
    ...compiled.compound.flatMap((rule) => rule.groups.flat()),
  ]);
  const idle = ({ rule, target, phrases }: CompiledPriority): string | undefined => {
    if (target.kind === 'section' && !kinds.has(target.ruleKind)) return `there are no ${target.ruleKind} rules`;
    if (target.kind === 'rule' && !names.has(target.ruleKind ? `${target.ruleKind} ${target.name}` : target.name))
      return `there is no rule “${target.name}” in that section`;
    if (rule.agents) {
      return rule.agents.some((agent) => called.has(agent)) ? undefined : 'no rule calls any of its agents';
    }
    if (target.kind !== 'phrase' || phrases.some((phrase) => keywords.has(phrase))) return undefined;
    return 'it is no rule, section, agent or keyword: check how it is spelt';
  };
  return compiled.priorities.flatMap((priority): RuleProblem | readonly [] => {
    const why = idle(priority);
    if (why === undefined) return [];
    const { name, nameSpan } = placeOf(priority.rule);
    return { ...nameSpan, code: 'dead', severity: 'warning', message: `“${name}” raises nothing: ${why}` };
  });
}

function twoNumbers({ compiled, placeOf }: CheckContext): readonly RuleProblem[] {
  const first = new Map<string, CompiledPriority>();
  return compiled.priorities.flatMap((priority): RuleProblem | readonly [] => {
    const { rule, target } = priority;
    if (rule.agents) return [];
    const key = JSON.stringify(target.kind === 'phrase' ? target.phrases.map((one) => one.toLowerCase()) : target);
    const other = first.get(key);
    first.set(key, other ?? priority);
    if (!other) return [];
    const { name, nameSpan } = placeOf(rule);
    const related = placeOf(other.rule).nameSpan;
    const highest = Math.max(rule.priority, other.rule.priority);
    return rule.priority === other.rule.priority
      ? {
          ...nameSpan,
          code: 'duplicate',
          severity: 'warning',
          message: `“${name}” stands here twice: leave one out`,
          related,
        }
      : {
          ...nameSpan,
          code: 'priority-conflict',
          severity: 'warning',
          message: `“${name}” has the priorities ${other.rule.priority} and ${rule.priority}, of which ${highest} counts: leave one out`,
          related,
        };
  });
}

function oppositeLists({ compiled, placeOf }: CheckContext): readonly RuleProblem[] {
  const before = new Map<string, { readonly condition: string; readonly span: Span }>();
  return compiled.priorities.flatMap(({ rule }): RuleProblem | readonly [] => {
    const { agents, nameSpan } = placeOf(rule);
    const pairs = pairsOf(agents.slice(0, MOST_COMPARED));
    const clash = pairs.find(([first, second]) => before.has(pairKey(second, first)));
    for (const [first, second] of pairs) {
      const key = pairKey(first, second);
      if (!before.has(key)) before.set(key, { condition: rule.condition, span: nameSpan });
    }
    const other = clash && before.get(pairKey(clash[1], clash[0]));
    if (!other) return [];
    const [first, second] = clash;
    return {
      ...second.span,
      code: 'priority-conflict',
      severity: 'warning',
      message: `${first.name} before ${second.name} here, after it under “${other.condition}”, which counts where both hold: order them alike`,
      related: other.span,
    };
  });
}

function pairsOf(agents: readonly PlacedName[]): readonly (readonly [PlacedName, PlacedName])[] {
  return agents.flatMap((first, at) =>
    agents.slice(at + 1).flatMap((second) => (second.name === first.name ? [] : [[first, second] as const])),
  );
}

function pairKey(first: PlacedName, second: PlacedName): string {
  return JSON.stringify([first.name, second.name]);
}

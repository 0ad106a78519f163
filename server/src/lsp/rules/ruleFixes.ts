import { nearest } from '../../base/nearest.ts';
import type { Span } from '../../engine/text/span.ts';
import type { PriorityRule, RulePlace, RuleProblem, RuleProblemCode } from '../../engine/triggers/rule.ts';
import { removeItem, removeLines } from './itemEdits.ts';
import { mergeRuleFix } from './mergeRuleFix.ts';
import { keyAt, keysUnder } from './ruleKeyPath.ts';
import { mentions } from './rulePart.ts';
import { RulesView } from './rulesView.ts';
import { moveSample } from './sampleEdits.ts';
import { applyEdits, type RuleFix, type TextEdit } from './textEdit.ts';
import { yamlContextAt } from './yamlContext.ts';
import { toYamlText } from './yamlText.ts';

/** A file of this size is checked in a fraction of a second; to check a larger one for every fix takes too long. */
const MOST_CHECKED_LENGTH = 100_000;

/** The mends of one problem, the likeliest first: only those after which the file has fewer problems, and no new error. */
export function fixesOf(view: RulesView, problem: RuleProblem): readonly RuleFix[] {
  const fixes = view.source.length > MOST_CHECKED_LENGTH ? [] : (FIXES[problem.code]?.(view, problem) ?? []);
  return fixes.filter((fix) => problem.code === 'bare-list' || mends(view, fix));
}

type Fixer = (view: RulesView, problem: RuleProblem) => readonly RuleFix[];

const FIXES: Partial<Readonly<Record<RuleProblemCode, Fixer>>> = {
  'bare-list': addBrackets,
  'unknown-key': renameKey,
  'unknown-rule': renameMention,
  value: nearestValue,
  duplicate: removeDuplicate,
  'duplicate-rule': (view, problem) => mergeRuleFix(view, problem),
  dead: deleteRule,
  shadowed: deleteRule,
  'priority-conflict': keepHighest,
  example: (view, problem) => moveSample(view, problem, 'near_misses'),
  'near-miss': (view, problem) => moveSample(view, problem, 'examples'),
};

function mends(view: RulesView, { edits }: RuleFix): boolean {
  const after = new RulesView(view.uri, applyEdits(view.source, edits), view.checks);
  const errors = ({ problems }: RulesView) => problems.filter(({ severity }) => severity === 'error').length;
  return after.problems.length < view.problems.length && errors(after) <= errors(view);
}

const QUOTED = `(?:"(?:[^"\\\\\\n\\r]|\\\\.)*"|'(?:[^'\\n\\r]|'')*')`;
const LIST = new RegExp(`${QUOTED}(?:[ \\t]*,[ \\t]*${QUOTED})+`, 'y');

function addBrackets(view: RulesView, { start }: RuleProblem): readonly RuleFix[] {
  const brackets = (at: number): readonly TextEdit[] => {
    LIST.lastIndex = at;
    const end = at + (LIST.exec(view.source)?.[0].length ?? 0);
    if (end === at) return [];
    return [
      { span: { start: at, end: at }, newText: '[' },
      { span: { start: end, end }, newText: ']' },
    ];
  };
  const all = view.problems.filter(({ code }) => code === 'bare-list').flatMap((one) => brackets(one.start));
  const one = brackets(start);
  return [
    ...(one.length > 0 ? [{ title: 'Put the list in brackets', edits: one }] : []),
    ...(all.length > one.length ? [{ title: 'Put all such lists in brackets', edits: all }] : []),
  ];
}

function renameKey(view: RulesView, problem: RuleProblem): readonly RuleFix[] {
  const context = yamlContextAt(view.source, problem.start);
  const known = context?.position === 'key' || context?.inList ? keysUnder(context.path) : [];
  const key = nearest(
    unquoted(view, problem).toLowerCase(),
    known.map((one) => one.key),
  );
  return key === undefined ? [] : [replacement(problem, key)];
}

function renameMention(view: RulesView, problem: RuleProblem): readonly RuleFix[] {
  const names = view.places.filter(({ section }) => section !== 'priority_rules' && section !== 'negative_triggers');
  const name = nearest(
    unquoted(view, problem),
    names.map((place) => place.name),
  );
  return name === undefined ? [] : [replacement(problem, toYamlText(name))];
}

/** The problem is at the key; its value stands on the same line. */
function nearestValue(view: RulesView, problem: RuleProblem): readonly RuleFix[] {
  const match = /^[ \t]*:[ \t]*("[^"\n]*"|'[^'\n]*'|[^\s,}\]#][^,}\]#\n\r]*)/.exec(view.source.slice(problem.end));
  const context = yamlContextAt(view.source, problem.start);
  const values = context && keyAt([...context.path, unquoted(view, problem)])?.values;
  if (!match || !values) return [];
  const written = match[1]!.trimEnd();
  const start = problem.end + match[0].length - match[1]!.length;
  const value = nearest(written.replaceAll(/^["']|["']$/g, '').toLowerCase(), values);
  return value === undefined ? [] : [replacement({ start, end: start + written.length }, value)];
}

function removeDuplicate(view: RulesView, problem: RuleProblem): readonly RuleFix[] {
  const priority = placeAt(view, problem, 'priority_rules');
  const edit = removeItem(view.source, priority ? trimmed(view, priority.span) : problem);
  return edit ? [{ title: 'Remove the duplicate', edits: [edit] }] : [];
}

/** Not where another rule names it: that one would name nothing. */
function deleteRule(view: RulesView, problem: RuleProblem): readonly RuleFix[] {
  const place = placeAt(view, problem);
  if (!place || mentions(view).some((mention) => mention.place === place)) return [];
  const span = trimmed(view, place.span);
  const edit = place.section === 'priority_rules' ? removeItem(view.source, span) : removeLines(view.source, span);
  return edit ? [{ title: `Delete “${place.name}”`, edits: [edit] }] : [];
}

/** Of two numbers for one condition the highest counts: the other one says nothing. */
function keepHighest(view: RulesView, { start, related }: RuleProblem): readonly RuleFix[] {
  const both = [start, related?.start ?? -1].flatMap((at) => {
    const found = [...view.parsed.placeOf].find(
      ([, place]) => place.section === 'priority_rules' && place.nameSpan.start === at,
    );
    return found ? [{ rule: found[0] as PriorityRule, place: found[1] }] : [];
  });
  const [one, other] = both;
  if (!one || !other || one.rule.agents || other.rule.agents) return [];
  const lower = one.rule.priority < other.rule.priority ? one : other;
  const edit = removeItem(view.source, trimmed(view, lower.place.span));
  return edit ? [{ title: `Remove the priority ${lower.rule.priority}, which does not count`, edits: [edit] }] : [];
}

function placeAt(view: RulesView, { start }: Span, section?: RulePlace['section']): RulePlace | undefined {
  return view.places.find((place) => place.nameSpan.start === start && (section ?? place.section) === place.section);
}

function trimmed(view: RulesView, span: Span): Span {
  return { start: span.start, end: span.start + view.textOf(span).trimEnd().length };
}

function unquoted(view: RulesView, span: Span): string {
  return view.textOf(span).replaceAll(/^["']|["']$/g, '');
}

function replacement(span: Span, newText: string): RuleFix {
  return { title: `Change to “${newText}”`, edits: [{ span, newText }] };
}

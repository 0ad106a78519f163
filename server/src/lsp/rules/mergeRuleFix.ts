import type { RuleProblem } from '../../engine/triggers/rule.ts';
import { appendItems, removeLines } from './itemEdits.ts';
import { mentions } from './rulePart.ts';
import type { RulesView } from './rulesView.ts';
import type { RuleFix } from './textEdit.ts';

/** Of two rules with the same keywords the first takes over the agents of the second, which goes. */
export function mergeRuleFix(view: RulesView, { start, related }: RuleProblem): readonly RuleFix[] {
  const second = view.places.find(({ nameSpan }) => nameSpan.start === start);
  const first = view.places.find(({ nameSpan }) => nameSpan.start === related?.start);
  if (!first || !second || mentions(view).some(({ place }) => place === second)) return [];
  const remove = removeLines(view.source, second.span);
  const known = new Set(first.agents.map(({ name }) => name));
  const missing = [...new Set(second.agents.map(({ name }) => name))].filter((name) => !known.has(name));
  const last = first.agents.at(-1);
  const append = missing.length === 0 ? undefined : last && appendItems(view.source, last.span, missing);
  if (!remove || (missing.length > 0 && !append)) return [];
  return [{ title: `Merge into “${first.name}”`, edits: append ? [append, remove] : [remove] }];
}

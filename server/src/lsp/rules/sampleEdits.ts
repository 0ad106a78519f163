import type { Span } from '../../engine/text/span.ts';
import type { RulePlace, RuleProblem } from '../../engine/triggers/rule.ts';
import { appendItems, removeItem, removeLines } from './itemEdits.ts';
import type { RulesView } from './rulesView.ts';
import type { RuleFix, TextEdit } from './textEdit.ts';
import { toYamlText } from './yamlText.ts';

type SampleKey = 'examples' | 'near_misses';

const TITLES: Readonly<Record<SampleKey, string>> = {
  examples: 'Make it an example',
  near_misses: 'Make it a near miss',
};

/** An example that fails is moved among the near misses, and the reverse. */
export function moveSample(view: RulesView, problem: RuleProblem, to: SampleKey): readonly RuleFix[] {
  const from: SampleKey = to === 'examples' ? 'near_misses' : 'examples';
  const place = view.places.find(({ keywords }) =>
    keywords.some(({ span, field }) => field === from && span.start === problem.start),
  );
  const sample = place?.keywords.find(({ span, field }) => field === from && span.start === problem.start);
  if (!place || !sample) return [];
  const only = place.keywords.filter(({ field }) => field === from).length === 1;
  const last = place.keywords.findLast(({ field }) => field === to);
  const key = keySpan(view, place, sample.span, from);
  if (!key) return [];
  if (only && !last) return [{ title: TITLES[to], edits: [{ span: key, newText: to }] }];
  const taken = only
    ? removeLines(view.source, { start: key.start, end: endOfOnly(view, sample.span) })
    : removeItem(view.source, sample.span);
  const put = last ? appendItems(view.source, last.span, [sample.text]) : newKey(view, key, to, sample.text);
  return taken && put ? [{ title: TITLES[to], edits: [put, taken] }] : [];
}

/** The key above a sample, within its rule. */
function keySpan(view: RulesView, place: RulePlace, sample: Span, key: SampleKey): Span | undefined {
  const above = view.source.slice(place.span.start, sample.start);
  const match = [...above.matchAll(new RegExp(String.raw`(?<=[\n][ \t]*)${key}(?=[ \t]*:)`, 'g'))].at(-1);
  if (!match) return undefined;
  const start = place.span.start + match.index;
  return { start, end: start + key.length };
}

/** Behind the bracket that closes a list of one. */
function endOfOnly(view: RulesView, sample: Span): number {
  const closed = /^\s*\]/.exec(view.source.slice(sample.end));
  return sample.end + (closed?.[0].length ?? 0);
}

/** A line before that of a key. */
function newKey(view: RulesView, { start }: Span, key: SampleKey, text: string): TextEdit {
  const lineStart = view.source.lastIndexOf('\n', start) + 1;
  const indentation = view.source.slice(lineStart, start);
  const lineBreak = view.source[lineStart - 2] === '\r' ? '\r\n' : '\n';
  const newText = `${indentation}${key}: [${toYamlText(text)}]${lineBreak}`;
  return { span: { start: lineStart, end: lineStart }, newText };
}

import type { Span } from '../../engine/text/span.ts';
import { RULE_KEYS } from '../../engine/triggers/ruleKeys.ts';
import type { RulePlace } from '../../engine/triggers/rule.ts';
import type { RulesView } from './rulesView.ts';
import { parseYamlLine } from './yamlLine.ts';

/** A section of a rules file and the rules in it. */
export interface SectionSymbol {
  readonly name: string;
  readonly nameSpan: Span;
  readonly span: Span;
  readonly rules: readonly RulePlace[];
}

/** The sections that stand in a file, each once, in its order. */
export function sectionsOf(view: RulesView): readonly SectionSymbol[] {
  const found: { name: string; nameSpan: Span }[] = [];
  for (let line = 0; line < view.lines.lineCount; line++) {
    const start = view.lines.lineStart(line);
    const { key, column } = parseYamlLine(view.source.slice(start, view.lines.lineStart(line + 1)).trimEnd());
    if (column === 0 && key !== undefined && Object.hasOwn(RULE_KEYS, key))
      found.push({ name: key, nameSpan: { start, end: start + key.length } });
  }
  return found.map(({ name, nameSpan }, at) => {
    const next = found[at + 1]?.nameSpan.start ?? view.source.length;
    const rules = view.places.filter(
      (place) => place.section === name && place.span.start >= nameSpan.start && place.span.start < next,
    );
    const end = rules.reduce((last, { span }) => Math.max(last, Math.min(span.end, next)), nameSpan.end);
    return { name, nameSpan, span: { start: nameSpan.start, end }, rules };
  });
}

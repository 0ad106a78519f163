import { RULE_KEYS } from '../../engine/triggers/ruleKeys.ts';
import { parseYamlLine } from './yamlLine.ts';

export interface NamedRule {
  readonly name: string;
  readonly section: 'immediate_triggers' | 'compound_triggers' | 'negative_triggers';
}

/** The names of the rules of a file, by the indentation of its lines alone: they are wanted while it is half written. */
export function namesInRules(source: string): readonly NamedRule[] {
  const names = new Map<string, NamedRule>();
  let section = '';
  let column = -1;
  for (const text of source.split('\n')) {
    const line = parseYamlLine(text);
    if (line.isEmpty || line.key === undefined || line.dashes.length > 0) continue;
    if (line.column === 0) {
      section = Object.hasOwn(RULE_KEYS, line.key) ? line.key : '';
      column = -1;
    } else if (isNamed(section)) {
      if (column < 0) column = line.column;
      if (line.column === column) names.set(`${section} ${line.key}`, { name: line.key, section });
    }
  }
  return [...names.values()];
}

function isNamed(section: string): section is NamedRule['section'] {
  return section === 'immediate_triggers' || section === 'compound_triggers' || section === 'negative_triggers';
}

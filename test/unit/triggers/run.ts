import { buildAutomaton } from '../../../server/src/engine/scan/automaton.ts';
import { HitBuffer } from '../../../server/src/engine/scan/hitBuffer.ts';
import { scan } from '../../../server/src/engine/scan/scanner.ts';
import { compileRules } from '../../../server/src/engine/triggers/compileRules.ts';
import { evaluate, type EvaluateInput } from '../../../server/src/engine/triggers/evaluate.ts';
import { parseRules } from '../../../server/src/engine/triggers/parseRules.ts';
import type { TriggerRules } from '../../../server/src/engine/triggers/rule.ts';

type Options = Omit<EvaluateInput, 'text' | 'hits'>;

/** A function that scans a text with the rules' own automaton and evaluates the hits. */
export function runner(rules: TriggerRules) {
  const compiled = compileRules(rules);
  const automaton = buildAutomaton(compiled.keywords);
  const buffer = new HitBuffer();
  return (text: string, options: Options = {}) => {
    buffer.clear();
    scan(automaton, text, buffer);
    const hits = Array.from({ length: buffer.count }, (_, hit) => {
      return { keyword: buffer.keyword(hit), start: buffer.start(hit), end: buffer.end(hit) };
    });
    return evaluate(compiled, { text, hits, ...options });
  };
}

/** What a text fires, by the source of a rules file that must be without fault. */
export function runSource(source: string, text: string, options: Options = {}) {
  const { rules, problems } = parseRules(source);
  if (problems.length > 0) throw new Error(`The sample has problems: ${JSON.stringify(problems)}`);
  return runner(rules)(text, options);
}

/** The text with every hit in brackets that no rules file uses: `fix⟦Bug⟧`. */
export function mark(text: string, hits: readonly { readonly start: number; readonly end: number }[]): string {
  const spans = new Map(hits.map((hit) => [`${hit.start}-${hit.end}`, hit]));
  let out = '';
  for (let at = 0; at <= text.length; at++) {
    const here = [...spans.values()];
    out += '⟧'.repeat(here.filter(({ end }) => end === at).length);
    out += '⟦'.repeat(here.filter(({ start }) => start === at).length);
    out += text[at] ?? '';
  }
  return out;
}

export function unmark(sample: string): string {
  return sample.replace(/[⟦⟧]/g, '');
}

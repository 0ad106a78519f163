import { lstatSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { buildAutomaton } from '../engine/scan/automaton.ts';
import { HitBuffer } from '../engine/scan/hitBuffer.ts';
import { scan } from '../engine/scan/scanner.ts';
import { compileRules } from '../engine/triggers/compileRules.ts';
import { evaluate } from '../engine/triggers/evaluate.ts';
import type { TriggerResult, TriggerRules } from '../engine/triggers/rule.ts';
import { readRules, RULES_PATH } from '../workspace/rulesFile.ts';
import { loadRules } from './hookRules.ts';

/** What the rules that hold in a folder say of a prompt; undefined when it has none of its own. */
export async function routePrompt(prompt: string, folder: string): Promise<TriggerResult | undefined> {
  const root = rulesRoot(folder);
  if (root === undefined) return undefined;
  const { source, path } = readRules([{ name: '', folder: root }], true);
  // Without a path it could not be read, and these are the shipped rules.
  return path === undefined ? undefined : evaluateTriggers(await loadRules(source), prompt);
}

/**
 * The triggers alone: the analyzer would load the rules of secrets and languages too, which takes as long again. Context
 * rules are about documents, which a prompt is not.
 */
function evaluateTriggers(rules: TriggerRules, text: string): TriggerResult {
  const compiled = compileRules(rules);
  const found = new HitBuffer();
  scan(buildAutomaton(compiled.keywords), text, found);
  const hits = Array.from({ length: found.count }, (_, hit) => {
    return { keyword: found.keyword(hit), start: found.start(hit), end: found.end(hit) };
  });
  return evaluate(compiled, { text, hits });
}

/**
 * The nearest folder, from here upwards to the repository's root, with a rules file. Where there is none there is no
 * routing: the shipped rules name agents that need not exist here.
 */
function rulesRoot(folder: string): string | undefined {
  for (let at = folder; ; at = dirname(at)) {
    if (lstatSync(join(at, RULES_PATH), { throwIfNoEntry: false })?.isFile()) return at;
    if (lstatSync(join(at, '.git'), { throwIfNoEntry: false }) || dirname(at) === at) return undefined;
  }
}

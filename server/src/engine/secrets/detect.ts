import { ALLOW_MARK, counts, findingOf, searchWindow, type Match } from './candidates.ts';
import { disguisesIn, disguiseWindows, searchDisguised } from './disguise.ts';
import type { Finding } from './finding.ts';
import { rulesByKeyword } from './keywords.ts';
import { resolveOverlaps, type RankedFinding } from './overlaps.ts';
import type { SecretRule } from './rule.ts';
import { SECRET_RULES } from './rules/index.ts';
import { windowsByRule, type KeywordHit } from './windows.ts';

export interface DetectOptions {
  /** The rules to look by; default those of secrets. */
  readonly rules?: readonly SecretRule[];
}

/**
 * The secrets of a whole document, disjoint and sorted. `hits` are those of the shared scan, in any order; each rule's
 * pattern runs on windows around its own keywords only, and on what stands around disguises once it is written plainly.
 * Placeholders of earlier redactions are never found again.
 */
export function detectSecrets(
  text: string,
  hits: Iterable<KeywordHit>,
  options: DetectOptions = {},
): readonly Finding[] {
  const rules = options.rules ?? SECRET_RULES;
  const windows = windowsByRule(text, hits, rules, rulesByKeyword(rules));
  const disguises = disguisesIn(text, 0, text.length);
  let allowsLines: boolean | undefined;
  const found: RankedFinding[] = [];
  const add = (rule: SecretRule, match: Match) => {
    // Asked for the first match only: most texts have none, and a search of the whole is dear.
    allowsLines ??= text.includes(ALLOW_MARK);
    const line = () => (allowsLines ? lineOf(text, match.start) : '');
    if (counts(text, match, line)) found.push(findingOf(rule, match));
  };
  // By rule, not by place: of findings that are equal in everything the first counts, wherever its keyword stood.
  for (const index of [...windows.keys()].sort((a, b) => a - b)) {
    const rule = rules[index] as SecretRule;
    for (const window of windows.get(index) ?? []) {
      for (const candidate of searchWindow(rule, text, window).candidates) add(rule, candidate);
    }
  }
  for (const window of disguiseWindows(disguises, text.length)) {
    for (const match of searchDisguised(text, window, rules)) add(rules[match.rule] as SecretRule, match);
  }
  return resolveOverlaps(found);
}

function lineOf(text: string, offset: number): string {
  const start = Math.max(text.lastIndexOf('\n', offset - 1), text.lastIndexOf('\r', offset - 1)) + 1;
  const ends = [text.indexOf('\n', offset), text.indexOf('\r', offset)].filter((end) => end >= 0);
  return text.slice(start, Math.min(text.length, ...ends));
}

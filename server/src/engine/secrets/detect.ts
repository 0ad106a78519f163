import { ALLOW_MARK, counts, findingOf, searchWindow } from './candidates.ts';
import type { Finding } from './finding.ts';
import { rulesByKeyword } from './keywords.ts';
import { resolveOverlaps, type RankedFinding } from './overlaps.ts';
import type { SecretRule } from './rule.ts';
import { SECRET_RULES } from './rules/index.ts';
import { windowsByRule, type KeywordHit } from './windows.ts';

export interface DetectOptions {
  /** The rules to look by; default all. */
  readonly rules?: readonly SecretRule[];
  /** True for values that the workspace has declared harmless. */
  readonly allow?: (secret: string, rule: string) => boolean;
}

const BY_KEYWORD = rulesByKeyword(SECRET_RULES);

/**
 * The secrets of a whole document, disjoint and sorted. `hits` are those of the shared scan, in any order; each rule's
 * pattern runs on windows around its own keywords only. Placeholders of earlier redactions are never found again.
 */
export function detectSecrets(
  text: string,
  hits: Iterable<KeywordHit>,
  options: DetectOptions = {},
): readonly Finding[] {
  const rules = options.rules ?? SECRET_RULES;
  const windows = windowsByRule(hits, rules, options.rules ? rulesByKeyword(rules) : BY_KEYWORD);
  const allowsLines = windows.size > 0 && text.includes(ALLOW_MARK);
  const found: RankedFinding[] = [];
  // By rule, not by place: of findings that are equal in everything the first counts, wherever its keyword stood.
  for (const index of [...windows.keys()].sort((a, b) => a - b)) {
    const rule = rules[index] as SecretRule;
    for (const window of windows.get(index) ?? []) {
      for (const candidate of searchWindow(rule, text, window).candidates) {
        const line = () => (allowsLines ? lineOf(text, candidate.start) : '');
        if (!counts(text, candidate, line) || options.allow?.(candidate.secret, rule.id)) continue;
        found.push(findingOf(rule, candidate));
      }
    }
  }
  return resolveOverlaps(found);
}

function lineOf(text: string, offset: number): string {
  const start = Math.max(text.lastIndexOf('\n', offset - 1), text.lastIndexOf('\r', offset - 1)) + 1;
  const ends = [text.indexOf('\n', offset), text.indexOf('\r', offset)].filter((end) => end >= 0);
  return text.slice(start, Math.min(text.length, ...ends));
}

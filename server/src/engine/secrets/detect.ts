import { overlaps, type Span } from '../text/span.ts';
import { isDummy } from './dummies.ts';
import { shannonEntropy } from './entropy.ts';
import type { Finding } from './finding.ts';
import { rulesByKeyword } from './keywords.ts';
import { resolveOverlaps, type RankedFinding } from './overlaps.ts';
import { placeholderSpans } from './placeholder.ts';
import type { Candidate, SecretRule } from './rule.ts';
import { SECRET_RULES } from './rules/index.ts';
import { windowsByRule, type KeywordHit } from './windows.ts';

export interface DetectOptions {
  /** The rules to look by; default all. */
  readonly rules?: readonly SecretRule[];
  /** True for values that the workspace has declared harmless. */
  readonly allow?: (secret: string, rule: string) => boolean;
}

const BY_KEYWORD = rulesByKeyword(SECRET_RULES);
/** A line that holds it keeps its values. */
const ALLOW_MARK = 'winnow:allow';

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
  if (windows.size === 0) return [];
  const placeholders = placeholderSpans(text);
  const allowsLines = text.includes(ALLOW_MARK);
  const found: RankedFinding[] = [];
  for (const [index, spans] of windows) {
    const rule = rules[index] as SecretRule;
    for (const window of spans) {
      for (const { matchStart, start, end, secret } of matchesIn(rule, text, window)) {
        const whole = { start: matchStart, end };
        if (placeholders.some((placeholder) => overlaps(placeholder, whole))) continue;
        if (allowsLines && lineOf(text, start).includes(ALLOW_MARK)) continue;
        if (options.allow?.(secret, rule.id)) continue;
        found.push({ start, end, rule: rule.id, level: rule.level, kind: rule.kind });
      }
    }
  }
  return resolveOverlaps(found);
}

/** Units beside a window that lookarounds may see. */
const MARGIN = 8;
/** How often a window is doubled when a match reaches its end. */
const MOST_WIDENINGS = 6;

function* matchesIn(rule: SecretRule, text: string, window: Span): Generator<Candidate> {
  const from = Math.max(0, window.start - MARGIN);
  let to = Math.min(text.length, window.end + MARGIN);
  let part = text.slice(from, to);
  const { pattern } = rule;
  pattern.lastIndex = window.start - from;
  for (let widenings = 0; ;) {
    const at = pattern.lastIndex;
    const match = pattern.exec(part);
    if (!match) return;
    // What touches the window's end may go on behind it.
    if (match.index + match[0].length >= part.length && to < text.length && widenings < MOST_WIDENINGS) {
      widenings++;
      to = Math.min(text.length, to + (to - from));
      part = text.slice(from, to);
      pattern.lastIndex = at;
      continue;
    }
    const candidate = candidateOf(match, text, from);
    const resume = match[0].length === 0 ? match.index + 1 : pattern.lastIndex;
    if (isSecret(rule, candidate)) {
      yield candidate;
      pattern.lastIndex = resume;
    } else {
      // A refused match must not hide one that begins inside it.
      pattern.lastIndex = match.index + 1;
    }
  }
}

/** A pattern's secret ends its match: what must follow is a lookahead. */
function candidateOf(match: RegExpExecArray, text: string, from: number): Candidate {
  const groups = match.groups ?? {};
  const secret = groups['secret'] ?? match[0];
  const matchStart = from + match.index;
  const end = matchStart + match[0].length;
  return { text, matchStart, start: end - secret.length, end, secret, groups };
}

function isSecret(rule: SecretRule, candidate: Candidate): boolean {
  const { secret } = candidate;
  if (secret.length === 0 || isDummy(secret, rule.dummies)) return false;
  if (rule.entropy !== undefined && shannonEntropy(secret) < rule.entropy) return false;
  return rule.confirm?.(candidate) ?? true;
}

function lineOf(text: string, offset: number): string {
  const start = Math.max(text.lastIndexOf('\n', offset - 1), text.lastIndexOf('\r', offset - 1)) + 1;
  const ends = [text.indexOf('\n', offset), text.indexOf('\r', offset)].filter((end) => end >= 0);
  return text.slice(start, Math.min(text.length, ...ends));
}

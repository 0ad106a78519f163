import type { Span } from '../text/span.ts';
import type { TextSource } from '../text/textBuffer.ts';
import { isDummy } from './dummies.ts';
import { shannonEntropy } from './entropy.ts';
import type { RankedFinding } from './overlaps.ts';
import { isPublishedSample } from './publishedSamples.ts';
import { touchesPlaceholder } from './placeholder.ts';
import type { Candidate, SecretRule } from './rule.ts';

/** Units beside a window that lookarounds may see. */
const MARGIN = 8;
/** How often a window is doubled when a match reaches its end. */
const MOST_WIDENINGS = 6;
const CONFIRM_UNITS = 64;
/** A line that holds it keeps its values. */
export const ALLOW_MARK = 'winnow:allow';

/** What a rule has found in one window of a text. */
export interface WindowSearch {
  readonly candidates: readonly Candidate[];
  /** The text that was read; it goes on behind the window where a match reached the window's end. */
  readonly seen: Span;
}

/** Everything in a window that the rule takes for a secret. */
export function searchWindow(rule: SecretRule, text: TextSource, window: Span): WindowSearch {
  const from = Math.max(0, window.start - MARGIN);
  let to = Math.min(text.length, window.end + MARGIN);
  let part = text.slice(from, to);
  const candidates: Candidate[] = [];
  const { pattern } = rule;
  pattern.lastIndex = window.start - from;
  for (let widenings = 0; ;) {
    const at = pattern.lastIndex;
    const match = pattern.exec(part);
    if (!match) return { candidates, seen: { start: from, end: to } };
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
      candidates.push(...located(rule, candidate));
      pattern.lastIndex = resume;
    } else {
      // A refused match must not hide one that begins inside it.
      pattern.lastIndex = match.index + 1;
    }
  }
}

/** How far from a keyword's hit the text bears on what its rule finds, unless a search reads on behind its window. */
export interface Reach {
  readonly before: number;
  readonly after: number;
  /** The part of it that is looked at to confirm a match. */
  readonly context: number;
}

export function reachOf({ window, context = CONFIRM_UNITS }: SecretRule): Reach {
  return { before: window.before + MARGIN + context, after: window.after + MARGIN + context, context };
}

/** True when a search read no more than every search of its window does. */
export function isWithinReach({ seen }: WindowSearch, window: Span): boolean {
  return seen.end <= window.end + MARGIN;
}

/** False for what stands in a placeholder of an earlier redaction, or on a line marked as allowed. */
export function counts(text: TextSource, { matchStart, end }: Match, line: () => string): boolean {
  return !touchesPlaceholder(text, { start: matchStart, end }) && !line().includes(ALLOW_MARK);
}

/** Where a candidate stands. */
export type Match = Pick<Candidate, 'matchStart' | 'start' | 'end'>;

export function findingOf(rule: SecretRule, { start, end }: Span): RankedFinding {
  return { start, end, rule: rule.id, level: rule.level, kind: rule.kind };
}

/** A pattern's secret ends its match: what must follow is a lookahead. */
function candidateOf(match: RegExpExecArray, text: TextSource, from: number): Candidate {
  const groups = match.groups ?? {};
  const secret = groups['secret'] ?? match[0];
  const matchStart = from + match.index;
  const end = matchStart + match[0].length;
  return { text, matchStart, start: end - secret.length, end, secret, groups };
}

function located(rule: SecretRule, candidate: Candidate): readonly Candidate[] {
  if (!rule.locate) return [candidate];
  const { text, groups } = candidate;
  return rule.locate(candidate).map(({ start, end }) => {
    return { text, groups, matchStart: start, start, end, secret: text.slice(start, end) };
  });
}

function isSecret(rule: SecretRule, candidate: Candidate): boolean {
  const { secret } = candidate;
  if (secret.length === 0 || isDummy(secret, rule.dummies)) return false;
  if (rule.entropy !== undefined && shannonEntropy(secret) < rule.entropy) return false;
  return (rule.confirm?.(candidate) ?? true) && !isPublishedSample(secret);
}

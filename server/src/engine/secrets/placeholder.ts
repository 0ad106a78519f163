import { overlaps, type Span } from '../text/span.ts';
import type { TextSource } from '../text/textBuffer.ts';

/** Stands where a secret stood: `[REDACTED:rule:fingerprint]`. */
export function placeholderFor(rule: string, fingerprint: string): string {
  return `[REDACTED:${rule}:${fingerprint}]`;
}

const PLACEHOLDER = /\[REDACTED:[a-z0-9-]{1,60}:[0-9a-f]{4,64}\]/g;

/** The same text on every machine: a fingerprint is told under a key that stays on one. */
export function withoutFingerprints(text: string): string {
  return text.replaceAll(PLACEHOLDER, (found) => `${found.slice(0, found.lastIndexOf(':'))}]`);
}

/** Longest text that the pattern matches. */
const MOST_UNITS = 140;

/** True when a placeholder of an earlier redaction shares a unit with the span. */
export function touchesPlaceholder(text: TextSource, span: Span): boolean {
  const from = Math.max(0, span.start - MOST_UNITS);
  // A placeholder holds no second opening bracket, so one that is cut off hides no other.
  for (const match of text.slice(from, Math.min(text.length, span.end + MOST_UNITS)).matchAll(PLACEHOLDER)) {
    const start = from + match.index;
    if (overlaps(span, { start, end: start + match[0].length })) return true;
  }
  return false;
}

import type { Span } from '../text/span.ts';

/** Stands where a secret stood: `[REDACTED:rule:fingerprint]`. */
export function placeholderFor(rule: string, fingerprint: string): string {
  return `[REDACTED:${rule}:${fingerprint}]`;
}

const PLACEHOLDER = /\[REDACTED:[a-z0-9-]{1,60}:[0-9a-f]{4,64}\]/g;
const OPENING = '[REDACTED:';

/** Placeholders that a text already holds. */
export function placeholderSpans(text: string): Span[] {
  if (!text.includes(OPENING)) return [];
  return Array.from(text.matchAll(PLACEHOLDER), (match) => ({
    start: match.index,
    end: match.index + match[0].length,
  }));
}

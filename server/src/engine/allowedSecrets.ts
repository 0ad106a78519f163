import type { Finding } from './secrets/finding.ts';
import type { TextSource } from './text/textBuffer.ts';

/** True for a value, found by a rule, that the workspace has declared harmless. */
export type AllowSecret = (value: string, rule: string) => boolean;

/**
 * The findings of a text less those that are allowed. It is asked about findings as they are shown, after overlapping
 * ones became one: what somebody allowed is what they saw, and no other rule finds the same value again.
 */
export function notAllowed(
  findings: readonly Finding[],
  text: TextSource,
  allow: AllowSecret | undefined,
): readonly Finding[] {
  if (!allow) return findings;
  return findings.filter(({ start, end, rule }) => !allow(text.slice(start, end), rule));
}

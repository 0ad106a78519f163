import type { Finding } from './finding.ts';

declare const redactedBrand: unique symbol;

/**
 * Text in which every detected secret has been replaced. Only this file makes it, so a function that takes
 * `RedactedText` cannot be handed raw text: caches, logs, audit, metrics and replies take nothing else.
 */
export type RedactedText = string & { readonly [redactedBrand]: 'RedactedText' };

/** Digest of a secret under a key that stays on this machine; at least 8 lower-case hexadecimal digits. */
export type KeyedDigest = (secret: string) => string;

/** A finding's place in the redacted text. */
export interface RedactedFinding extends Finding {
  /** First hexadecimal digits of the secret's keyed digest, as in its placeholder: the same secret, the same fingerprint. */
  readonly fingerprint: string;
}

export interface Redaction {
  readonly text: RedactedText;
  /** The findings, in order, with offsets in `text` (of the placeholders). */
  readonly findings: readonly RedactedFinding[];
}

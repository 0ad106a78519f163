import { createHash } from 'node:crypto';
import { withoutFingerprints } from '../engine/secrets/placeholder.ts';
import type { RedactedText } from '../engine/secrets/redact.ts';

/**
 * SHA-256 (FIPS 180-4), hexadecimal, of a text as UTF-8. Fingerprints of secrets are left out: they differ from one
 * machine to the next, and a digest without a key would let a weak secret be guessed.
 */
export function lockDigest(text: RedactedText): string {
  return createHash('sha256').update(withoutFingerprints(text)).digest('hex');
}

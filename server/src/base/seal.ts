import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import { keyObject } from './keyedHash.ts';

/** First byte of what is sealed; the layout after it: nonce, ciphertext, tag. */
export const SEAL_FORMAT = 1;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
export const SEAL_KEY_BYTES = 32;

/** A key of 32 bytes for one purpose (HKDF, RFC 5869). */
export function deriveKey(key: Uint8Array, purpose: string): Uint8Array {
  return new Uint8Array(hkdfSync('sha256', key, new Uint8Array(), purpose, SEAL_KEY_BYTES));
}

/** AES-256-GCM (NIST SP 800-38D) with a random nonce; `bound` is authenticated with the content and not part of it. */
export function seal(key: Uint8Array, bound: Uint8Array, plain: Uint8Array): Uint8Array {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', keyObject(key), nonce).setAAD(bound);
  return Buffer.concat([Buffer.of(SEAL_FORMAT), nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
}

/** What was sealed; undefined where it has another layout. @throws when it was changed, or sealed under another key or bond */
export function unseal(key: Uint8Array, bound: Uint8Array, bytes: Uint8Array): Buffer | undefined {
  const start = 1 + NONCE_BYTES;
  const end = bytes.length - TAG_BYTES;
  if (bytes[0] !== SEAL_FORMAT || end <= start) return undefined;
  const decipher = createDecipheriv('aes-256-gcm', keyObject(key), bytes.subarray(1, start), {
    authTagLength: TAG_BYTES,
  });
  decipher.setAAD(bound).setAuthTag(bytes.subarray(end));
  return Buffer.concat([decipher.update(bytes.subarray(start, end)), decipher.final()]);
}

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const VALUES = new Map(Array.from(ALPHABET, (character, value) => [character, value]));

/**
 * The bytes of base64 or base64url text (RFC 4648, 4 and 5) as Latin-1 characters. Other characters, padding among them,
 * are passed over: this serves to look at what a value holds, not to judge how it is written.
 */
export function decodeBase64(text: string): string {
  let decoded = '';
  let bits = 0;
  let pending = 0;
  for (const character of text.replaceAll('-', '+').replaceAll('_', '/')) {
    const value = VALUES.get(character);
    if (value === undefined) continue;
    bits = ((bits << 6) | value) & 0xffff;
    pending += 6;
    if (pending < 8) continue;
    pending -= 8;
    decoded += String.fromCharCode((bits >>> pending) & 0xff);
  }
  return decoded;
}

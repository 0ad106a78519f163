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

/** Base64 of Latin-1 text, padded. */
export function encodeBase64(text: string): string {
  let encoded = '';
  for (let at = 0; at < text.length; at += 3) {
    const left = text.length - at;
    const bits = (text.charCodeAt(at) << 16) | ((text.charCodeAt(at + 1) || 0) << 8) | (text.charCodeAt(at + 2) || 0);
    for (let place = 0; place < 4; place++)
      encoded += place > left ? '=' : ALPHABET.charAt((bits >>> (18 - 6 * place)) & 63);
  }
  return encoded;
}

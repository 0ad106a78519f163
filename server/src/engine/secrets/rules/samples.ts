/** Alphabets of sample values. */
export const DIGITS = '0123456789';
export const LOWER_LETTERS = 'abcdefghijklmnopqrstuvwxyz';
export const UPPER_LETTERS = LOWER_LETTERS.toUpperCase();
export const HEX = `${DIGITS}abcdef`;
export const LOWER_ALNUM = LOWER_LETTERS + DIGITS;
export const UPPER_ALNUM = UPPER_LETTERS + DIGITS;
export const ALNUM = LOWER_LETTERS + UPPER_ALNUM;
export const BASE32 = `${UPPER_LETTERS}234567`;

/**
 * A text of `length` characters of the alphabet that looks random and is always the same for the same arguments.
 * No two neighbours are equal, so that no sample passes for a filler; where the alphabet has digits, one is there.
 */
export function pseudoRandom(alphabet: string, length: number, seed: number): string {
  let state = (Math.imul(seed + 1, 2_654_435_761) ^ Math.imul(length + alphabet.length, 40_503)) >>> 0;
  let text = '';
  let last = -1;
  while (text.length < length) {
    // Xorshift32: Marsaglia, "Xorshift RNGs", 2003.
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    let index = (state >>> 8) % alphabet.length;
    if (index === last && alphabet.length > 1) index = (index + 1) % alphabet.length;
    last = index;
    text += alphabet[index];
  }
  if (length < 8 || /\d/.test(text) || !alphabet.includes('7')) return text;
  return `${text.slice(0, length >> 1)}7${text.slice((length >> 1) + 1)}`;
}

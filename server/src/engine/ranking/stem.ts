const VOWEL = /[aeiouy]/;
const DOUBLED = /([bdfgmnprt])\1$/;

/**
 * Brings the forms of an English word together: "parse", "parses", "parsed", "parsing" and "parser" are one term. A light
 * suffix stripper in the manner of Porter ("An algorithm for suffix stripping", 1980), without his measure of syllables:
 * code's words are short, and a stem must keep three letters with a vowel among them.
 */
export function stem(word: string): string {
  if (word.length < 4) return word;
  const singular = withoutPlural(word);
  const base = withoutSuffix(singular);
  return base.length > 3 && base.endsWith('e') ? base.slice(0, -1) : base;
}

function withoutPlural(word: string): string {
  if (!word.endsWith('s') || /(?:ss|us|is)$/.test(word)) return word;
  if (word.length > 4 && word.endsWith('ies')) return `${word.slice(0, -3)}y`;
  if (word.length > 4 && /(?:ch|sh|x|ss|z)es$/.test(word)) return word.slice(0, -2);
  return word.slice(0, -1);
}

function withoutSuffix(word: string): string {
  for (const suffix of ['ing', 'ed', 'er', 'or']) {
    if (!word.endsWith(suffix)) continue;
    const rest = word.slice(0, -suffix.length);
    if (rest.length < 3 || !VOWEL.test(rest)) return word;
    return DOUBLED.test(rest) ? rest.slice(0, -1) : rest;
  }
  // "selection" and "select", "validation" and "validate".
  if (word.length > 6 && /[st]ion$/.test(word)) return word.slice(0, -3);
  return word;
}

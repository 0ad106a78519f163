import type { CorpusFile } from './files.ts';

const WORD = /(?<![a-z])[a-z]{4,16}(?![a-z])/gi;
const PHRASE = /\b[a-z]{3,12} [a-z]{3,12}(?: [a-z]{3,12})?\b/gi;
/** How the thousand are made up: words of falling frequency, then phrases. */
const BANDS = [
  { count: 100, firstRank: 100, step: 10 },
  { count: 400, firstRank: 1100, step: 12 },
  { count: 300, firstRank: 6000, step: 20 },
] as const;
const PHRASES = 200;

/**
 * 1,000 distinct lower-case keywords of the corpus: 100 frequent words, 400 of middling frequency, 300 rare ones and
 * 200 phrases of two or three words. Depends on the corpus alone.
 */
export function keywordsOf(files: readonly CorpusFile[]): readonly string[] {
  const words = byFrequency(files, WORD);
  const chosen = new Set<string>();
  for (const { count, firstRank, step } of BANDS) {
    for (let n = 0; n < count; n++) chosen.add(words[(firstRank + n * step) % words.length]!);
  }
  const phrases = byFrequency(files, PHRASE).slice(50);
  for (let n = 0; n < PHRASES; n++) chosen.add(phrases[n * 15]!);
  return [...chosen];
}

/** Distinct lower-case matches, the most frequent first, ties in code unit order. */
function byFrequency(files: readonly CorpusFile[], pattern: RegExp): readonly string[] {
  const counts = new Map<string, number>();
  for (const { text } of files) {
    for (const [match] of text.matchAll(pattern)) {
      const key = match.toLowerCase();
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
  }
  return [...counts]
    .filter(([, count]) => count > 2)
    .toSorted(([a, often], [b, rarely]) => rarely - often || (a < b ? -1 : 1))
    .map(([key]) => key);
}

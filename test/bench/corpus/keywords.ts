import type { CorpusFile } from './files.ts';

const WORD = /(?<![a-z])[a-z]{4,16}(?![a-z])/gi;
const PHRASE = /\b[a-z]{3,12} [a-z]{3,12}(?: [a-z]{3,12})?\b/gi;
interface Recipe {
  readonly bands: readonly { readonly count: number; readonly firstRank: number; readonly step: number }[];
  readonly phrases: { readonly count: number; readonly step: number };
}

/** What they are made up of: words of falling frequency, then phrases. */
const RECIPES: Readonly<Record<1000 | 10_000, Recipe>> = {
  1000: {
    bands: [
      { count: 100, firstRank: 100, step: 10 },
      { count: 400, firstRank: 1100, step: 12 },
      { count: 300, firstRank: 6000, step: 20 },
    ],
    phrases: { count: 200, step: 15 },
  },
  10_000: {
    bands: [
      { count: 1000, firstRank: 100, step: 1 },
      { count: 4000, firstRank: 1100, step: 2 },
      { count: 3000, firstRank: 9100, step: 8 },
    ],
    phrases: { count: 2000, step: 10 },
  },
};

/**
 * Distinct lower-case keywords of the corpus: of each ten, one frequent word, four of middling frequency, three rare ones
 * and two phrases of two or three words. Depends on the corpus alone.
 */
export function keywordsOf(files: readonly CorpusFile[], count: keyof typeof RECIPES): readonly string[] {
  const recipe = RECIPES[count];
  const words = byFrequency(files, WORD);
  const chosen = new Set<string>();
  for (const band of recipe.bands) {
    for (let n = 0; n < band.count; n++) chosen.add(words[(band.firstRank + n * band.step) % words.length]!);
  }
  const phrases = byFrequency(files, PHRASE).slice(50);
  for (let n = 0; n < recipe.phrases.count; n++) chosen.add(phrases[n * recipe.phrases.step]!);
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

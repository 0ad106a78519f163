import { SECRET_KEYWORDS } from '../../server/src/engine/secrets/keywords.ts';
import type { KeywordHit } from '../../server/src/engine/secrets/windows.ts';

/** What the shared scan finds of secret keywords (all, or some), found keyword by keyword: slow, plain, for tests. */
export function slowAnchors(text: string, keywords: readonly string[] = SECRET_KEYWORDS): KeywordHit[] {
  // Case folding that keeps offsets: only ASCII letters change.
  const folded = text.replaceAll(/[A-Z]/g, (letter) => letter.toLowerCase());
  const hits: KeywordHit[] = [];
  for (const keyword of keywords) {
    const index = INDEX.get(keyword) ?? -1;
    for (let at = folded.indexOf(keyword); at >= 0; at = folded.indexOf(keyword, at + 1)) {
      hits.push({ keyword: index, start: at, end: at + keyword.length });
    }
  }
  return hits;
}

const INDEX = new Map(SECRET_KEYWORDS.map((keyword, index) => [keyword, index]));

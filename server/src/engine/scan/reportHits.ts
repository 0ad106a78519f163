import { BOUNDED_END, BOUNDED_START, SPACED, type Automaton } from './automaton.ts';
import type { HitBuffer } from './hitBuffer.ts';
import { isWhiteSpace, isWordBoundary } from './wordBoundary.ts';

/** Adds the hits of a match state that ends at `end`, the longest first, as far as word boundaries allow. */
export function reportHits(automaton: Automaton, text: string, state: number, end: number, hits: HitBuffer): void {
  const { keywordStarts, keywordIds, shorterMatch, firstMatch } = automaton;
  for (let match = state - firstMatch; match >= 0; match = shorterMatch[match] as number) {
    const last = keywordStarts[match + 1] as number;
    for (let at = keywordStarts[match] as number; at < last; at++) {
      reportKeyword(automaton, text, keywordIds[at] as number, end, hits);
    }
  }
}

/** Adds the hit of a keyword that ends at `end` if word boundaries allow it. */
export function reportKeyword(
  { lengths, checks }: Automaton,
  text: string,
  keyword: number,
  end: number,
  hits: HitBuffer,
): void {
  const check = checks[keyword] as number;
  if (check & BOUNDED_END && !isWordBoundary(text, end)) return;
  const length = lengths[keyword] as number;
  const start = check & SPACED ? spacedStart(text, end, length) : end - length;
  if (check & BOUNDED_START && !isWordBoundary(text, start)) return;
  hits.push(keyword, start, end);
}

/** Start of a hit of `length` units where each run of white space counts as one. */
function spacedStart(text: string, end: number, length: number): number {
  let at = end;
  for (let left = length; left > 0; left--) {
    at--;
    if (isWhiteSpace(text.charCodeAt(at))) while (isWhiteSpace(text.charCodeAt(at - 1))) at--;
  }
  return at;
}

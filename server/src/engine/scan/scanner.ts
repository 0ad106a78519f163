import { BOUNDED_END, BOUNDED_START, SPACED, type Automaton } from './automaton.ts';
import type { HitBuffer } from './hitBuffer.ts';
import { continuesWord, isWhiteSpace, isWordBoundary } from './wordBoundary.ts';

/**
 * Adds to `hits` every hit of every keyword that lies wholly within `[from, to)`: overlapping ones too, each once, by
 * rising end and, for one end, the longest first. Word boundaries are judged on the whole text, so that a part gives
 * the same hits as the whole. One pass, no allocation but for the buffer's growth.
 */
export function scan(automaton: Automaton, text: string, hits: HitBuffer, from = 0, to = text.length): void {
  const { table, firstMatch, firstUnboundedMatch, alphabet } = automaton;
  const { codes, firstPair } = alphabet;
  const end = Math.min(to, text.length);
  let at = Math.max(0, from);
  let state = 0;
  while (at < end) {
    let code = 0;
    // No call stands in the inner loop, so that the engine keeps the tables' addresses in registers: 1.7 times as fast.
    while (at < end) {
      code = codes[text.charCodeAt(at++)] as number;
      if (code >= firstPair) break;
      state = table[state + code] as number;
      if (state >= firstMatch) break;
    }
    if (code >= firstPair) state = pairStep(automaton, state, code);
    if (state < firstMatch) continue;
    // Most matches are the beginnings of longer words; one look at the next letter settles those.
    if (state >= firstUnboundedMatch || !continuesWord(text, at)) report(automaton, text, state, at, hits);
  }
}

/** The two steps of a unit that is spelt with two symbols. */
function pairStep({ table, alphabet }: Automaton, state: number, code: number): number {
  const { firstPair, firstLead, firstTrail, trailBits } = alphabet;
  const pair = code - firstPair;
  const between = table[state + firstLead + (pair >>> trailBits)] as number;
  return table[between + firstTrail + (pair & ((1 << trailBits) - 1))] as number;
}

function report(automaton: Automaton, text: string, state: number, end: number, hits: HitBuffer): void {
  const { keywordStarts, keywordIds, shorterMatch, lengths, checks } = automaton;
  let match = (state - automaton.firstMatch) / automaton.stride;
  const endsWord = isWordBoundary(text, end);
  while (match >= 0) {
    const last = keywordStarts[match + 1] as number;
    for (let at = keywordStarts[match] as number; at < last; at++) {
      const keyword = keywordIds[at] as number;
      const check = checks[keyword] as number;
      if (check & BOUNDED_END && !endsWord) continue;
      const length = lengths[keyword] as number;
      const start = check & SPACED ? spacedStart(text, end, length) : end - length;
      if (check & BOUNDED_START && !isWordBoundary(text, start)) continue;
      hits.push(keyword, start, end);
    }
    match = shorterMatch[match] as number;
  }
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

import type { Span } from '../text/span.ts';
import type { SecretRule } from './rule.ts';

/** A hit of the shared scan: `keyword` is an index of `SECRET_KEYWORDS`, offsets are UTF-16 units of the document. */
export interface KeywordHit extends Span {
  readonly keyword: number;
}

/** For each rule that has a hit, the parts of the text its pattern may look at, sorted and disjoint. */
export function windowsByRule(
  hits: Iterable<KeywordHit>,
  rules: readonly SecretRule[],
  byKeyword: readonly (readonly number[])[],
): Map<number, Span[]> {
  const windows = new Map<number, Span[]>();
  for (const hit of hits) {
    for (const index of byKeyword[hit.keyword] ?? []) {
      const { before, after } = (rules[index] as SecretRule).window;
      const window = { start: Math.max(0, hit.start - before), end: hit.end + after };
      const list = windows.get(index);
      if (list) list.push(window);
      else windows.set(index, [window]);
    }
  }
  for (const [index, list] of windows) if (list.length > 1) windows.set(index, merge(list));
  return windows;
}

/** The windows, sorted, with those that meet made one. */
export function merge(windows: readonly Span[]): Span[] {
  const merged: { start: number; end: number }[] = [];
  for (const { start, end } of windows.toSorted((a, b) => a.start - b.start)) {
    const last = merged.at(-1);
    if (last && start <= last.end) last.end = Math.max(last.end, end);
    else merged.push({ start, end });
  }
  return merged;
}

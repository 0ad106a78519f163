import type { Span } from '../text/span.ts';
import type { TextSource } from '../text/textBuffer.ts';
import type { SecretRule } from './rule.ts';

/** A hit of the shared scan: `keyword` is an index of `SECRET_KEYWORDS`, offsets are UTF-16 units of the document. */
export interface KeywordHit extends Span {
  readonly keyword: number;
}

/** False where the text behind a keyword shows that it does not announce the rule's secret. */
export function announces({ follows }: SecretRule, text: TextSource, start: number): boolean {
  return !follows || text.charAt(start + follows.at) === follows.unit;
}

/** For each rule that has a hit, the parts of the text its pattern may look at, sorted and disjoint. */
export function windowsByRule(
  text: TextSource,
  hits: Iterable<KeywordHit>,
  rules: readonly SecretRule[],
  byKeyword: readonly (readonly number[])[],
): Map<number, Span[]> {
  const windows = new Map<number, { start: number; end: number }[]>();
  const unsorted = new Set<number>();
  for (const hit of hits) {
    for (const index of byKeyword[hit.keyword] ?? []) {
      const rule = rules[index] as SecretRule;
      if (!announces(rule, text, hit.start)) continue;
      const { before, after } = rule.window;
      const start = Math.max(0, hit.start - before);
      const end = hit.end + after;
      const list = windows.get(index);
      const last = list?.at(-1);
      if (!list || !last) {
        windows.set(index, [{ start, end }]);
      } else if (start >= last.start && start <= last.end) {
        // Hits come nearly in order, so most are merged at once.
        if (end > last.end) last.end = end;
      } else {
        if (start < last.start) unsorted.add(index);
        list.push({ start, end });
      }
    }
  }
  for (const index of unsorted) windows.set(index, merge(windows.get(index) ?? []));
  return windows;
}

/** The windows, sorted, with those that meet made one. */
export function merge(windows: readonly Span[]): { start: number; end: number }[] {
  const merged: { start: number; end: number }[] = [];
  for (const { start, end } of windows.toSorted((a, b) => a.start - b.start)) {
    const last = merged.at(-1);
    if (last && start <= last.end) last.end = Math.max(last.end, end);
    else merged.push({ start, end });
  }
  return merged;
}

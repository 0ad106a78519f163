import type { GoldFile, LineRange } from './task.ts';

const HUNK = /^@@ -(\d+)(?:,(\d+))? \+\d+(?:,(\d+))? @@/;

/**
 * By file, the lines of the old version that a patch without context (`git diff -U0`) touches; an insertion counts as the
 * two lines around it. Files that were made or deleted are left out, and so are those whose names git must quote.
 */
export function changedLines(patch: string): readonly GoldFile[] {
  const files = new Map<string, LineRange[]>();
  let old: string | undefined;
  let ranges: LineRange[] | undefined;
  /** Lines of the hunk that are still to come: they may look like headers. */
  let left = 0;
  for (const line of patch.split('\n')) {
    if (left > 0) {
      if (!line.startsWith('\\')) left--;
      continue;
    }
    const hunk = HUNK.exec(line);
    if (line.startsWith('diff --git ')) old = ranges = undefined;
    else if (line.startsWith('--- a/')) old = line.slice('--- a/'.length).replace(/\t$/, '');
    else if (line.startsWith('+++ b/') && old !== undefined) files.set(old, (ranges = []));
    else if (hunk) {
      const [first, removed, added] = [Number(hunk[1]), Number(hunk[2] ?? 1), Number(hunk[3] ?? 1)];
      left = removed + added;
      // Without removed lines the number is that of the line before the insertion.
      ranges?.push(
        removed > 0
          ? { first, last: first + removed - 1 }
          : { first: Math.max(1, first), last: Math.max(1, first) + 1 },
      );
    }
  }
  return [...files].flatMap(([path, touched]) => (touched.length > 0 ? [{ path, ranges: merged(touched) }] : []));
}

/** Ranges by rising line; those that touch are one. */
function merged(ranges: readonly LineRange[]): LineRange[] {
  const result: { first: number; last: number }[] = [];
  for (const { first, last } of ranges.toSorted((a, b) => a.first - b.first)) {
    const before = result.at(-1);
    if (before && first <= before.last + 1) before.last = Math.max(before.last, last);
    else result.push({ first, last });
  }
  return result;
}

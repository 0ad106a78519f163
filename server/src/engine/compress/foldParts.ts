import { isImportant, runsOf, type JudgedLine } from './judgedLines.ts';

const FEWEST_PARTS = 4;
const FIRST_KEPT = 2;
const LAST_KEPT = 1;

/** Folds the middle of very long lines: JSON on one line, base64, minified code. */
export function foldParts(lines: readonly JudgedLine[]): void {
  for (const [start, end] of runsOf(lines, ({ continues }) => continues)) {
    const first = start - 1;
    if (end - first < FEWEST_PARTS) continue;
    for (const line of lines.slice(first + FIRST_KEPT, end - LAST_KEPT)) if (!isImportant(line)) line.fold ??= 'part';
  }
}

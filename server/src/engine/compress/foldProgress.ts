import { isImportant, runsOf, type JudgedLine } from './judgedLines.ts';

/** Folds what a terminal would have written over, and of a run of progress lines all but the last state. */
export function foldProgress(lines: readonly JudgedLine[]): void {
  lines.forEach((line, at) => {
    // CR CR LF and the like end a line; only what is followed by text is written over.
    const next = lines[at + 1];
    if (line.overwritten && next && (next.text !== '' || next.overwritten) && !isImportant(line))
      line.fold = 'progress';
  });
  for (const [start, end] of runsOf(lines, (line) => line.class === 'progress')) {
    for (let at = start; at < end - 1; at++) lines[at]!.fold = 'progress';
  }
}

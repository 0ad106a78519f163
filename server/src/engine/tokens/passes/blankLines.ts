import { visibleLength, type Line, type Pass } from './line.ts';

/** From this many blank lines on, a run says no more than one blank line does. */
const LONG_RUN = 3;

/** Keeps one line of each run of three or more blank lines. */
export const blankLines: Pass = {
  name: 'blankLines',
  apply(lines) {
    const kept: Line[] = [];
    for (let at = 0; at < lines.length;) {
      const end = blankRunEnd(lines, at);
      const keptEnd = end - at >= LONG_RUN ? at + 1 : Math.max(end, at + 1);
      kept.push(...lines.slice(at, keptEnd));
      at = Math.max(end, at + 1);
    }
    return kept;
  },
};

/** End of the run of blank lines that starts at `start`; `start` itself when that line is not blank. */
function blankRunEnd(lines: readonly Line[], start: number): number {
  let end = start;
  while (end < lines.length && visibleLength(lines[end]!.text) === 0) end++;
  return end;
}

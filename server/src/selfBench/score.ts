import type { DerivedTask, LineRange } from './task.ts';

/** A range of a file that was selected, 1-based and inclusive. */
export interface SelectedRange {
  readonly path: string;
  readonly startLine: number;
  readonly endLine: number;
}

export interface Recall {
  /** Share of the gold files that are in with at least ten of their lines (or all of a shorter one's). */
  readonly file: number;
  /** Share of the gold lines that are in, every range of them counting alike. */
  readonly line: number;
}

/** With fewer lines a file is not found, only brushed. */
const FEWEST_LINES = 10;

/** How much of a task's gold a selection holds. `lineCount` is that of a file at the task's base. */
export function recallOf(
  { gold }: Pick<DerivedTask, 'gold'>,
  selected: readonly SelectedRange[],
  lineCount: (path: string) => number,
): Recall {
  const lines = new Map<string, Set<number>>();
  for (const { path, startLine, endLine } of selected) {
    const held = lines.get(path) ?? new Set();
    for (let line = startLine; line <= endLine; line++) held.add(line);
    lines.set(path, held);
  }
  let found = 0;
  const shares: number[] = [];
  for (const { path, ranges } of gold) {
    const held = lines.get(path) ?? new Set();
    const count = Math.max(1, lineCount(path));
    if (held.size >= Math.min(FEWEST_LINES, count)) found++;
    for (const range of ranges) shares.push(shareIn(held, within(range, count)));
  }
  return { file: found / gold.length, line: mean(shares) };
}

/** An insertion at the end of a file has no line after it. */
function within({ first, last }: LineRange, count: number): LineRange {
  return { first: Math.min(first, count), last: Math.min(last, count) };
}

function shareIn(held: ReadonlySet<number>, { first, last }: LineRange): number {
  let count = 0;
  for (let line = first; line <= last; line++) if (held.has(line)) count++;
  return count / (last - first + 1);
}

export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
}

export interface Estimate {
  readonly mean: number;
  /** 95 % interval. */
  readonly low: number;
  readonly high: number;
}

const RESAMPLES = 1000;

/** The mean with its percentile bootstrap interval (Efron, 1979); the draws are the same each time. */
export function estimate(values: readonly number[]): Estimate {
  const draw = drawer();
  const means = Array.from({ length: RESAMPLES }, () =>
    mean(values.map(() => values[Math.floor(draw() * values.length)]!)),
  ).sort((a, b) => a - b);
  return { mean: mean(values), low: means[RESAMPLES * 0.025]!, high: means[RESAMPLES * 0.975]! };
}

/** Numbers in [0, 1): mulberry32 (Tommy Ettinger, public domain), seeded alike each time. */
function drawer(): () => number {
  let state = 1;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

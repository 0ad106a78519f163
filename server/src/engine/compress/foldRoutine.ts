import { runsOf, type JudgedLine } from './judgedLines.ts';

const FEWEST_ROUTINE = 4;
const FEWEST_PASSED = 2;
const FIRST_WORD = /[A-Za-z][\w+-]*/;

/** Folds tests that passed, and of a run of work that went on as usual all but the first of each kind and the last. */
export function foldRoutine(lines: readonly JudgedLine[]): void {
  const isPassed = ({ class: kind }: JudgedLine) => kind === 'passed' || kind === 'blank';
  for (const [start, end] of runsOf(lines, isPassed)) {
    const passed = lines.slice(start, end).filter((line) => line.class === 'passed');
    if (passed.length >= FEWEST_PASSED) for (const line of passed) line.fold ??= 'passed';
  }
  for (const [start, end] of runsOf(lines, ({ class: kind }) => kind === 'routine')) {
    if (end - start < FEWEST_ROUTINE) continue;
    const begun = new Set<string>();
    for (let at = start; at < end - 1; at++) {
      const word = FIRST_WORD.exec(lines[at]!.shape.text)?.[0] ?? '';
      if (begun.has(word)) lines[at]!.fold ??= 'routine';
      begun.add(word);
    }
  }
}

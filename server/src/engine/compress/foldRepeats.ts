import { runsOf, type JudgedLine } from './judgedLines.ts';

/** An error that is told again and again is shown so often. */
const MOST_EQUAL_ERRORS = 3;
const TIME_STAMP =
  /^\W{0,2}(?:\d{4}-\d\d-\d\d[T ]|[A-Z][a-z]{2} +\d{1,2} )?\d{1,2}:\d\d:\d\d(?:[.,]\d{1,9})?(?:Z|[+-]\d\d:?\d\d)?\W{0,2}/;

/** Folds what is said again, word for word: neighbours, and errors and warnings from the fourth time on, whatever their time stamp. */
export function foldRepeats(lines: readonly JudgedLine[]): void {
  for (let at = 1; at < lines.length; at++) {
    const { class: kind, text } = lines[at]!;
    if (kind !== 'blank' && kind !== 'diff' && text === lines[at - 1]!.text) lines[at]!.fold = 'repeated';
  }
  const told = new Map<string, number>();
  for (const line of lines) {
    if (line.fold || (line.class !== 'error' && line.class !== 'warning')) continue;
    const text = line.text.replace(TIME_STAMP, '');
    const times = (told.get(text) ?? 0) + 1;
    told.set(text, times);
    if (times > MOST_EQUAL_ERRORS) line.fold = 'repeated';
  }
  foldRepeatedFrames(lines);
}

/** The trace of an error that was folded goes with it. */
function foldRepeatedFrames(lines: readonly JudgedLine[]): void {
  for (const [start, end] of runsOf(lines, (line) => line.class === 'frame')) {
    const head = lines[start - 1];
    if (head?.fold !== 'repeated' || head.class !== 'error') continue;
    for (let at = start; at < end; at++) lines[at]!.fold = 'repeated';
  }
}

import { isImportant, runsOf, type JudgedLine, type Shape } from './judgedLines.ts';
import type { LineClass } from './lineClass.ts';

/** How many lines of one shape have to follow one another, and how many of them stay. */
interface Keep {
  readonly fewest: number;
  readonly first: number;
  readonly last: number;
}

/** Messages say the same; a list says something else on each line. */
const MESSAGES: Keep = { fewest: 4, first: 2, last: 1 };
const LISTS: Keep = { fewest: 40, first: 20, last: 10 };
/** Anywhere in the output, not one after another. */
const SCATTERED: Keep = { fewest: 9, first: 3, last: 1 };
/** From so many letters that do not vary a line is a message. */
const MESSAGE_LETTERS = 8;
/** What `ls -l` prints: permissions are letters that say nothing. */
const LISTED = /^[-dlbcps](?:[-r][-w][-xsStT]){3}/;
/** Begins with a time stamp or a level, as lines of logs do. */
export const LOGGED =
  /^\W*(?:(?:[A-Z]\w{2} )?[NH]\b|\[?(?:INFO|DEBUG|TRACE|NOTICE|VERBOSE|info|debug|trace)\b|npm (?:verb|sill|info|http)\b)/;
const PATH = /(?:^|[^A-Za-z])P(?:$|[^A-Za-z])/;
const JSON_PART = /^\s*(?:"[^"]*"\s*:|[{}[\]]+,?$)/;

const KEPT: ReadonlySet<LineClass> = new Set(['blank', 'diff', 'heading']);

/** Folds lines that differ in numbers, times, paths, hashes and values only. */
export function foldSimilar(lines: readonly JudgedLine[]): void {
  foldRuns(lines);
  foldScattered(lines);
}

function mayFold(line: JudgedLine): boolean {
  return line.fold === undefined && !isImportant(line) && !KEPT.has(line.class);
}

function isMessage({ text, letters }: Shape): boolean {
  return letters >= MESSAGE_LETTERS && !LISTED.test(text);
}

function foldRuns(lines: readonly JudgedLine[]): void {
  for (let start = 0; start < lines.length;) {
    const { shape } = lines[start]!;
    let end = start + 1;
    while (end < lines.length && lines[end]!.shape === shape) end++;
    const { fewest, first, last } = isMessage(shape) ? MESSAGES : LISTS;
    if (end - start >= fewest && mayFold(lines[start]!)) {
      for (const line of lines.slice(start + first, end - last)) if (mayFold(line)) line.fold = 'similar';
    }
    start = end;
  }
}

/** Of what a log or a JSON array says again and again, and of messages that differ in numbers, the first ones and the last stay. */
function foldScattered(lines: readonly JudgedLine[]): void {
  const { fewest, first, last } = SCATTERED;
  const seen = new Map<Shape, number>();
  for (const [start, end] of runsOf(lines, mayFold)) {
    for (const line of lines.slice(start, end)) {
      const { shape } = line;
      if (shape.count < fewest || !recurs(shape)) continue;
      const times = (seen.get(shape) ?? 0) + 1;
      seen.set(shape, times);
      if (times > first && times <= shape.count - last) line.fold = 'similar';
    }
  }
}

function recurs({ text, letters }: Shape): boolean {
  if (JSON_PART.test(text)) return true;
  return letters >= MESSAGE_LETTERS && (LOGGED.test(text) || !PATH.test(text)) && !LISTED.test(text);
}

import { LOGGED } from './foldSimilar.ts';
import { isImportant, type JudgedLine } from './judgedLines.ts';

const FEWEST_ROWS = 40;
const FIRST_KEPT = 20;
const LAST_KEPT = 10;
const SECOND_COLUMN = /^\S+(?: \S+)*(?: {2,}|\t+ *)(?=\S)/;

/** Folds the middle of long tables: lines whose second column begins at the same place. */
export function foldTables(lines: readonly JudgedLine[]): void {
  let start = 0;
  let column: number | undefined;
  lines.forEach((line, at) => {
    const own = columnOf(line);
    if (own === column) return;
    foldRows(lines, start, at, column);
    [start, column] = [at, own];
  });
  foldRows(lines, start, lines.length, column);
}

/** Offset of the second column; undefined where there is none. */
function columnOf(line: JudgedLine): number | undefined {
  if (line.class === 'diff' || line.class === 'blank' || LOGGED.test(line.shape.text)) return undefined;
  const match = SECOND_COLUMN.exec(line.text);
  return match?.[0].endsWith('\t') ? -1 : match?.[0].length;
}

function foldRows(lines: readonly JudgedLine[], start: number, end: number, column: number | undefined): void {
  if (column === undefined || end - start < FEWEST_ROWS) return;
  for (const line of lines.slice(start + FIRST_KEPT, end - LAST_KEPT)) if (!isImportant(line)) line.fold ??= 'row';
}

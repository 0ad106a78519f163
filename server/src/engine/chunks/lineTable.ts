import { lineStarts } from '../text/lineIndex.ts';

const TAB = 9;
const LF = 10;
const CR = 13;
const SPACE = 32;
const TAB_COLUMNS = 4;
const MOST_COLUMNS = 32_000;

/** Where each line of a text begins and how far it is indented: all that is known of a line without reading it whole. */
export interface LineTable {
  readonly text: string;
  /** Lines with at least one code unit: the empty "line" behind a final line break does not count. */
  readonly count: number;
  /** Offset of each line. */
  readonly starts: Uint32Array;
  /** Offset of each line's first character that is neither a space nor a tab. */
  readonly contents: Uint32Array;
  /** Columns before that character (a tab goes to the next multiple of four), or -1 for a blank line. */
  readonly indents: Int16Array;
}

/** Reads the white space at the head of each line, and no more. */
export function lineTable(text: string): LineTable {
  const starts = lineStarts(text);
  const count = starts[starts.length - 1] === text.length ? starts.length - 1 : starts.length;
  const contents = new Uint32Array(count);
  const indents = new Int16Array(count);
  for (let line = 0; line < count; line++) {
    let at = starts[line] as number;
    let columns = 0;
    let unit = text.charCodeAt(at);
    while (unit === SPACE || unit === TAB) {
      columns += unit === SPACE ? 1 : TAB_COLUMNS - (columns % TAB_COLUMNS);
      unit = text.charCodeAt(++at);
    }
    contents[line] = at;
    // Past the end of the text the unit is NaN; a last line of spaces only is blank too.
    const blank = unit === LF || unit === CR || unit !== unit;
    indents[line] = blank ? -1 : Math.min(columns, MOST_COLUMNS);
  }
  return { text, count, starts, contents, indents };
}

/** Offset of the end of a line, its line break included. */
export function lineEnd(lines: LineTable, line: number): number {
  return line + 1 < lines.count ? (lines.starts[line + 1] as number) : lines.text.length;
}

/** How many lines, from the first on, end at an offset or before it. */
export function linesEndingBy({ text, count, starts }: LineTable, offset: number): number {
  if (offset >= text.length) return count;
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((starts[middle] as number) <= offset) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** Offset just behind the last character of a line that is not white space; the line's content start when it is blank. */
export function contentEnd(lines: LineTable, line: number): number {
  const first = lines.contents[line] as number;
  let end = lineEnd(lines, line);
  while (end > first && lines.text.charCodeAt(end - 1) <= SPACE) end--;
  return end;
}

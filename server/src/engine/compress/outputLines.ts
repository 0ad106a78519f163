import { sliceRedacted, type RedactedText } from '../secrets/redact.ts';

/** Longer lines are cut into parts, which count as lines: a line of one megabyte could only be kept or dropped. */
const MOST_LINE_UNITS = 1000;
/** How far before the end of a part a better place for the cut is looked for. */
const CUT_WINDOW_UNITS = 400;
const LINE_END = /\r\n?|\n/g;

/** A line of a command's output, without its end. */
export interface OutputLine {
  readonly text: RedactedText;
  /** Ended by CR alone: a terminal writes over it what comes next. */
  readonly overwritten: boolean;
  /** A further part of the line before it, with no line break between them. */
  readonly continues: boolean;
}

/** The lines of a text; they end in LF, CR LF or CR, and after 1,000 units. What stands after the last end is a line too, unless it is empty. */
export function splitOutput(text: RedactedText): OutputLine[] {
  const lines: OutputLine[] = [];
  let start = 0;
  for (const { 0: end, index } of text.matchAll(LINE_END)) {
    pushLine(lines, sliceRedacted(text, start, index), end === '\r');
    start = index + end.length;
  }
  if (start < text.length) pushLine(lines, sliceRedacted(text, start), false);
  return lines;
}

function pushLine(lines: OutputLine[], line: RedactedText, overwritten: boolean): void {
  let start = 0;
  while (line.length - start > MOST_LINE_UNITS) {
    const end = cutBefore(line, start + MOST_LINE_UNITS);
    lines.push({ text: sliceRedacted(line, start, end), overwritten: false, continues: start > 0 });
    start = end;
  }
  lines.push({ text: start === 0 ? line : sliceRedacted(line, start), overwritten, continues: start > 0 });
}

/** Between two items of a list where there are some, else after a comma, else before white space, never in a character. */
function cutBefore(line: string, most: number): number {
  const tail = line.slice(most - CUT_WINDOW_UNITS, most);
  const item = Math.max(tail.lastIndexOf('},'), tail.lastIndexOf('],'));
  if (item >= 0) return most - CUT_WINDOW_UNITS + item + 2;
  const comma = tail.lastIndexOf(',');
  if (comma >= 0) return most - CUT_WINDOW_UNITS + comma + 1;
  const space = tail.lastIndexOf(' ');
  if (space >= 0) return most - CUT_WINDOW_UNITS + space;
  const unit = line.charCodeAt(most - 1);
  return unit >= 0xd800 && unit < 0xdc00 ? most - 1 : most;
}

import type { Span } from '../text/span.ts';
import { FENCED, type Outline } from './definition.ts';
import { leadingLines } from './leadingLines.ts';
import { contentEnd, type LineTable } from './lineTable.ts';

/** A border that no chunk may have: it would cut a secret. */
export const FORBIDDEN = 255;

/** Prices of a border before a line, in tenths; a chunk 10 lines off its best size costs about as much as one step. */
const DECLARATION = 0;
const DEPTH_STEP = 4;
const AFTER_BLANK = 3;
const SHALLOW = 12;
const BODY_AFTER_BLANK = 16;
const BODY = 32;
const FENCE = 60;
const BAD_START = 40;
const DEAREST = 200;

/**
 * What a border before each line costs: least before a declaration (or the comment and decorators that lead to it),
 * more between statements, most where it would part a comment from what it explains.
 */
export function borderCosts(lines: LineTable, outline: Outline, language: string): Uint8Array {
  const costs = lineCosts(lines, outline.depths);
  let floor = 0;
  for (const { line } of outline.definitions) {
    if (line < floor) continue;
    const { first } = leadingLines(lines, line, language, floor);
    leadCosts(costs, { first, line, depth: outline.depths[line] as number });
    floor = line + 1;
  }
  return costs;
}

/** What a border before each line costs by the lines alone. */
export function lineCosts(lines: LineTable, depths: Uint8Array): Uint8Array {
  const costs = new Uint8Array(lines.count);
  for (let line = 1; line < lines.count; line++) costs[line] = lineCost(lines, depths, line);
  return costs;
}

/** Makes the border before what leads to a declaration cheap, and those between the two dear. */
export function leadCosts(
  costs: Uint8Array,
  { first, line, depth }: { readonly first: number; readonly line: number; readonly depth: number },
): void {
  costs[first] = DECLARATION + DEPTH_STEP * Math.max(0, Math.min(depth, 6) - 1);
  for (let inside = first + 1; inside <= line; inside++) costs[inside] = DEAREST;
}

/** Marks the borders that lie strictly inside of a finding; findings may overlap and come in any order. */
export function forbidInside(costs: Uint8Array, lines: LineTable, findings: readonly Span[]): void {
  let line = 0;
  for (const { start, end } of findings.toSorted((a, b) => a.start - b.start)) {
    // What lies before `line` and behind this start is marked already, by a finding that began earlier.
    line = Math.max(line, lineAfter(lines, start));
    for (; line < lines.count && (lines.starts[line] as number) < end; line++) costs[line] = FORBIDDEN;
  }
}

function lineCost(lines: LineTable, depths: Uint8Array, line: number): number {
  const indent = lines.indents[line] as number;
  if (indent < 0) return DEAREST / 2;
  const depth = depths[line] as number;
  if (depth === FENCED) return FENCE;
  const afterBlank = lines.indents[line - 1] === -1;
  const level = Math.min(depth > 0 ? depth - 1 : indent >>> 1, 8);
  const base = depth > 0 ? (afterBlank ? AFTER_BLANK : SHALLOW) : afterBlank ? BODY_AFTER_BLANK : BODY;
  return base + DEPTH_STEP * level + (isBadStart(lines, line, afterBlank) ? BAD_START : 0);
}

/** A closing bracket, a lone `{`, or a line that continues the one above: what stands above it would be torn. */
function isBadStart(lines: LineTable, line: number, afterBlank: boolean): boolean {
  const at = lines.contents[line] as number;
  const unit = lines.text.charCodeAt(at);
  if (unit === 125 || unit === 41 || unit === 93 || unit === 123 || unit === 46) return true;
  // `end`, `else`, `except` and `elsif`, and closing tags.
  if (unit === 101 && /^(?:end|else|elif|elsif|except|ensure)\b/.test(lines.text.slice(at, at + 8))) return true;
  if (unit === 60 && lines.text.charCodeAt(at + 1) === 47) return true;
  if (afterBlank) return false;
  const above = lines.text.charCodeAt(contentEnd(lines, line - 1) - 1);
  return above === 44 || above === 40 || above === 91 || above === 92;
}

/** The first line that begins behind an offset. */
function lineAfter(lines: LineTable, offset: number): number {
  let low = 0;
  let high = lines.count;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((lines.starts[middle] as number) <= offset) low = middle + 1;
    else high = middle;
  }
  return low;
}

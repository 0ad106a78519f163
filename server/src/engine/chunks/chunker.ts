import type { Span } from '../text/span.ts';
import { borderCosts, FORBIDDEN, forbidInside } from './borders.ts';
import type { Chunk } from './chunk.ts';
import type { Definition } from './definition.ts';
import { lineEnd, linesEndingBy, lineTable } from './lineTable.ts';
import { outline } from './outline.ts';

/** Sizes below and above which a chunk begins to cost, and which it never exceeds. */
const SMALL_LINES = 25;
const LARGE_LINES = 60;
export const MOST_LINES = 120;
/** Longest chunk of more than one line, in UTF-16 code units, line breaks included. */
const MOST_LENGTH = 6000;
/** A rest of fewer lines at the end of the text had better join the chunk before. */
export const SMALL_REST_LINES = 15;

const COST_PER_MISSING_LINE = 0.9;
const COST_PER_EXTRA_LINE = 0.35;

export interface ChunkOptions {
  /** Identifier of `languageOf`; one that is unknown is cut at blank lines and indentation. */
  readonly language: string;
  /** Spans that no border may cut, in any order; such a chunk may exceed the size limits. */
  readonly findings?: readonly Span[];
}

/**
 * Cuts a text into chunks: ordered, disjoint, covering it whole, of whole lines. Borders go before declarations,
 * headings and blocks; each chunk has about 25-60 lines, at most 120 lines and 6,000 code units unless one line alone is
 * longer (it is a chunk of its own) or a finding is. An empty text has no chunks.
 */
export function chunkText(text: string, { language, findings = [] }: ChunkOptions): readonly Chunk[] {
  if (text === '') return [];
  const lines = lineTable(text);
  const found = outline(lines, language);
  const costs = borderCosts(lines, found, language);
  forbidInside(costs, lines, findings);
  const sizes: LineSizes = {
    count: lines.count,
    lineStart: (line) => lines.starts[line] as number,
    linesEndingBy: (offset) => linesEndingBy(lines, offset),
  };
  const chunks: Chunk[] = [];
  let next = 0;
  for (let first = 0; first < lines.count;) {
    const end = chunkEnd(sizes, costs, first);
    const names: string[] = [];
    for (; next < found.definitions.length; next++) {
      const { name, line } = found.definitions[next] as Definition;
      if (line >= end) break;
      names.push(name);
    }
    const definitions = distinct(names);
    const offsets = { start: lines.starts[first] as number, end: lineEnd(lines, end - 1) };
    chunks.push({ startLine: first + 1, endLine: end, ...offsets, definitions });
    first = end;
  }
  return chunks;
}

/** The names without those that repeat the one before: overloads, and methods of one property. */
export function distinct(names: readonly string[]): string[] {
  return names.filter((name, index) => name !== names[index - 1]);
}

/** What the size of a chunk is told from. */
export interface LineSizes {
  /** Lines with at least one unit. */
  readonly count: number;
  /** Offset of a line's start. */
  lineStart(line: number): number;
  /** How many lines, from the first on, end at an offset or before it. */
  linesEndingBy(offset: number): number;
}

/**
 * The line behind the best chunk that begins at `first`: the border's cost and the size's cost together are least. It
 * depends on the `MOST_LINES` lines from `first` on, and on whether fewer than `SMALL_REST_LINES` are left behind them.
 */
export function chunkEnd(lines: LineSizes, costs: ArrayLike<number>, first: number): number {
  const limit = sizeLimit(lines, first);
  let best = 0;
  let bestCost = Infinity;
  for (let end = first + 1; end <= limit; end++) {
    const size = sizeCost(end - first);
    // No cost is negative, and that of the size only grows from here on.
    if (bestCost === 0 || (end - first > LARGE_LINES && size >= bestCost)) break;
    if (end < lines.count && costs[end] === FORBIDDEN) continue;
    const cost = (end < lines.count ? (costs[end] as number) : 0) + size + restCost(lines.count - end);
    if (cost < bestCost) {
      bestCost = cost;
      best = end;
    }
  }
  if (best) return best;
  // A finding reaches past the limit: up to the first border behind it.
  let end = limit + 1;
  while (end < lines.count && costs[end] === FORBIDDEN) end++;
  return Math.min(end, lines.count);
}

/** Last line (exclusive) that a chunk from `first` on may reach; at least one line. */
function sizeLimit(lines: LineSizes, first: number): number {
  const most = Math.min(first + MOST_LINES, lines.count);
  return Math.max(first + 1, Math.min(most, lines.linesEndingBy(lines.lineStart(first) + MOST_LENGTH)));
}

function sizeCost(count: number): number {
  if (count < SMALL_LINES) return (SMALL_LINES - count) * COST_PER_MISSING_LINE;
  return count > LARGE_LINES ? (count - LARGE_LINES) * COST_PER_EXTRA_LINE : 0;
}

function restCost(rest: number): number {
  return rest > 0 && rest < SMALL_REST_LINES ? SMALL_REST_LINES - rest : 0;
}

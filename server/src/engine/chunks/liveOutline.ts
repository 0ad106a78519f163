import type { EditableText } from '../text/editableText.ts';
import { BucketList } from '../text/bucketList.ts';
import { OffsetTable } from '../text/offsetTable.ts';
import { leadCosts, lineCosts } from './borders.ts';
import { leadingLines } from './leadingLines.ts';
import { lineTable } from './lineTable.ts';
import { outlineWalk, isSameState, type OutlineState } from './outline.ts';

/** What is known of one line. */
interface Row {
  /** The outline's state before the line. */
  readonly before: OutlineState;
  readonly depth: number;
  /** The name that the line declares. */
  readonly name: string | undefined;
  /** How many lines above it tell what leads to its declaration. */
  seen: number;
}

/** Lines that were replaced: `[first, oldEnd)` by `[first, newEnd)`. */
export interface LineChange {
  readonly first: number;
  readonly oldEnd: number;
  readonly newEnd: number;
}

export interface LineRange {
  readonly first: number;
  readonly end: number;
}

/** Lines that are walked at first; four times as many each time they do not settle it. */
const FIRST_WALK_LINES = 12;

/**
 * Outline and border prices of a text that is being edited: always those that `outline` and `borderCosts` give for the
 * whole. After an edit the outline is walked again from the line above it until it is in the state it was in; then
 * prices are made again between the declarations around, which are as far as a price can see.
 */
export class LiveOutline {
  readonly #text: EditableText;
  readonly #language: string;
  readonly #rows = new BucketList<Row>();
  /** Price of a border before each line, and room for more. */
  #costs = new Uint8Array(1024);
  /** Lines that declare something. */
  readonly #declarations = new OffsetTable(0);

  constructor(text: EditableText, language: string) {
    this.#text = text;
    this.#language = language;
    this.change({ first: 0, oldEnd: 0, newEnd: text.lineCount });
  }

  get costs(): Uint8Array {
    return this.#costs;
  }

  /** Lines with at least one unit: the empty one behind a final line break is none. */
  get count(): number {
    const { lineCount, length } = this.#text;
    return this.#text.lineStart(lineCount - 1) === length ? lineCount - 1 : lineCount;
  }

  /** Names declared in a range of lines, in order. */
  namesIn({ first, end }: LineRange): string[] {
    const names: string[] = [];
    this.#declarations.forEachIn(first, end, (line) => names.push(this.#rows.at(line)?.name ?? ''));
    return names;
  }

  /** Takes in a change that the text has gone through; returns the lines whose price may be another now. */
  change(change: LineChange): LineRange {
    const replaced = this.#replaceRows(change);
    const walked = this.#walk(Math.max(0, change.first - 1), change.newEnd);
    return this.#price(walked, replaced || walked.declares);
  }

  /** Makes room; returns whether a line that went away declared something. */
  #replaceRows({ first, oldEnd, newEnd }: LineChange): boolean {
    const before = this.#rows.at(first)?.before ?? UNKNOWN;
    const oldCount = this.#rows.length;
    const fresh: Row[] = [];
    for (let line = first; line < newEnd; line++) fresh.push({ before, depth: 0, name: undefined, seen: 0 });
    this.#rows.replace(first, oldEnd, fresh);
    if (newEnd !== oldEnd) this.#moveCosts(oldEnd, newEnd, oldCount);
    const known = this.#declarations.size;
    this.#declarations.replace({ from: first, to: oldEnd, moveBy: newEnd - oldEnd }, []);
    return this.#declarations.size < known;
  }

  #moveCosts(from: number, to: number, count: number): void {
    const needed = count + to - from;
    if (needed > this.#costs.length) {
      const grown = new Uint8Array(2 * needed);
      grown.set(this.#costs);
      this.#costs = grown;
    }
    this.#costs.copyWithin(to, from, count);
  }

  /** Walks from a line on until nothing changes any more; tells whether a walked line declares something, or did. */
  #walk(first: number, changedEnd: number): LineRange & { readonly declares: boolean } {
    const { count } = this;
    const declared: number[] = [];
    let line = first;
    let state = first === 0 ? undefined : this.#rows.at(first)?.before;
    let settled = false;
    for (let most = Math.max(FIRST_WALK_LINES, changedEnd - first + 2); line < count && !settled; most *= 4) {
      // One line more at either side: a heading is told from its neighbours.
      const { top, table } = this.#window(line - 1, line + most + 1);
      const walk = outlineWalk(table, this.#language, state);
      for (const end = Math.min(count, line + most); line < end; line++) {
        const before = walk.state as OutlineState;
        settled = line > changedEnd && isSameState(before, this.#rowAt(line).before);
        if (settled) break;
        const found = walk.definitions.length;
        walk.step(line - top);
        const name = walk.definitions.length > found ? walk.definitions.at(-1)?.name : undefined;
        if (name !== undefined) declared.push(line);
        this.#rows.set(line, { before, depth: walk.depths[line - top] as number, name, seen: 0 });
      }
      state = walk.state as OutlineState;
    }
    // The empty line behind a final line break waits in the last state.
    const behind = this.#rows.at(count);
    if (!settled && behind && state) this.#rows.set(count, { ...behind, before: state });
    const known = this.#declarations.countBelow(line) - this.#declarations.countBelow(first);
    this.#declarations.replace({ from: first, to: line, moveBy: 0 }, declared);
    return { first, end: line, declares: known + declared.length > 0 };
  }

  /** Prices the walked lines and, where declarations take part, all between the ones around. */
  #price(walked: LineRange, declares: boolean): LineRange {
    const next = this.#nextDeclaration(walked.end);
    const first = declares || next !== undefined ? this.#floor(walked.first) : walked.first;
    const end = Math.min(this.count, next === undefined ? walked.end : next + 1);
    if (first >= end) return { first, end };
    const { top, table } = this.#window(first - 1, end);
    const depths = new Uint8Array(table.count);
    for (let line = 0; line < table.count; line++) depths[line] = this.#rowAt(top + line).depth;
    const costs = lineCosts(table, depths);
    let floor = first - top;
    this.#declarations.forEachIn(first, end, (declaration) => {
      const line = declaration - top;
      const lead = leadingLines(table, line, this.#language, floor);
      this.#rowAt(declaration).seen = line - lead.seen;
      leadCosts(costs, { first: lead.first, line, depth: depths[line] as number });
      floor = line + 1;
    });
    for (let line = first; line < end; line++) this.#costs[line] = costs[line - top] as number;
    return { first, end };
  }

  /** The next declaration from a line on, if what leads to it may be told from lines above that line. */
  #nextDeclaration(line: number): number | undefined {
    const index = this.#declarations.countBelow(line);
    if (index >= this.#declarations.size) return undefined;
    const next = this.#declarations.offsetAt(index);
    return next - this.#rowAt(next).seen < line ? next : undefined;
  }

  /** The line behind the last declaration above a line. */
  #floor(line: number): number {
    const index = this.#declarations.countBelow(line);
    return index === 0 ? 0 : this.#declarations.offsetAt(index - 1) + 1;
  }

  #rowAt(line: number): Row {
    return this.#rows.at(line) as Row;
  }

  #window(first: number, end: number) {
    const top = Math.max(0, first);
    const text = this.#text.slice(this.#text.lineStart(top), this.#text.lineStart(Math.min(end, this.count)));
    return { top, table: lineTable(text) };
  }
}

/** Stands in a row until its line has been walked. */
const UNKNOWN: OutlineState = { fence: -1, fenceLength: 0, frontMatter: 0 };

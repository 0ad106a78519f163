import { OffsetTable } from '../text/offsetTable.ts';
import type { TextEdit } from '../text/editableText.ts';
import type { TextSource } from '../text/textBuffer.ts';
import type { Automaton } from './automaton.ts';
import { HitBuffer } from './hitBuffer.ts';
import { scan } from './scanner.ts';
import { scanUnits } from './scanUnits.ts';
import { isWhiteSpace } from './wordBoundary.ts';

/** Units beside a hit that its word boundaries may depend on: two characters, each of two units. */
const BOUNDARY_UNITS = 4;

/** Units that are scanned between two looks whether the automaton is where it was. */
const STEP_UNITS = 16;

interface Rescan {
  /** Offset from which on text is looked at. */
  readonly base: number;
  readonly from: number;
  readonly edge: number;
  readonly limit: number;
}

export interface HitChange {
  readonly unitsScanned: number;
  /** Hits before the edit that were looked for again: triples of keyword, start and end, by rising start. */
  readonly gone: readonly number[];
  /** What was found in their place, where they are behind the edit. */
  readonly found: readonly number[];
}

/**
 * The hits of a text that is being edited: always those that a scan of the whole text would give. After an edit only
 * its surroundings are scanned: no hit reaches further than the longest keyword, so one that begins earlier than that
 * before the edit does not touch it; behind it the scan ends once no keyword is under way that began in it.
 */
export class LiveHits {
  readonly #automaton: Automaton;
  readonly #longest: number;
  readonly #found = new HitBuffer();
  #table: OffsetTable;

  constructor(automaton: Automaton, text: string) {
    this.#automaton = automaton;
    this.#longest = automaton.lengths.reduce((most, length) => Math.max(most, length), 0);
    scan(automaton, text, this.#found);
    const hits = Array.from({ length: this.#found.count }, (_, hit) => hit);
    hits.sort((a, b) => this.#found.start(a) - this.#found.start(b));
    this.#table = new OffsetTable(2, Int32Array.from(hits.flatMap((hit) => this.#row(hit))));
    this.#found.clear();
  }

  get count(): number {
    return this.#table.size;
  }

  /** Takes in an edit that `text` has gone through already. */
  edit(text: TextSource, { start, end, text: inserted }: TextEdit): HitChange {
    const newEnd = start + inserted.length;
    const from = this.#reachBefore(text, Math.max(0, start - BOUNDARY_UNITS));
    const edge = Math.min(text.length, newEnd + BOUNDARY_UNITS);
    const base = Math.max(0, from - BOUNDARY_UNITS);
    this.#found.clear();
    const to = this.#rescan(text, { base, from, edge, limit: this.#reachBehind(text, edge) });
    const dirtyEnd = end + BOUNDARY_UNITS;
    const moveBy = newEnd - end;
    const gone: number[] = [];
    this.forEachIn(from, dirtyEnd, (keyword, hitStart, hitEnd) => gone.push(keyword, hitStart, hitEnd));
    const rows = this.#rowsUpTo(dirtyEnd + moveBy, base);
    this.#table.replace({ from, to: dirtyEnd, moveBy }, rows);
    return { unitsScanned: to - from, gone, found: triplesOf(rows) };
  }

  /**
   * Scans from `from` on until no keyword is under way that began before `edge`: from there on the automaton is in the
   * state that it was in before the edit. Returns where that is; `limit` is as far as any keyword reaches.
   */
  #rescan(text: TextSource, { base, from, edge, limit }: Rescan): number {
    const part = text.slice(base, limit + BOUNDARY_UNITS);
    let state = scan(this.#automaton, part, this.#found, from - base, edge - base);
    let to = edge;
    while (to < limit && this.#prefixStart(part, to - base, state) < edge - base) {
      const range = { from: to - base, to: Math.min(limit, to + STEP_UNITS) - base, begin: state };
      state = scanUnits(this.#automaton, part, this.#found, range);
      to = base + range.to;
    }
    return to;
  }

  /** Where the longest beginning of a keyword starts that the text ends with at `end`. */
  #prefixStart(text: string, end: number, state: number): number {
    let at = end;
    for (let left = this.#automaton.depths[state] as number; left > 0 && at > 0; left--) {
      if (isWhiteSpace(text.charCodeAt(--at))) while (at > 0 && isWhiteSpace(text.charCodeAt(at - 1))) at--;
    }
    return at;
  }

  /** Visits the hits that start in `[from, to)`, by rising start. */
  forEachIn(from: number, to: number, visit: (keyword: number, start: number, end: number) => void): void {
    this.#table.forEachIn(from, to, (start, keyword, length) => visit(keyword, start, start + length));
  }

  #rowsUpTo(limit: number, base: number): number[] {
    const hits: number[] = [];
    for (let hit = 0; hit < this.#found.count; hit++) if (this.#found.start(hit) + base < limit) hits.push(hit);
    hits.sort((a, b) => this.#found.start(a) - this.#found.start(b));
    return hits.flatMap((hit) => this.#row(hit, base));
  }

  #row(hit: number, base = 0): number[] {
    const start = this.#found.start(hit);
    return [start + base, this.#found.keyword(hit), this.#found.end(hit) - start];
  }

  /** Where a hit may begin that ends at `offset`. A run of white space counts once, as in the keywords' lengths. */
  #reachBefore(text: TextSource, offset: number): number {
    const reader = new UnitReader(text, Math.max(0, offset - PART_UNITS));
    let at = offset;
    for (let left = this.#longest; left > 0 && at > 0; left--) {
      const blank = isWhiteSpace(reader.unitAt(--at));
      if (blank) while (at > 0 && isWhiteSpace(reader.unitAt(at - 1))) at--;
    }
    return at;
  }

  #reachBehind(text: TextSource, offset: number): number {
    const reader = new UnitReader(text, offset);
    let at = offset;
    for (let left = this.#longest; left > 0 && at < text.length; left--) {
      const blank = isWhiteSpace(reader.unitAt(at++));
      if (blank) while (at < text.length && isWhiteSpace(reader.unitAt(at))) at++;
    }
    return at;
  }
}

/** From rows of start, keyword and length. */
function triplesOf(rows: readonly number[]): number[] {
  const triples: number[] = [];
  for (let at = 0; at < rows.length; at += 3) {
    const start = rows[at] as number;
    triples.push(rows[at + 1] as number, start, start + (rows[at + 2] as number));
  }
  return triples;
}

/** Units that are read at once; a run of white space may need more. */
const PART_UNITS = 256;

/** Reads single units of a text, part by part. */
class UnitReader {
  readonly #text: TextSource;
  #start: number;
  #part: string;

  constructor(text: TextSource, start: number) {
    this.#text = text;
    this.#start = start;
    this.#part = text.slice(start, start + PART_UNITS);
  }

  unitAt(offset: number): number {
    if (offset < this.#start || offset >= this.#start + this.#part.length) {
      this.#start = Math.max(0, offset - PART_UNITS / 2);
      this.#part = this.#text.slice(this.#start, this.#start + PART_UNITS);
    }
    return this.#part.charCodeAt(offset - this.#start);
  }
}

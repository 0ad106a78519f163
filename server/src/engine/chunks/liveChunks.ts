import { countUpTo } from '../text/countUpTo.ts';
import type { EditableText } from '../text/editableText.ts';
import type { Span } from '../text/span.ts';
import type { Chunk } from './chunk.ts';
import { chunkEnd, distinct, MOST_LINES, SMALL_REST_LINES, type LineSizes } from './chunker.ts';
import { frontMatterMayEnd } from './headings.ts';
import { LiveOutline, type LineChange, type LineRange } from './liveOutline.ts';

/** Further than this from a chunk's first line, nothing bears on where the chunk ends. */
const HORIZON_LINES = MOST_LINES + SMALL_REST_LINES + 1;

/**
 * The chunks of a text that is being edited: always those that `chunkText` cuts from the whole. After an edit they are
 * cut again from the first one that could see it until a border falls, behind the edit, where one was.
 */
export class LiveChunks {
  readonly #text: EditableText;
  readonly #language: string;
  #outline: LiveOutline;
  /** First line of each chunk. */
  #borders: number[] = [];

  /** Follows `text`: is to be told of each edit that the text went through. */
  constructor(text: EditableText, language: string) {
    this.#text = text;
    this.#language = language;
    this.#outline = new LiveOutline(text, language);
    this.#cut({ first: 0, oldEnd: 0, newEnd: 0 }, { first: 0, end: this.#outline.count });
  }

  /** Where the chunks stand, in order. */
  spans(): readonly Span[] {
    return this.#borders.map((_, index) => ({ start: this.#startOf(index), end: this.#startOf(index + 1) }));
  }

  chunks(): readonly Chunk[] {
    return this.spans().map((span, index) => {
      const first = this.#borders[index] as number;
      const end = this.#borders[index + 1] ?? this.#outline.count;
      const definitions = distinct(this.#outline.namesIn({ first, end }));
      return { startLine: first + 1, endLine: end, ...span, definitions };
    });
  }

  /** Takes in a change of lines that the text went through. */
  change(change: LineChange): void {
    if (this.#language === 'markdown' && frontMatterMayEnd(this.#text.slice(0, 3), change.first)) this.#cutAnew();
    else this.#cut(change, this.#outline.change(change));
  }

  #cutAnew(): void {
    this.#outline = new LiveOutline(this.#text, this.#language);
    this.#borders = [];
    this.#cut({ first: 0, oldEnd: 0, newEnd: 0 }, { first: 0, end: this.#outline.count });
  }

  #cut({ first: firstLine, oldEnd, newEnd }: LineChange, priced: LineRange): void {
    const { costs, count } = this.#outline;
    const sizes: LineSizes = {
      count,
      lineStart: (line) => this.#text.lineStart(line),
      linesEndingBy: (offset) => (offset >= this.#text.length ? count : this.#text.lineAt(offset)),
    };
    const unseen = countUpTo(this.#borders, Math.min(firstLine, priced.first) - HORIZON_LINES);
    const settled = Math.max(newEnd, priced.end);
    const moveBy = newEnd - oldEnd;
    const fresh: number[] = [];
    let line = this.#borders[unseen] ?? 0;
    let known = unseen;
    while (line < count) {
      while (known < this.#borders.length && (this.#borders[known] as number) + moveBy < line) known++;
      if (line >= settled && (this.#borders[known] as number) + moveBy === line) break;
      fresh.push(line);
      line = chunkEnd(sizes, costs, line);
    }
    if (line >= count) known = this.#borders.length;
    this.#borders.splice(unseen, known - unseen, ...fresh);
    if (moveBy !== 0) this.#move(unseen + fresh.length, moveBy);
  }

  #move(from: number, moveBy: number): void {
    for (let index = from; index < this.#borders.length; index++) (this.#borders[index] as number) += moveBy;
  }

  #startOf(index: number): number {
    const line = this.#borders[index];
    return line === undefined ? this.#text.length : this.#text.lineStart(line);
  }
}

import type { Edit } from './edit.ts';
import type { Lexed } from './lexer/lexer.ts';
import { forEachLine, type Line, type Pass, type Source } from './source.ts';

const TAB_COLUMNS = 8;

/**
 * Makes indentation as narrow as the language allows. Where brackets tell the blocks, a line is indented by one space or
 * not at all: to o200k_base any deeper indentation is a token a line, which says what the brackets say. Where words end
 * blocks it is one space a level, and so where indentation itself tells them, on all lines of a text alike.
 */
export const indentation: Pass = {
  name: 'indentation',
  edits(source, range) {
    const { syntax, lexed } = source;
    const edits: Edit[] = [];
    if (!syntax || !lexed) return edits;
    const narrow = (line: Line, columns: number) => {
      if (line.content - line.start > columns || source.text.charCodeAt(line.start) === 9) {
        edits.push({ start: line.start, end: line.content, text: ' '.repeat(columns) });
      }
    };
    if (syntax.blocks === 'brackets') {
      forEachLine(source, range, (line) => {
        if (!line.inside && line.content > line.start && line.content < line.end) narrow(line, 1);
      });
      return edits;
    }
    let levels = LEVELS.get(source);
    if (!levels) LEVELS.set(source, (levels = levelsOf(source, lexed, syntax.blocks === 'indentation')));
    forEachLine(source, range, (line) => {
      const level = levels.get(line.start);
      if (level !== undefined && line.content > line.start && line.content < line.end) narrow(line, level);
    });
    return edits;
  },
};

/** By the text, since they are the same for all ranges of it. */
const LEVELS = new WeakMap<Source, ReadonlyMap<number, number>>();

/**
 * How deep each line stands, by its start: as the language's own reader tells it, by a stack of columns (Python
 * Reference, 2.1.8). Of no line where tabs and spaces are mixed, so that columns are not certain.
 */
function levelsOf(source: Source, lexed: Lexed, isStrict: boolean): ReadonlyMap<number, number> {
  const levels = new Map<number, number>();
  const stack: number[] = [0];
  const depths = new BracketDepths(lexed);
  let isMixed = false;
  let isContinued = false;
  const comments: number[] = [];
  forEachLine(source, { start: 0, end: source.text.length }, ({ start, content, end, inside }) => {
    const depth = depths.at(start);
    const wasContinued = isContinued;
    isContinued = source.text.charCodeAt(end - 1) === 92;
    if (inside || content === end) return;
    if (depth > 0 || wasContinued) {
      // Further left than its block is allowed, but not every reader knows.
      levels.set(start, Math.min(Math.max(1, stack.length - 1), content - start));
      return;
    }
    const span = lexed.spans.at(lexed.spans.after(content));
    if (span?.start === content && span.kind !== 'string' && span.kind !== 'opaque') {
      comments.push(start);
      return;
    }
    const columns = columnsOf(source.text, start, content);
    if (columns < 0) isMixed = true;
    while (stack.length > 1 && stack.at(-1)! > columns) stack.pop();
    // A line further left than its block, yet right of what is around: only Python forbids it.
    if (stack.at(-1)! < columns) stack.push(columns);
    levels.set(start, stack.length - 1);
    for (const comment of comments) levels.set(comment, stack.length - 1);
    comments.length = 0;
  });
  return isMixed && isStrict ? new Map() : levels;
}

/** Columns of an indentation; -1 when a tab follows a space, or a space a tab. */
function columnsOf(text: string, start: number, content: number): number {
  const first = text.charCodeAt(start);
  for (let at = start + 1; at < content; at++) if (text.charCodeAt(at) !== first) return -1;
  return first === 9 ? (content - start) * TAB_COLUMNS : content - start;
}

/** How many brackets are open, asked for offsets in order. */
class BracketDepths {
  readonly #lexed: Lexed;
  #next = 0;
  #depth = 0;

  constructor(lexed: Lexed) {
    this.#lexed = lexed;
  }

  at(offset: number): number {
    const { brackets, partners } = this.#lexed;
    for (; this.#next < brackets.length && brackets[this.#next]! < offset; this.#next++) {
      const partner = partners[this.#next]!;
      if (partner >= 0) this.#depth += partner > this.#next ? 1 : -1;
    }
    return this.#depth;
  }
}

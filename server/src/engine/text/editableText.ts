import { OffsetTable } from './offsetTable.ts';
import { lineStarts, type Position } from './lineIndex.ts';
import { TextBuffer } from './textBuffer.ts';

/** `[start, end)` of the text before was replaced by `text`. Offsets are UTF-16 units, within the text. */
export interface TextEdit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

const LF = 10;
const CR = 13;

/** A text that takes edits, and where its lines start. Lines end at LF, CR LF or a lone CR (LSP 3.17). */
export class EditableText extends TextBuffer {
  readonly #lines: OffsetTable;

  constructor(text: string) {
    super(text);
    this.#lines = new OffsetTable(0, lineStarts(text));
  }

  get lineCount(): number {
    return this.#lines.size;
  }

  override replace(start: number, end: number, text: string): void {
    super.replace(start, end, text);
    const newEnd = start + text.length;
    // A line starts where the unit before and the unit at an offset make it so: both ends of the edit are looked at.
    const around = this.slice(start - 1, newEnd + 1);
    const base = Math.max(0, start - 1);
    const rows: number[] = start === 0 ? [0] : [];
    for (let offset = Math.max(1, start); offset <= newEnd; offset++) {
      const before = around.charCodeAt(offset - 1 - base);
      if (before === LF || (before === CR && around.charCodeAt(offset - base) !== LF)) rows.push(offset);
    }
    this.#lines.replace({ from: start, to: end + 1, moveBy: newEnd - end }, rows);
  }

  /** Zero-based line of an offset. */
  lineAt(offset: number): number {
    return Math.max(0, this.#lines.countBelow(offset + 1) - 1);
  }

  /** Offset of the start of a zero-based line; a line past the end gives the text's length. */
  lineStart(line: number): number {
    if (line <= 0) return 0;
    return line < this.#lines.size ? this.#lines.offsetAt(line) : this.length;
  }

  positionAt(offset: number): Position {
    const clamped = Math.max(0, Math.min(offset, this.length));
    const line = this.lineAt(clamped);
    return { line, character: clamped - this.lineStart(line) };
  }

  /** A position past the end of its line is that line's end, before its line break; one past the text is the text's end. */
  offsetAt({ line, character }: Position): number {
    if (line < 0) return 0;
    if (line >= this.#lines.size) return this.length;
    const start = this.lineStart(line);
    let end = this.lineStart(line + 1);
    if (start + character < end - 2) return start + Math.max(0, character);
    while (end > start && isBreak(this.charAt(end - 1))) end--;
    return Math.max(start, Math.min(start + character, end));
  }
}

function isBreak(character: string): boolean {
  return character === '\n' || character === '\r';
}

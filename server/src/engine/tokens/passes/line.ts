/** A line as compaction sees it: passes drop lines or replace their text, and never join or reorder them. */
export interface Line {
  /** Without its line break. */
  readonly text: string;
  /** The line break as it stands: LF, CR LF, or nothing at the end of the text. */
  readonly lineBreak: string;
  /** Zero-based number of the line in the text that came in. */
  readonly number: number;
}

/** A compaction pass: pure, deterministic, and the same again when it is applied twice. */
export interface Pass {
  readonly name: string;
  apply(lines: readonly Line[]): readonly Line[];
}

/** Lines of `text`; joined again they are `text`. */
export function splitLines(text: string): readonly Line[] {
  const lines: Line[] = [];
  for (let start = 0; start < text.length;) {
    const newline = text.indexOf('\n', start);
    const end = newline < 0 ? text.length : newline + 1;
    const contentEnd = newline < 0 ? end : newline > start && text[newline - 1] === '\r' ? newline - 1 : newline;
    lines.push({ text: text.slice(start, contentEnd), lineBreak: text.slice(contentEnd, end), number: lines.length });
    start = end;
  }
  return lines;
}

export function joinLines(lines: readonly Line[]): string {
  return lines.map((line) => line.text + line.lineBreak).join('');
}

/** Length of `text` without the spaces and tabs at its end; a loop, since `[ \t]+$` takes quadratic time. */
export function visibleLength(text: string): number {
  let length = text.length;
  while (length > 0 && (text[length - 1] === ' ' || text[length - 1] === '\t')) length--;
  return length;
}

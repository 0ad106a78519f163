/** A zero-based line and UTF-16 column, as in LSP. */
export interface Position {
  readonly line: number;
  readonly character: number;
}

const LF = 10;
const CR = 13;

/**
 * Offsets of every line start of a text, for conversion between offsets and positions.
 * Lines end at LF, CR LF or a lone CR (LSP 3.17, "Text Documents").
 */
export class LineIndex {
  readonly #starts: Uint32Array;
  readonly #textLength: number;

  constructor(text: string) {
    this.#starts = lineStarts(text);
    this.#textLength = text.length;
  }

  get lineCount(): number {
    return this.#starts.length;
  }

  /** Zero-based line that holds `offset`; offsets outside the text are clamped. */
  lineAt(offset: number): number {
    let low = 0;
    let high = this.#starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      if ((this.#starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  /** Offset of the start of a zero-based line; a line past the end gives the text's length. */
  lineStart(line: number): number {
    if (line < 0) return 0;
    return this.#starts[line] ?? this.#textLength;
  }

  positionAt(offset: number): Position {
    const clamped = Math.max(0, Math.min(offset, this.#textLength));
    const line = this.lineAt(clamped);
    return { line, character: clamped - this.lineStart(line) };
  }

  /** Always a whole number within the text, also of positions that a client should never send: searches go on from it. */
  offsetAt(position: Position): number {
    const line = whole(position.line);
    const start = this.lineStart(line);
    return Math.max(start, Math.min(start + whole(position.character), this.lineStart(line + 1)));
  }
}

function whole(value: number): number {
  return Math.floor(value) || 0;
}

/** Offsets at which lines start; the first is always 0. */
export function lineStarts(text: string): Uint32Array {
  let capacity = 64 + (text.length >>> 4);
  let starts = new Uint32Array(capacity);
  let count = 1;
  const push = (offset: number) => {
    if (count === capacity) {
      capacity *= 2;
      const grown = new Uint32Array(capacity);
      grown.set(starts);
      starts = grown;
    }
    starts[count++] = offset;
  };
  if (!text.includes('\r')) {
    // indexOf is vectorised; most files hold no CR at all.
    for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) push(at + 1);
    return starts.slice(0, count);
  }
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (unit === LF || (unit === CR && text.charCodeAt(at + 1) !== LF)) push(at + 1);
  }
  return starts.slice(0, count);
}

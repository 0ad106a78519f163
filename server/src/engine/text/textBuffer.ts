/** Something that reads like a string: a string is one, and so is a {@link TextBuffer}. Offsets are UTF-16 units. */
export interface TextSource {
  readonly length: number;
  slice(start: number, end: number): string;
  charAt(offset: number): string;
}

/** Units of a fresh block; one of more than twice as many is split. */
const BLOCK_UNITS = 4096;

/**
 * A text that takes edits. It is kept as blocks of a few thousand units, each a string of its own, so that an edit
 * copies one block whatever the length of the text, and a line is read from one string.
 */
export class TextBuffer implements TextSource {
  #blocks: string[];
  /** Offset of each block. */
  #starts: number[] = [];
  #length = 0;
  /** The whole text, while nobody has edited it. */
  #whole: string | undefined;

  constructor(text: string) {
    this.#blocks = blocksOf(text);
    this.#whole = text;
    this.#measure(0);
  }

  get length(): number {
    return this.#length;
  }

  toString(): string {
    this.#whole ??= this.#blocks.join('');
    return this.#whole;
  }

  charAt(offset: number): string {
    if (!(offset >= 0 && offset < this.#length)) return '';
    const block = this.#blockAt(offset);
    return (this.#blocks[block] as string).charAt(offset - (this.#starts[block] as number));
  }

  /** The units of `[start, end)`; offsets outside the text are clamped. */
  slice(start: number, end: number = this.#length): string {
    const from = Math.max(0, start);
    const to = Math.min(this.#length, end);
    if (from >= to) return '';
    const first = this.#blockAt(from);
    const last = this.#blockAt(to - 1);
    const head = (this.#blocks[first] as string).slice(from - (this.#starts[first] as number));
    if (first === last) return head.slice(0, to - from);
    const tail = (this.#blocks[last] as string).slice(0, to - (this.#starts[last] as number));
    return head + this.#blocks.slice(first + 1, last).join('') + tail;
  }

  /** Puts `text` in the place of `[start, end)`, which must lie within the text. */
  replace(start: number, end: number, text: string): void {
    this.#whole = undefined;
    const first = this.#blockAt(Math.min(start, this.#length - 1));
    const last = end > start ? this.#blockAt(end - 1) : first;
    const head = (this.#blocks[first] as string).slice(0, start - (this.#starts[first] as number));
    const tail = (this.#blocks[last] as string).slice(end - (this.#starts[last] as number));
    const joined = head + text + tail;
    if (first === last && joined.length > 0 && joined.length <= 2 * BLOCK_UNITS) this.#blocks[first] = joined;
    else this.#blocks.splice(first, last - first + 1, ...blocksOf(joined));
    this.#measure(first);
  }

  #measure(from: number): void {
    if (this.#blocks.length === 0) this.#blocks.push('');
    this.#starts.length = this.#blocks.length;
    let offset = from === 0 ? 0 : (this.#starts[from - 1] as number) + (this.#blocks[from - 1] as string).length;
    for (let block = from; block < this.#blocks.length; block++) {
      this.#starts[block] = offset;
      offset += (this.#blocks[block] as string).length;
    }
    this.#length = offset;
  }

  #blockAt(offset: number): number {
    let low = 0;
    let high = this.#starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      if ((this.#starts[middle] as number) <= offset) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}

function blocksOf(text: string): string[] {
  const blocks: string[] = [];
  for (let from = 0; from < text.length; from += BLOCK_UNITS) blocks.push(text.slice(from, from + BLOCK_UNITS));
  return blocks;
}

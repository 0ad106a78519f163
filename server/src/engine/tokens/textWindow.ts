import { CLASS_BITS, END, NUMBER, OTHER, SECOND_HALF, WHITE, WORDISH, symbolOf } from './symbol.ts';

/** How much of a text is looked at at once: small enough for the processor's cache, whatever the text's length. */
const WINDOW_UNITS = 1 << 14;
/** `END` symbols kept after the last one, so that looking ahead and reading whole words needs no check. */
const PADDING = 16;
const APOSTROPHE = 39;

/**
 * A stretch of a text as symbols, one byte a UTF-16 unit (see `symbol.ts`): reading typed arrays is several times
 * faster than `charCodeAt`. A stretch ends only where the split pattern ends a piece for certain, so that the
 * pre-tokenizer may treat it as a whole text.
 */
export class TextWindow {
  symbols = new Uint8Array(WINDOW_UNITS + PADDING);
  /** The same memory, to be read four symbols at a time. */
  view = new DataView(this.symbols.buffer);
  /** Number of symbols in the stretch. */
  length = 0;

  /** Takes in the stretch of `text` that starts at `start`; returns its end in `text`. */
  fill(text: string, start: number): number {
    for (let size = WINDOW_UNITS; ; size *= 2) {
      const end = start + size < text.length ? safeCut(text, start, start + size) : text.length;
      if (end === start) continue;
      this.length = end - start;
      this.#reserve(this.length);
      writeSymbols(text, start, end, this.symbols);
      this.symbols.fill(END, this.length, this.length + PADDING);
      return end;
    }
  }

  /** Gives back the memory of a stretch that was longer than usual. */
  release(): void {
    if (this.symbols.length > WINDOW_UNITS + PADDING) this.#allocate(WINDOW_UNITS);
  }

  #reserve(units: number): void {
    if (units + PADDING > this.symbols.length) this.#allocate(units);
  }

  #allocate(units: number): void {
    this.symbols = new Uint8Array(units + PADDING);
    this.view = new DataView(this.symbols.buffer);
  }
}

function writeSymbols(text: string, start: number, end: number, symbols: Uint8Array): void {
  for (let at = start; at < end; at++) {
    const unit = text.charCodeAt(at);
    if (unit < 128) {
      symbols[at - start] = unit;
      continue;
    }
    const low = (unit & 0xfc00) === 0xd800 && at + 1 < end ? text.charCodeAt(at + 1) : 0;
    if ((low & 0xfc00) !== 0xdc00) {
      symbols[at - start] = symbolOf(unit);
      continue;
    }
    const symbol = symbolOf(0x10000 + ((unit & 0x3ff) << 10) + (low & 0x3ff));
    symbols[at - start] = symbol;
    symbols[++at - start] = symbol | SECOND_HALF;
  }
}

/**
 * The last place at or before `limit` that surely is a border between pieces: after an ASCII letter or digit and before
 * ASCII white space or punctuation (not an apostrophe, which may begin a contraction). `start` when there is none.
 */
function safeCut(text: string, start: number, limit: number): number {
  for (let at = limit; at > start; at--) {
    const next = text.charCodeAt(at);
    if (next === APOSTROPHE || (asciiBits(next) & (WHITE | OTHER)) === 0) continue;
    if ((asciiBits(text.charCodeAt(at - 1)) & (WORDISH | NUMBER)) !== 0) return at;
  }
  return start;
}

function asciiBits(unit: number): number {
  return unit < 128 ? (CLASS_BITS[unit] ?? 0) : 0;
}

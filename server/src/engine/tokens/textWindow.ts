import { NUMBER, OTHER, WHITE, WORDISH, characterClass } from './characterClass.ts';

/** How much of a text is looked at at once: small enough for the second-level cache, whatever the text's length. */
const WINDOW_UNITS = 1 << 15;
const APOSTROPHE = 39;

/**
 * A stretch of a text as flat arrays: typed-array reads are several times faster than `charCodeAt`, and the class of
 * every unit is looked up once. A stretch ends only where the split pattern ends a piece for certain, so that the
 * pre-tokenizer may treat it as a whole text.
 */
export class TextWindow {
  units = new Uint16Array(WINDOW_UNITS);
  /** Class bits of each unit (see `characterClass.ts`); both halves of a surrogate pair bear the pair's. */
  classes = new Uint8Array(WINDOW_UNITS);
  /** Number of units in the stretch. */
  length = 0;

  /** Takes in the stretch of `text` that starts at `start`; returns its end in `text`. */
  fill(text: string, start: number): number {
    for (let size = WINDOW_UNITS; ; size *= 2) {
      const end = start + size < text.length ? safeCut(text, start, start + size) : text.length;
      if (end === start) continue;
      this.#load(text, start, end);
      return end;
    }
  }

  /** Gives back the memory of a stretch that was longer than usual. */
  release(): void {
    if (this.units.length === WINDOW_UNITS) return;
    this.units = new Uint16Array(WINDOW_UNITS);
    this.classes = new Uint8Array(WINDOW_UNITS);
  }

  #load(text: string, start: number, end: number): void {
    this.length = end - start;
    if (this.length > this.units.length) {
      this.units = new Uint16Array(this.length);
      this.classes = new Uint8Array(this.length);
    }
    loadUnits(text, start, end, this.units, this.classes);
  }
}

function loadUnits(text: string, start: number, end: number, units: Uint16Array, classes: Uint8Array): void {
  for (let at = start, to = 0; at < end; at++, to++) {
    const unit = text.charCodeAt(at);
    units[to] = unit;
    if (unit < 128) {
      classes[to] = ASCII[unit] ?? OTHER;
      continue;
    }
    const low = (unit & 0xfc00) === 0xd800 && at + 1 < end ? text.charCodeAt(at + 1) : 0;
    if ((low & 0xfc00) !== 0xdc00) {
      classes[to] = characterClass(unit);
      continue;
    }
    const bits = characterClass(0x10000 + ((unit & 0x3ff) << 10) + (low & 0x3ff));
    classes[to++] = bits;
    units[to] = low;
    classes[to] = bits;
    at++;
  }
}

const ASCII = Uint8Array.from({ length: 128 }, (_, unit) => characterClass(unit));

/**
 * The last place at or before `limit` that surely is a border between pieces: after an ASCII letter or digit and before
 * ASCII white space or punctuation (not an apostrophe, which may begin a contraction). `start` when there is none.
 */
function safeCut(text: string, start: number, limit: number): number {
  for (let at = limit; at > start; at--) {
    const next = text.charCodeAt(at);
    if (next >= 128 || next === APOSTROPHE || ((ASCII[next] ?? 0) & (WHITE | OTHER)) === 0) continue;
    const previous = text.charCodeAt(at - 1);
    if (previous < 128 && ((ASCII[previous] ?? 0) & (WORDISH | NUMBER)) !== 0) return at;
  }
  return start;
}

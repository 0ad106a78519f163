/** Longer pieces do not fit; see `PieceCache`. */
export const CACHED_BYTES = 12;
const ENTRY_WORDS = 4;
const WAYS = 2;
const SET_BITS = 16;
const SET_MASK = (1 << SET_BITS) - 1;
const COUNT_SHIFT = 8;
const NOT_ASCII = 0x80808080;

/** For each length up to 12, what of the piece's first, second and third four bytes belongs to it. */
const MASKS = [0, 4, 8].map((from) =>
  Int32Array.from({ length: CACHED_BYTES + 1 }, (_, length) => {
    const bytes = Math.min(4, Math.max(0, length - from));
    return bytes === 4 ? -1 : (1 << (8 * bytes)) - 1;
  }),
);
const [MASK_0 = new Int32Array(), MASK_1 = new Int32Array(), MASK_2 = new Int32Array()] = MASKS;

/**
 * Token counts of recently seen ASCII pieces of at most 12 bytes. A piece is three 32-bit words, so that it is hashed
 * and compared without a loop (whose end the processor would mispredict each time). Two-way set-associative: the newer
 * piece takes the set's first entry and pushes the older into the second; memory is fixed (2 MB). Keys are compared in
 * full, so that no collision can make a count wrong.
 */
export class PieceCache {
  readonly #entries = new Int32Array((ENTRY_WORDS * WAYS) << SET_BITS);
  #word0 = 0;
  #word1 = 0;
  #word2 = 0;
  #length = 0;

  /** Count of the `length` bytes at `start`; 0 when not known, -1 when the piece is not ASCII. */
  get(view: DataView, start: number, length: number): number {
    const word0 = view.getInt32(start, true) & MASK_0[length]!;
    const word1 = view.getInt32(start + 4, true) & MASK_1[length]!;
    const word2 = view.getInt32(start + 8, true) & MASK_2[length]!;
    if (((word0 | word1 | word2) & NOT_ASCII) !== 0) return -1;
    const entries = this.#entries;
    const first = setOf(word0, word1, word2);
    for (let entry = first; entry < first + ENTRY_WORDS * WAYS; entry += ENTRY_WORDS) {
      if (entries[entry] !== word0 || entries[entry + 1] !== word1 || entries[entry + 2] !== word2) continue;
      const meta = entries[entry + 3]!;
      if ((meta & 0xff) === length) return meta >>> COUNT_SHIFT;
    }
    this.#word0 = word0;
    this.#word1 = word1;
    this.#word2 = word2;
    this.#length = length;
    return 0;
  }

  /** Keeps the count of the piece that `get` last did not know. */
  keep(count: number): void {
    const entries = this.#entries;
    const first = setOf(this.#word0, this.#word1, this.#word2);
    for (let at = first; at < first + ENTRY_WORDS; at++) entries[at + ENTRY_WORDS] = entries[at]!;
    entries[first] = this.#word0;
    entries[first + 1] = this.#word1;
    entries[first + 2] = this.#word2;
    entries[first + 3] = this.#length | (count << COUNT_SHIFT);
  }
}

/** Index of the first entry of the set where a piece may stand. */
function setOf(word0: number, word1: number, word2: number): number {
  const mixed = Math.imul(word0, 0x9e3779b1) ^ Math.imul(word1, 0x85ebca6b) ^ Math.imul(word2, 0xc2b2ae35);
  return ((mixed ^ (mixed >>> 15)) & SET_MASK) * (ENTRY_WORDS * WAYS);
}

/** A rank greater than every token's: "these bytes are no token". */
export const NO_RANK = 0x7fffffff;

const MAGIC = 0x314b4f54; // "TOK1", little-endian
const HEADER_BYTES = 12;
const SINGLE_BYTES = 256;
const ID_PLANES = 3;
const SLOT_BITS = 19;
const SLOT_MASK = (1 << SLOT_BITS) - 1;
const RANK_BITS = 18;
const RANK_MASK = (1 << RANK_BITS) - 1;
const FREE = -1;
const FNV_BASIS = 0x811c9dc5;
const FNV_PRIME = 0x01000193;

/**
 * The byte-pair vocabulary: every token's bytes in rank order, and an open-addressing hash table from bytes to rank.
 * A slot holds the rank in its low 18 bits and 14 bits of the hash above them, so that nearly every miss is seen
 * without touching the bytes.
 */
export class Vocabulary {
  readonly tokenCount: number;
  /** The tokens' bytes, one after the other. */
  readonly #pool: Uint8Array;
  /** Where each token starts in the pool; one entry more than there are tokens. */
  readonly #starts: Uint32Array;
  readonly #slots = new Int32Array(1 << SLOT_BITS).fill(FREE);
  /** Ranks of all two-byte tokens: merging asks for these the most. */
  readonly #pairRanks = new Int32Array(1 << 16).fill(NO_RANK);
  #longestTokenBytes = 1;

  /**
   * Reads the packed vocabulary: magic, number of tokens and of all their bytes (uint32, little-endian); the 256
   * one-byte tokens in rank order; then every further token as the pair of earlier tokens that it is the concatenation
   * of: three byte planes of left ids (low byte first), three of right ids. Such pairs are smaller than the bytes.
   *
   * @throws Error when the data is no such vocabulary: it is part of the build, so this is a broken installation.
   */
  constructor(packed: Uint8Array) {
    const view = new DataView(packed.buffer, packed.byteOffset, packed.byteLength);
    if (packed.length < HEADER_BYTES || view.getUint32(0, true) !== MAGIC) throw damaged();
    this.tokenCount = view.getUint32(4, true);
    const pairCount = this.tokenCount - SINGLE_BYTES;
    const bytesWanted = HEADER_BYTES + SINGLE_BYTES + 2 * ID_PLANES * pairCount;
    if (pairCount < 0 || this.tokenCount > RANK_MASK || packed.length !== bytesWanted) throw damaged();
    this.#starts = new Uint32Array(this.tokenCount + 1);
    this.#pool = new Uint8Array(view.getUint32(8, true));
    this.#addSingleBytes(packed.subarray(HEADER_BYTES, HEADER_BYTES + SINGLE_BYTES));
    this.#addPairs(packed.subarray(HEADER_BYTES + SINGLE_BYTES), pairCount);
    if (this.#starts[this.tokenCount] !== this.#pool.length) throw damaged();
  }

  /** Rank of `bytes[start, end)`, or `NO_RANK`. */
  rank(bytes: Uint8Array, start: number, end: number): number {
    const length = end - start;
    if (length === 2) return this.#pairRanks[(bytes[start]! << 8) | bytes[start + 1]!]!;
    if (length > this.#longestTokenBytes) return NO_RANK;
    const slots = this.#slots;
    let hash = FNV_BASIS;
    for (let at = start; at < end; at++) hash = Math.imul(hash ^ bytes[at]!, FNV_PRIME);
    hash ^= hash >>> 15;
    for (let slot = hash & SLOT_MASK; ; slot = (slot + 1) & SLOT_MASK) {
      const entry = slots[slot]!;
      if (entry === FREE) return NO_RANK;
      if (((entry ^ hash) & ~RANK_MASK) === 0 && this.#equals(entry & RANK_MASK, bytes, start, length)) {
        return entry & RANK_MASK;
      }
    }
  }

  #equals(rank: number, bytes: Uint8Array, start: number, length: number): boolean {
    const pool = this.#pool;
    const from = this.#starts[rank]!;
    if (this.#starts[rank + 1]! - from !== length) return false;
    let at = 0;
    while (at < length && pool[from + at] === bytes[start + at]) at++;
    return at === length;
  }

  #addSingleBytes(bytes: Uint8Array): void {
    this.#pool.set(bytes);
    for (let rank = 0; rank < SINGLE_BYTES; rank++) {
      this.#starts[rank + 1] = rank + 1;
      this.#insert(rank, Math.imul(FNV_BASIS ^ bytes[rank]!, FNV_PRIME));
    }
  }

  /** One pass over all tokens: bytes copied and hashed at once, since this is most of a cold start. */
  #addPairs(planes: Uint8Array, pairCount: number): void {
    const pool = this.#pool;
    const starts = this.#starts;
    let end = SINGLE_BYTES;
    for (let pair = 0; pair < pairCount; pair++) {
      const rank = SINGLE_BYTES + pair;
      let hash = FNV_BASIS;
      for (let half = 0; half < 2; half++) {
        const part = readId(planes, pair + half * ID_PLANES * pairCount, pairCount);
        const partEnd = starts[part + 1]!;
        if (part >= rank) throw damaged();
        for (let at = starts[part]!; at < partEnd; at++) {
          const byte = pool[at]!;
          pool[end++] = byte;
          hash = Math.imul(hash ^ byte, FNV_PRIME);
        }
      }
      starts[rank + 1] = end;
      const length = end - starts[rank]!;
      if (length === 2) this.#pairRanks[(pool[end - 2]! << 8) | pool[end - 1]!] = rank;
      this.#longestTokenBytes = Math.max(this.#longestTokenBytes, length);
      this.#insert(rank, hash);
    }
  }

  #insert(rank: number, hash: number): void {
    const slots = this.#slots;
    hash ^= hash >>> 15;
    let slot = hash & SLOT_MASK;
    while (slots[slot] !== FREE) slot = (slot + 1) & SLOT_MASK;
    slots[slot] = (hash & ~RANK_MASK) | rank;
  }
}

function readId(planes: Uint8Array, at: number, planeBytes: number): number {
  return planes[at]! | (planes[at + planeBytes]! << 8) | (planes[at + 2 * planeBytes]! << 16);
}

function damaged(): Error {
  return new Error('The token vocabulary is damaged; build or install Winnow again.');
}

// Build step: packs gpt-tokenizer's vocabularies into the files that `engine/tokens/vocabulary.ts` reads.
import { Buffer } from 'node:buffer';
import o200k from 'gpt-tokenizer/bpeRanks/o200k_base';

const MAGIC = 0x314b4f54; // "TOK1", little-endian
const HEADER_BYTES = 12;
const SINGLE_BYTES = 256;
const ID_PLANES = 3;
const SLOT_MASK = (1 << 19) - 1;

/**
 * Packs a vocabulary, o200k_base unless another is given: header, the 256 one-byte tokens in rank order, then each further token as a pair of earlier
 * ones, in byte planes (which deflate well). The format is described at `Vocabulary`'s constructor.
 *
 * @param {readonly (string | readonly number[])[]} tokens in rank order; text, or bytes where they are no text
 * @returns {Uint8Array} 6 bytes a token
 */
export function packVocabulary(tokens = o200k) {
  const { pool, starts } = concatenate(tokens);
  const pairCount = tokens.length - SINGLE_BYTES;
  const packed = new Uint8Array(HEADER_BYTES + SINGLE_BYTES + 2 * ID_PLANES * pairCount);
  const header = new DataView(packed.buffer);
  header.setUint32(0, MAGIC, true);
  header.setUint32(4, tokens.length, true);
  header.setUint32(8, pool.length, true);
  if (starts[SINGLE_BYTES] !== SINGLE_BYTES) throw new Error('the vocabulary does not begin with the 256 single bytes');
  packed.set(pool.subarray(0, SINGLE_BYTES), HEADER_BYTES);
  const planes = packed.subarray(HEADER_BYTES + SINGLE_BYTES);
  const earlier = new TokenTable(pool, starts);
  for (let rank = 0; rank < tokens.length; rank++) {
    if (rank >= SINGLE_BYTES) {
      const [left, right] = split(earlier, starts[rank], starts[rank + 1]);
      writeId(planes, rank - SINGLE_BYTES, pairCount, left);
      writeId(planes, rank - SINGLE_BYTES + ID_PLANES * pairCount, pairCount, right);
    }
    earlier.add(rank);
  }
  return packed;
}

/** All tokens' bytes one after the other, and where each starts. */
function concatenate(tokens) {
  const pool = Buffer.alloc(tokens.length * 16);
  const starts = new Uint32Array(tokens.length + 1);
  let end = 0;
  for (const [rank, token] of tokens.entries()) {
    if (typeof token === 'string') end += pool.write(token, end);
    else for (const byte of token) pool[end++] = byte;
    starts[rank + 1] = end;
  }
  return { pool: pool.subarray(0, end), starts };
}

/** Ranks of two earlier tokens that make up `pool[start, end)`: the longest such left part and the rest. */
function split(earlier, start, end) {
  for (let at = end - 1; at > start; at--) {
    const left = earlier.find(start, at);
    const right = left < 0 ? -1 : earlier.find(at, end);
    if (right >= 0) return [left, right];
  }
  throw new Error('a token is no pair of earlier tokens');
}

function writeId(planes, at, planeBytes, id) {
  for (let plane = 0; plane < ID_PLANES; plane++) planes[at + plane * planeBytes] = (id >> (8 * plane)) & 0xff;
}

/** Hash table from bytes to rank: several times faster here than a Map with string keys. */
class TokenTable {
  #pool;
  #starts;
  #slots = new Int32Array(SLOT_MASK + 1).fill(-1);

  constructor(pool, starts) {
    this.#pool = pool;
    this.#starts = starts;
  }

  add(rank) {
    let slot = this.#hash(this.#starts[rank], this.#starts[rank + 1]);
    while (this.#slots[slot] >= 0) slot = (slot + 1) & SLOT_MASK;
    this.#slots[slot] = rank;
  }

  /** Rank of the added token with the bytes `pool[start, end)`, or -1. */
  find(start, end) {
    for (let slot = this.#hash(start, end); this.#slots[slot] >= 0; slot = (slot + 1) & SLOT_MASK) {
      const rank = this.#slots[slot];
      const shift = this.#starts[rank] - start;
      if (this.#starts[rank + 1] - shift !== end) continue;
      let at = start;
      while (at < end && this.#pool[at + shift] === this.#pool[at]) at++;
      if (at === end) return rank;
    }
    return -1;
  }

  #hash(start, end) {
    let state = 0x811c9dc5; // FNV-1a
    for (let at = start; at < end; at++) state = Math.imul(state ^ this.#pool[at], 0x01000193);
    return (state ^ (state >>> 15)) & SLOT_MASK;
  }
}

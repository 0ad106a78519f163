/** Longer pieces are not kept: they are rare, and seldom come twice. */
export const CACHED_UNITS = 16;
const SET_BITS = 15;
const SET_MASK = (1 << SET_BITS) - 1;
const WAYS = 2;

/**
 * Token counts of recently seen pieces, of at most `CACHED_UNITS` units each. Two-way set-associative: a piece may stand
 * in two slots, the newer always takes the first and pushes the older into the second, so memory is fixed (2.3 MB) and
 * little is searched. Keys are compared in full, so that no collision can make a count wrong.
 */
export class PieceCache {
  readonly #keys = new Uint16Array((CACHED_UNITS * WAYS) << SET_BITS);
  readonly #lengths = new Uint8Array(WAYS << SET_BITS);
  readonly #counts = new Uint8Array(WAYS << SET_BITS);

  /** Number of tokens of `units[start, end)`; 0 when it is not known. `hash` as of `hashUnits`. */
  get(units: Uint16Array, start: number, end: number, hash: number): number {
    const first = (hash & SET_MASK) * WAYS;
    if (this.#holds(first, units, start, end)) return this.#counts[first] ?? 0;
    if (this.#holds(first + 1, units, start, end)) return this.#counts[first + 1] ?? 0;
    return 0;
  }

  set(units: Uint16Array, start: number, end: number, hash: number, count: number): void {
    const first = (hash & SET_MASK) * WAYS;
    const from = first * CACHED_UNITS;
    this.#lengths[first + 1] = this.#lengths[first] ?? 0;
    this.#counts[first + 1] = this.#counts[first] ?? 0;
    this.#keys.copyWithin(from + CACHED_UNITS, from, from + CACHED_UNITS);
    this.#lengths[first] = end - start;
    this.#counts[first] = count;
    for (let at = start; at < end; at++) this.#keys[from + at - start] = units[at] ?? 0;
  }

  #holds(slot: number, units: Uint16Array, start: number, end: number): boolean {
    if (this.#lengths[slot] !== end - start) return false;
    const keys = this.#keys;
    for (let at = start, key = slot * CACHED_UNITS; at < end; at++, key++) if (keys[key] !== units[at]) return false;
    return true;
  }
}

/** FNV-1a over UTF-16 units, its high bits folded in. */
export function hashUnits(units: Uint16Array, start: number, end: number): number {
  let hash = 0x811c9dc5;
  for (let at = start; at < end; at++) hash = Math.imul(hash ^ (units[at] ?? 0), 0x01000193);
  return hash ^ (hash >>> 15);
}

import { MinHeap } from './minHeap.ts';
import { partRank } from './partRank.ts';
import { NO_RANK, type Vocabulary } from './vocabulary.ts';

/** Above any position; rank × this + position stays an exact integer in a double (18 + 31 bits). */
const POSITIONS = 2 ** 31;

/**
 * `countMergedTokens` for long pieces in O(n log n): the parts are a linked list over their first bytes, the pairs
 * wait in a heap ordered by rank and then position. An entry whose rank is no longer the pair's is dropped when met.
 */
export function mergeLongPiece(vocabulary: Vocabulary, bytes: Uint8Array, length: number): number {
  const next = new Int32Array(length);
  const previous = new Int32Array(length);
  for (let at = 0; at < length; at++) {
    next[at] = at + 1;
    previous[at] = at - 1;
  }
  const ranks = new Int32Array(length).fill(NO_RANK);
  const heap = new MinHeap(length);

  function rankPair(at: number): void {
    const middle = next[at] ?? length;
    const rank = middle < length ? partRank(vocabulary, bytes, length, at, next[middle] ?? length) : NO_RANK;
    ranks[at] = rank;
    if (rank !== NO_RANK) heap.push(rank * POSITIONS + at);
  }

  for (let at = 0; at + 1 < length; at++) rankPair(at);
  let parts = length;
  while (heap.size > 0) {
    const key = heap.pop();
    const at = key % POSITIONS;
    if (ranks[at] !== (key - at) / POSITIONS) continue;
    const swallowed = next[at] ?? length;
    const after = next[swallowed] ?? length;
    ranks[swallowed] = NO_RANK;
    next[at] = after;
    if (after < length) previous[after] = at;
    parts--;
    rankPair(at);
    if (at > 0) rankPair(previous[at]!);
  }
  return parts;
}

import { mergeLongPiece } from './longMerge.ts';
import { partRank } from './partRank.ts';
import { NO_RANK, type Vocabulary } from './vocabulary.ts';

/** Up to this many bytes, looking at all pairs for each merge is faster than keeping a heap. */
const SHORT_PIECE_BYTES = 256;
const starts = new Int32Array(SHORT_PIECE_BYTES + 2);
const ranks = new Int32Array(SHORT_PIECE_BYTES + 1);

/**
 * Number of tokens of the piece `bytes[0, length)`: adjacent parts whose concatenation is a token are joined, lowest
 * rank first and leftmost among equals, until none is left (Sennrich et al. 2016; on bytes, as since GPT-2).
 */
export function countMergedTokens(vocabulary: Vocabulary, bytes: Uint8Array, length: number): number {
  if (length < 2) return length;
  if (length > SHORT_PIECE_BYTES) return mergeLongPiece(vocabulary, bytes, length);
  for (let at = 0; at <= length; at++) starts[at] = at;
  for (let at = 0; at + 1 < length; at++) ranks[at] = partRank(vocabulary, bytes, length, at, at + 2);
  let parts = length;
  for (let at = lowestRank(parts); at >= 0; at = lowestRank(parts)) {
    parts--;
    // Plain loops: `copyWithin` costs more than it saves on so few elements.
    for (let to = at + 1; to <= parts; to++) starts[to] = starts[to + 1]!;
    for (let to = at + 1; to + 1 < parts; to++) ranks[to] = ranks[to + 1]!;
    if (at + 1 < parts) ranks[at] = rankAt(vocabulary, bytes, length, at);
    if (at > 0) ranks[at - 1] = rankAt(vocabulary, bytes, length, at - 1);
  }
  return parts;
}

/** Index of the leftmost of the pairs with the lowest rank; -1 when no pair is a token. */
function lowestRank(parts: number): number {
  let lowest = NO_RANK;
  let index = -1;
  for (let at = 0; at + 1 < parts; at++) {
    const rank = ranks[at]!;
    if (rank >= lowest) continue;
    lowest = rank;
    index = at;
  }
  return index;
}

function rankAt(vocabulary: Vocabulary, bytes: Uint8Array, length: number, at: number): number {
  return partRank(vocabulary, bytes, length, starts[at]!, starts[at + 2]!);
}

import { PAIR_SIGNS, readPairCosts } from './pairCosts.ts';
import { COSTED_UNITS, PIECE_COSTS } from './pieceCosts.ts';
import { BLANK, NUMERIC, pieceKind, REPEATED } from './pieceKind.ts';
import { pieceEnd } from './pieces.ts';
import { NOT_ASCII } from './symbol.ts';
import { TextWindow } from './textWindow.ts';

const HUNDREDTHS = 100;
/** Pairs behind these many units of a piece say nothing more. */
const PAIRED_UNITS = 64;
const EDGE = 0;
const VISIBLE = 33;
const FIRST_BLANK = 95;

/** The sign (see `PAIR_SIGNS`) of each ASCII symbol; control characters count as an edge. */
const SIGNS = new Uint8Array(NOT_ASCII).fill(EDGE);
for (let symbol = VISIBLE; symbol < 127; symbol++) SIGNS[symbol] = symbol - VISIBLE + 1;
[10, 13, 9, 32].forEach((symbol, at) => (SIGNS[symbol] = FIRST_BLANK + at));

const window = new TextWindow();
let pairCosts: Int16Array | undefined;

/**
 * About how many o200k_base tokens `text` has, without the vocabulary: each piece costs what its kind, its length and
 * the pairs of its neighbouring characters usually come to. The relative error per file is under 5 % for 95 of 100
 * source files, under 25 % for prose beyond English. It errs either way, so it may rank and forecast but must not decide
 * whether something fits a budget. Estimates of a text's parts add up to the text's own, give or take a token a cut.
 */
export function estimateTokens(text: string): number {
  const pairs = (pairCosts ??= readPairCosts());
  let hundredths = 0;
  for (let from = 0; from < text.length;) {
    from = window.fill(text, from);
    const { symbols, length } = window;
    for (let start = 0; start < length;) {
      const end = pieceEnd(symbols, start);
      hundredths += pieceCost(symbols, start, end, pairs);
      start = end;
    }
  }
  window.release();
  return Math.round(hundredths / HUNDREDTHS);
}

function pieceCost(symbols: Uint8Array, start: number, end: number, pairs: Int16Array): number {
  const kind = pieceKind(symbols, start, end);
  const costs = PIECE_COSTS[kind]!;
  const units = end - start;
  if (units === 1) return Math.max(HUNDREDTHS, costs[0]!);
  let cost = costs[Math.min(units, COSTED_UNITS) - 1]!;
  if (units > COSTED_UNITS) cost += costs[COSTED_UNITS]! * (units - COSTED_UNITS);
  if (kind !== NUMERIC && kind !== BLANK && kind !== REPEATED) cost += pairsCost(symbols, start, end, pairs);
  return Math.max(HUNDREDTHS, cost);
}

/** What the pairs of a piece add; nothing where it goes beyond ASCII. */
function pairsCost(symbols: Uint8Array, start: number, end: number, pairs: Int16Array): number {
  const last = Math.min(end, start + PAIRED_UNITS + 1);
  let cost = 0;
  let before = EDGE;
  for (let at = start; at < last; at++) {
    if (symbols[at]! >= NOT_ASCII) return 0;
    const sign = SIGNS[symbols[at]!]!;
    cost += pairs[before * PAIR_SIGNS + sign]!;
    before = sign;
  }
  for (let at = last; at < end; at++) if (symbols[at]! >= NOT_ASCII) return 0;
  return last === end && end - start <= PAIRED_UNITS ? cost + pairs[before * PAIR_SIGNS + EDGE]! : cost;
}

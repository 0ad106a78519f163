import { COSTED_UNITS, PIECE_COSTS } from './pieceCosts.ts';
import { isBlank, isRule, pieceKind } from './pieceKind.ts';
import { pieceEnd } from './pieces.ts';
import { TextWindow } from './textWindow.ts';

const HUNDREDTHS = 100;
const window = new TextWindow();

/**
 * About how many o200k_base tokens `text` has, without the vocabulary: each piece costs the mean of its kind and
 * length. The relative error per file is under 8 % for 95 of 100 source files. It errs either way, so it may rank and
 * forecast but must not decide whether something fits a budget. Estimates of a text's parts add up to the text's own,
 * give or take a token a cut, so that an edit needs only the changed parts estimated anew.
 */
export function estimateTokens(text: string): number {
  let hundredths = 0;
  for (let from = 0; from < text.length;) {
    from = window.fill(text, from);
    const { symbols, length } = window;
    for (let start = 0; start < length;) {
      const end = pieceEnd(symbols, start);
      hundredths += pieceCost(pieceKind(symbols, start, end), end - start);
      start = end;
    }
  }
  window.release();
  return Math.round(hundredths / HUNDREDTHS);
}

function pieceCost(kind: number, units: number): number {
  if (units > COSTED_UNITS && isBlank(kind)) return BLANK_COST;
  if (units > COSTED_UNITS && isRule(kind)) return RULE_COST;
  const costs = PIECE_COSTS[kind]!;
  return units <= COSTED_UNITS ? costs[units - 1]! : (costs[COSTED_UNITS - 1]! * units) / COSTED_UNITS;
}

/** Hundredths. Long runs of signs are rules between sections, of which the vocabulary holds most. */
const RULE_COST = 300;
/** Runs of spaces are single tokens up to 80 and more. */
const BLANK_COST = 100;

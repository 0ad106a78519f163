import { expect, test } from 'vitest';
import { wholeFileTokens, type ChosenLines } from '../../../server/src/engine/pack/wholeFiles.ts';

const lines = (file: number, tokens: number, units: number, fileUnits: number): ChosenLines => ({
  file,
  tokens,
  units,
  fileUnits,
});

test.each<[name: string, chosen: readonly ChosenLines[], tokens: number]>([
  ['nothing', [], 0],
  ['a tenth of a file', [lines(1, 100, 400, 4000)], 1000],
  ['two parts of a file', [lines(1, 100, 400, 4000), lines(1, 300, 600, 4000)], 1600],
  ['two files', [lines(1, 100, 400, 4000), lines(2, 50, 200, 200)], 1050],
  ['never less than what was chosen', [lines(1, 100, 400, 300)], 100],
  ['no lines', [lines(1, 0, 0, 300)], 0],
])('%s', (_, chosen, tokens) => expect(wholeFileTokens(chosen)).toBe(tokens));

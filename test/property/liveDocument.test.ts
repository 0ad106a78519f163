import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { checkSequence, editSequence, LONGEST_REACH } from '../helpers/editSequences.ts';

/** The o200k_base split pattern: as many pieces stand for as many tokens. */
const PIECES =
  /[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+(?:'s|'t|'re|'ve|'m|'ll|'d)?|[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*(?:'s|'t|'re|'ve|'m|'ll|'d)?|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+/giu;

test('a document that is edited is always what an analysis of the whole gives', () => {
  const work = { edits: 0, scanned: 0 };
  fc.assert(
    fc.property(editSequence, (sequence) => checkSequence(sequence, (text) => text.match(PIECES)?.length ?? 0, work)),
    { numRuns: 6 },
  );
  expect(work.edits).toBe(300);
  expect(work.scanned / work.edits).toBeLessThan(2 * LONGEST_REACH);
});

import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { packVocabulary } from '../../server/build/packVocabulary.mjs';
import { createTokenizer } from '../../server/src/engine/tokens/tokenizer.ts';
import { checkSequence, editSequence, LONGEST_REACH } from '../helpers/editSequences.ts';

const SEQUENCES = 1000;

test('1,000 sequences of 50 edits: after each, everything known is what an analysis of the whole gives', () => {
  const tokenizer = createTokenizer(packVocabulary());
  const work = { edits: 0, scanned: 0 };
  fc.assert(
    fc.property(editSequence, (sequence) => checkSequence(sequence, (text) => tokenizer.count(text), work)),
    { numRuns: SEQUENCES },
  );
  expect(work.edits).toBe(50 * SEQUENCES);
  // Units beside what was inserted; a run of white space counts once.
  expect(work.scanned / work.edits).toBeLessThan(2 * LONGEST_REACH);
}, 600_000);

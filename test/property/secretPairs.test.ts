import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { PAIR_RULES } from '../../server/src/engine/secrets/rules/pairs.ts';
import { parseMarked } from '../helpers/marked.ts';
import { checkSequence } from '../helpers/editSequences.ts';

/** The halves of pairs, whole and cut, each on a line of its own. */
const HALVES = PAIR_RULES.flatMap((rule) => {
  const { text, spans } = parseMarked(rule.matches()[0] ?? '');
  const { start = 0, end = 0 } = spans[0] ?? {};
  const value = text.slice(start, end);
  return [`${text.slice(0, start)}\n`, `${value}\n`, value.slice(0, 20), value.slice(20)];
});
/** What stands between halves: near enough, and too far in lines or in units. */
const fragment = fc.oneof(
  { weight: 5, arbitrary: fc.constantFrom(...HALVES) },
  { weight: 3, arbitrary: fc.constantFrom('\n', ' ', '"', '=', '\n'.repeat(4), 'x '.repeat(150), '# winnow:allow\n') },
);
const text = (maxLength: number) => fc.array(fragment, { maxLength, size: 'max' }).map((parts) => parts.join(''));
const edit = fc.record({
  start: fc.record({ line: fc.nat({ max: 60 }), character: fc.nat({ max: 80 }) }),
  length: fc.oneof(fc.constant(0), fc.nat({ max: 5 }), fc.nat({ max: 400 })),
  text: text(2),
});

test('a half of a pair counts, in a document that is edited, where it counts in the whole', () => {
  const work = { edits: 0, scanned: 0 };
  const sequence = fc.record({
    path: fc.constant('a.md' as const),
    text: text(40),
    looksAtWords: fc.constant(false),
    edits: fc.array(edit, { minLength: 20, maxLength: 20 }),
  });
  fc.assert(
    fc.property(sequence, (given) => checkSequence(given, (part) => part.length, work)),
    { numRuns: 6 },
  );
  expect(work.edits).toBe(120);
});

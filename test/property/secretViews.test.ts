import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { encodeBase64 } from '../../server/src/engine/secrets/rules/base64.ts';
import { ALNUM, pseudoRandom } from '../../server/src/engine/secrets/rules/samples.ts';
import { checkSequence } from '../helpers/editSequences.ts';

const TOKEN = `ghp_${pseudoRandom(ALNUM, 36, 1)}`;
const PASSWORD = pseudoRandom(ALNUM, 20, 2);
/** As full-width forms (U+FF01 on). */
const wide = (text: string) => Array.from(text, (unit) => String.fromCharCode(unit.charCodeAt(0) + 0xfee0)).join('');

/** Whole secrets in each view, and the pieces that make and break them. */
const fragment = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.constantFrom('\u200b', '\u00ad', '\ufeff', '\u200d', '\ufe0f', 'ｇ', 'ｈ', '𝗀', '\ud835', '%3D', '='),
  },
  { weight: 3, arbitrary: fc.constantFrom('\n', ' ', 'x', '"', '%', '# winnow:allow', '[REDACTED:a-rule:ab12cd]') },
  {
    weight: 3,
    arbitrary: fc.constantFrom(
      TOKEN,
      TOKEN.slice(0, 20),
      TOKEN.slice(20),
      wide(TOKEN),
      `${TOKEN.slice(0, 9)}\u200b${TOKEN.slice(9)}`,
      `\npass\u00adword = "${PASSWORD}"\n`,
      encodeBase64(TOKEN),
      encodeBase64(`token=${TOKEN}`),
      `\nurl=postgres%3A%2F%2Fapp%3A${PASSWORD}%40db.internal%2Fapp\n`,
      'x '.repeat(160),
    ),
  },
);
const text = (maxLength: number) => fc.array(fragment, { maxLength, size: 'max' }).map((parts) => parts.join(''));
const edit = fc.record({
  start: fc.record({ line: fc.nat({ max: 12 }), character: fc.nat({ max: 400 }) }),
  length: fc.oneof(fc.constant(0), fc.nat({ max: 3 }), fc.nat({ max: 60 })),
  text: text(2),
});

test('disguised and encoded secrets of a document that is edited are those of the whole', () => {
  const work = { edits: 0, scanned: 0 };
  const sequence = fc.record({
    path: fc.constant('a.md' as const),
    text: text(30),
    looksAtWords: fc.constant(false),
    edits: fc.array(edit, { minLength: 20, maxLength: 20 }),
  });
  fc.assert(
    fc.property(sequence, (given) => checkSequence(given, (part) => part.length, work)),
    { numRuns: 8 },
  );
  expect(work.edits).toBe(160);
});

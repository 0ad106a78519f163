import fc from 'fast-check';
import { expect, test } from 'vitest';
import { packVocabulary } from '../../../server/build/packVocabulary.mjs';
import { rememberingLines } from '../../../server/src/engine/tokens/lineMemo.ts';
import { createTokenizer, type Tokenizer } from '../../../server/src/engine/tokens/tokenizer.ts';

const tokenizer = createTokenizer(packVocabulary());

/** The tokenizer, and how many UTF-16 units it was given. */
function counted(): Tokenizer & { units: number } {
  const counter = {
    units: 0,
    count: (text: string) => {
      counter.units += text.length;
      return tokenizer.count(text);
    },
    countUpTo: (text: string, limit: number) => tokenizer.countUpTo(text, limit),
  };
  return counter;
}

test('random lines are counted as the text that they make', () => {
  const unit = fc.constantFrom(
    ...'aB1 \t\n\n\r/{}*#é変\u00a0\u2028\ufeff\u0301'.split(''),
    '\r\n',
    '\n/',
    '}\n',
    '});\n//',
    '  \n',
  );
  fc.assert(
    fc.property(fc.array(fc.string({ unit, maxLength: 40 }), { maxLength: 4 }), (texts) => {
      const memo = rememberingLines(tokenizer);
      for (const text of [...texts, texts.join(''), texts.join('\n')])
        expect(memo.count(text)).toBe(tokenizer.count(text));
    }),
    { numRuns: 400 },
  );
});

test('lines that were met before are not counted again', () => {
  const counter = counted();
  const memo = rememberingLines(counter);
  const chunk = Array.from({ length: 50 }, (_, n) => `  return total + ${n};\n`).join('');
  memo.count(chunk);
  const once = counter.units;
  // The blank that 49 lines begin with besides the first one's.
  expect(once).toBe(chunk.length - 49);
  memo.count(`### a.ts\n${chunk}### b.ts\n${chunk}`);
  expect(counter.units - once).toBe('### a.ts\n### b.ts\n'.length);
});

test('a line that was met is not counted again where its indentation is another', () => {
  const counter = counted();
  const memo = rememberingLines(counter);
  memo.count('            return total;\n');
  const once = counter.units;
  memo.count(' return total;\n            return total;\n');
  expect(counter.units).toBe(once);
});

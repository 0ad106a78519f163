import fc from 'fast-check';
import { countTokens } from 'gpt-tokenizer/encoding/o200k_base';
import { expect, test } from 'vitest';
import { packVocabulary } from '../../server/build/packVocabulary.mjs';
import { countMergedTokens } from '../../server/src/engine/tokens/bytePairMerge.ts';
import { compact } from '../../server/src/engine/tokens/compact.ts';
import { estimateTokens } from '../../server/src/engine/tokens/estimate.ts';
import { mergeLongPiece } from '../../server/src/engine/tokens/longMerge.ts';
import { createTokenizer } from '../../server/src/engine/tokens/tokenizer.ts';
import { Vocabulary } from '../../server/src/engine/tokens/vocabulary.ts';

const packed = packVocabulary();
const tokenizer = createTokenizer(packed);
const vocabulary = new Vocabulary(packed);
const AS_PLAIN_TEXT = { disallowedSpecial: new Set<string>() };

/** Characters and snippets at which the split pattern's alternatives meet. */
const snippet = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 6 }),
  fc.string({ unit: fc.integer({ min: 0, max: 0xffff }).map((unit) => String.fromCharCode(unit)), maxLength: 4 }),
  fc.string({ unit: 'grapheme', maxLength: 4 }),
  fc.constantFrom(' ', '  ', '\t', '\n', '\r\n', '\r', '\n\n', ' \n', '\u00a0', '\u3000', '\u0085', '\ufeff', '/'),
  fc.constantFrom("'s", "'LL", "'Re", "'", "''d", 'a', 'Ab', 'ABC', 'camelCase', 'HTTPServer', 'snake_case', 'x1'),
  fc.constantFrom('7', '1234', '٣٤', '𝟘𝟙', 'Ⅷ', '½', '日本', 'の', 'ǅ', 'ʰ', 'ªº', 'ß', 'İ', 'Дом', 'مرحبا', 'नि'),
  fc.constantFrom(
    '\u0301',
    '\u20dd',
    '\u200d',
    '👩‍👩‍👧',
    '🇩🇪',
    '=>',
    '!!',
    '//',
    '/*',
    '<|endoftext|>',
    '({',
    '…',
    '\ud800',
    '\udc00',
  ),
);
const text = fc.array(snippet, { maxLength: 16 }).map((parts) => parts.join(''));

test('counts are the reference’s', () => {
  fc.assert(
    fc.property(text, (sample) => {
      expect(tokenizer.count(sample)).toBe(countTokens(sample, AS_PLAIN_TEXT));
    }),
    { numRuns: 400 },
  );
});

test('counts over window borders are the reference’s', () => {
  const long = fc.tuple(text, fc.nat({ max: 60 })).map(([sample, shift]) => {
    return `${'x '.repeat(8190 - shift)}${sample}'s ${sample}${'é'.repeat(20)}`;
  });
  fc.assert(
    fc.property(long, (sample) => {
      expect(tokenizer.count(sample)).toBe(countTokens(sample, AS_PLAIN_TEXT));
    }),
    { numRuns: 4 },
  );
});

test('countUpTo is the count where that is within the limit, and above the limit otherwise', () => {
  fc.assert(
    fc.property(text, fc.nat({ max: 40 }), (sample, limit) => {
      const count = tokenizer.count(sample);
      const counted = tokenizer.countUpTo(sample, limit);
      if (count <= limit) expect(counted).toBe(count);
      else expect(counted).toBeGreaterThan(limit);
    }),
    { numRuns: 100 },
  );
});

test('the heap merges as the plain loop does', () => {
  const bytes = fc.oneof(
    fc.uint8Array({ minLength: 1, maxLength: 200 }),
    fc.uint8Array({ minLength: 1, maxLength: 200, min: 97, max: 101 }),
    fc
      .constantFrom(0xef, 0xbb, 0xbf, 0x61, 0x20)
      .chain((byte) => fc.nat(200).map((n) => new Uint8Array(n + 1).fill(byte))),
  );
  fc.assert(
    fc.property(bytes, (piece) => {
      expect(mergeLongPiece(vocabulary, piece, piece.length)).toBe(countMergedTokens(vocabulary, piece, piece.length));
    }),
    { numRuns: 150 },
  );
});

test('estimates of parts add up to the whole’s, give or take a token a cut', () => {
  const lines = fc.array(fc.stringMatching(/^[a-z]{1,8}( [a-zA-Z0-9(]{1,9}){0,6}$/), { minLength: 1, maxLength: 12 });
  fc.assert(
    fc.property(lines, (all) => {
      const parts = all.map((line) => estimateTokens(`${line}\n`)).reduce((sum, tokens) => sum + tokens, 0);
      expect(Math.abs(parts - estimateTokens(all.map((line) => `${line}\n`).join('')))).toBeLessThanOrEqual(all.length);
    }),
    { numRuns: 100 },
  );
});

test('compaction drops white space only, keeps every visible line, says which, and is done after one go', () => {
  const line = fc.constantFrom(
    '',
    ' ',
    '\t ',
    'a = 1;',
    'f(x)  ',
    '\tif (y) {\t',
    '[REDACTED:rule:ab12] ',
    '// c ',
    '`',
    'b \\ ',
  );
  const source = fc
    .array(fc.tuple(line, fc.constantFrom('\n', '\n', '\n', '\r\n')), { maxLength: 30 })
    .map((lines) => lines.map((parts) => parts.join('')).join(''));
  fc.assert(
    fc.property(source, (sample) => {
      const { text: once, lineMap, saved } = compact(sample, { language: 'typescript' });
      expect(compact(once, { language: 'typescript' }).text).toBe(once);
      const visible = (of: string) =>
        of
          .split('\n')
          .map((one) => one.trimEnd())
          .filter((one) => one !== '');
      expect(visible(once)).toEqual(visible(sample));
      expect(sample.length - once.length).toBe(Object.values(saved).reduce((sum, units) => sum + units, 0));
      const before = sample.split('\n');
      const after = once.split('\n');
      lineMap?.forEach((from, to) => expect(after[to]?.trimEnd()).toBe(before[from]?.trimEnd()));
    }),
    { numRuns: 150 },
  );
});

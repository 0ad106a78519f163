import fc from 'fast-check';
import cl100kRanks from 'gpt-tokenizer/bpeRanks/cl100k_base';
import { countTokens as countCl100k } from 'gpt-tokenizer/encoding/cl100k_base';
import { countTokens } from 'gpt-tokenizer/encoding/o200k_base';
import { expect, test } from 'vitest';
import { packVocabulary } from '../../server/build/packVocabulary.mjs';
import { countMergedTokens } from '../../server/src/engine/tokens/bytePairMerge.ts';
import { compact } from '../../server/src/engine/tokens/compact.ts';
import { Source } from '../../server/src/engine/tokens/passes/source.ts';
import { estimateTokens } from '../../server/src/engine/tokens/estimate.ts';
import { mergeLongPiece } from '../../server/src/engine/tokens/longMerge.ts';
import { createTokenizer } from '../../server/src/engine/tokens/tokenizer.ts';
import { Vocabulary } from '../../server/src/engine/tokens/vocabulary.ts';

const packed = packVocabulary();
const tokenizer = createTokenizer(packed);
const cl100k = createTokenizer(packVocabulary(cl100kRanks), 'cl100k_base');
const vocabulary = new Vocabulary(packed);
/** Random texts for each encoding: a seeded few, or as many as `WINNOW_TOKEN_RUNS` says. */
const RUNS = Number(process.env['WINNOW_TOKEN_RUNS'] ?? 400);
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

test.each([
  ['o200k_base', tokenizer, countTokens],
  ['cl100k_base', cl100k, countCl100k],
] as const)('%s: counts are the reference’s', (_, ours, reference) => {
  const counts = fc.property(text, (sample) => {
    expect(ours.count(sample)).toBe(reference(sample, AS_PLAIN_TEXT));
  });
  fc.assert(counts, { numRuns: RUNS, ...(RUNS === 400 ? { seed: 200_019 } : {}) });
});

test('counts over window borders are the reference’s', () => {
  const long = fc.tuple(text, fc.nat({ max: 60 })).map(([sample, shift]) => {
    return `${'x '.repeat(8190 - shift)}${sample}'s ${sample}${'é'.repeat(20)}`;
  });
  fc.assert(
    fc.property(long, (sample) => {
      expect(cl100k.count(sample)).toBe(countCl100k(sample, AS_PLAIN_TEXT));
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

test('compaction keeps every visible line and what is in literals, and is done after one go', () => {
  const line = fc.constantFrom(
    '',
    ' ',
    '\t ',
    'a = 1;',
    '    f(x)  ',
    '\tif (y) {\t',
    '}',
    '[REDACTED:rule:ab12] ',
    '// c ',
    '/* d',
    '*/',
    '`',
    '"e  f"',
    "'",
    'b \\ ',
    '        g',
    '/* h */ i',
  );
  const lines = fc.array(fc.tuple(line, fc.constantFrom('\n', '\n', '\n', '\r\n')), { maxLength: 30 });
  const visible = (of: string) => [...of.matchAll(/\S(?:.*\S)?/g)].map(([one]) => one);
  fc.assert(
    fc.property(
      lines,
      fc.constantFrom('typescript', 'c', 'python', 'kotlin', 'shellscript', 'ruby'),
      (all, language) => {
        const sample = all.map((parts) => parts.join('')).join('');
        const whole = (of: string) => compact(new Source(of, { language }), { start: 0, end: of.length }, 'lossless');
        const { text: once, saved } = whole(sample);
        expect(visible(once)).toEqual(visible(sample));
        expect(sample.length - once.length).toBe(Object.values(saved).reduce((sum, units) => sum + units, 0));
        expect(whole(once).text).toBe(once);
      },
    ),
    { numRuns: 300 },
  );
});

test('lines compacted in parts are the lines of the whole', () => {
  const line = fc.constantFrom('{', '}', '  a("b  c");  ', '\t/* d */', '    // e', '`  f', '`;', '');
  fc.assert(
    fc.property(fc.array(line, { maxLength: 20 }), fc.nat(), (lines, cut) => {
      const whole = lines.map((one) => `${one}\n`).join('');
      const source = new Source(whole, { language: 'javascript' });
      const middle = lines
        .slice(0, lines.length === 0 ? 0 : cut % lines.length)
        .reduce((sum, one) => sum + one.length + 1, 0);
      const part = (start: number, end: number) => compact(source, { start, end }, 'nocomments').text;
      // A run of blank lines over the cut is kept once on each side.
      const squeezed = (one: string) => one.replaceAll(/\n{2,}/g, '\n');
      expect(squeezed(`\n${part(0, middle)}${part(middle, whole.length)}`)).toBe(
        squeezed(`\n${part(0, whole.length)}`),
      );
    }),
    { numRuns: 200 },
  );
});

import { describe, expect, test } from 'vitest';
import { packVocabulary } from '../../../server/build/packVocabulary.mjs';
import { loadVocabulary } from '../../../server/src/base/vocabulary.ts';
import { createTokenizer } from '../../../server/src/engine/tokens/tokenizer.ts';

const packed = packVocabulary();
const tokenizer = createTokenizer(packed);

/** Text → number of o200k_base tokens, as the reference counts them. */
const ROWS: readonly (readonly [name: string, text: string, tokens: number])[] = [
  ['nothing', '', 0],
  ['one letter', 'a', 1],
  ['words', 'hello world', 2],
  ['a special token is plain text', '<|endoftext|>', 7],
  ['contractions', "I'll don't WE'VE it'S they're o'clock '", 11],
  ['camel case', 'getHTTPResponseCode parseXMLHttpRequest2', 9],
  ['numbers in threes', '1234567 3.14159 ٣٤٥٦', 13],
  ['astral numbers', '𝟘𝟙𝟚𝟛', 12],
  ['indentation', '\n\n        if (x) {\r\n\t\treturn;\r\n\t}\n   ', 13],
  ['slashes and line breaks after punctuation', '//\n/\r\n// x */\n\n', 5],
  ['caseless before capitals', '日ABC ABC日 日本語テスト', 8],
  ['marks', '\u0301ABC e\u0301a !\u0301 !!\u0301 नमस्ते', 12],
  ['emoji', '👩‍👩‍👧‍👦🇩🇪👍🏽', 18],
  ['Arabic', 'مرحبا بالعالم', 4],
  ['white space beyond ASCII', '\u00a0\u3000 \u2028x\u0085', 6],
  ['byte order mark', '\ufeffusing \ufeff\n\ufeff\u540d\u79f0', 10],
  ['lone surrogates', '\ud800 a\udc00\ud800b\ud83d', 5],
  ['a long run of one letter', 'a'.repeat(2000), 250],
  ['a long run of spaces', ' '.repeat(4000), 32],
  ['a long word', 'abcdefghij'.repeat(300), 600],
  ['longer than a window', 'const answer = 42; // the answer\n'.repeat(2000), 20000],
];

describe('count', () => {
  test.each(ROWS)('%s', (_, text, tokens) => {
    expect(tokenizer.count(text)).toBe(tokens);
    expect(tokenizer.count(text), 'again, from the caches').toBe(tokens);
  });
});

describe('countUpTo', () => {
  const text = 'one two three four five';
  test.each([
    ['above the count', 10, 5],
    ['the count itself', 5, 5],
  ])('limit %s', (_, limit, tokens) => expect(tokenizer.countUpTo(text, limit)).toBe(tokens));

  test('stops above the limit', () => {
    const counted = tokenizer.countUpTo(text.repeat(100_000), 3);
    expect(counted).toBe(4);
  });
});

describe('a vocabulary that is none', () => {
  const flipped = packed.slice();
  flipped[0] = (flipped[0] ?? 0) ^ 1;
  const forward = packed.slice();
  forward.fill(0xff, 12 + 256);
  test.each([
    ['empty', new Uint8Array()],
    ['cut off', packed.slice(0, -1)],
    ['of another format', flipped],
    ['with a token made of later ones', forward],
  ])('%s is refused', (_, bytes) => expect(() => createTokenizer(bytes)).toThrow(/vocabulary is damaged/));

  test('a missing file says the mend', () => {
    expect(() => loadVocabulary('/no/such/o200k.bin')).toThrow(/o200k\.bin: run `npm run build`/);
  });
});

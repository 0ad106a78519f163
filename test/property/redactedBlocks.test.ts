import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { stripControls } from '../../server/src/engine/compress/controls.ts';
import { RedactedBlocks } from '../../server/src/outputs/redactedBlocks.ts';
import { testAnalyzer } from '../helpers/foldedOutput.ts';
import { githubToken } from '../helpers/samples.ts';

const analyzer = testAnalyzer();
const SIZES = { block: 300, mostLine: 20_000, lookAhead: 4000, lookBack: 200 };
const HEAD = ['-----BEGIN', 'PRIVATE KEY-----'].join(' ');
const TAIL = ['-----END', 'PRIVATE KEY-----'].join(' ');
const KEY = [HEAD, ...Array.from({ length: 12 }, (_, at) => githubToken(at).slice(4).repeat(2)), TAIL];

const part = fc.oneof(
  fc.constantFrom(
    'INFO all is well\n',
    '\n',
    '  indented\r\n',
    '\u001b[31mred\u001b[0m\n',
    '50%\r60%\r',
    'x'.repeat(700),
  ),
  fc.nat({ max: 50 }).map((seed) => `token = "${githubToken(seed)}"\n`),
  fc.constantFrom(`${KEY.join('\n')}\n`, `${KEY.join('\r\n')}\r\n`),
  fc.string({ maxLength: 200 }),
);
const document = fc.array(part, { minLength: 5, maxLength: 60 }).map((parts) => parts.join(''));

test('blocks make up what redacting the whole gives, and so does the raw text, wherever it is cut', () => {
  fc.assert(
    fc.property(document, fc.integer({ min: 1, max: 997 }), (text, step) => {
      const blocks: string[] = [];
      const raw: string[] = [];
      const sink = { onBlock: (one: string) => blocks.push(one), onRaw: (one: string) => raw.push(one) };
      const redactor = new RedactedBlocks({ analyzer, sizes: SIZES, ...sink });
      for (let at = 0; at < text.length; at += step) redactor.push(text.slice(at, at + step));
      redactor.finish();
      expect(raw.join('')).toBe(text);
      expect(blocks.join('')).toBe(analyzer.redact(stripControls(text)));
    }),
    { numRuns: 25 },
  );
});

import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isMarker } from '../../server/src/engine/compress/foldKind.ts';
import { shapeOf } from '../../server/src/engine/compress/lineShape.ts';
import { compressText, countingTokenizer, faultOf } from '../helpers/foldedOutput.ts';

const ERRORS = ['error: no such thing', 'src/a.ts(3,5): error TS2304: Cannot find name', 'FAILED tests/a.py::test_b'];
const WARNINGS = ['warning: unused variable', 'npm warn deprecated left-pad@1.0.0', '⚠ old'];
const SUMMARIES = ['Tests: 3 failed, 120 passed', 'BUILD FAILED in 12s', '4 files changed, 31 insertions(+)'];
const NOISE = [
  'Compiling serde v1.0.200',
  '2026-03-01T10:00:00Z INFO GET /api/orders 200 12ms',
  '✓ adds two numbers 3ms',
  '    at run (node_modules/a/index.js:3:5)',
  '    at own (src/a.ts:3:5)',
  'Downloading lib.jar 45% [=====>    ]',
  '  "name": "alpha",',
  '  {',
  '  },',
  '',
  '',
  'a line of prose, like no other',
  'drwxr-xr-x 2 user group 4096 Mar 1 10:00 src',
  '@@ -1,2 +1,3 @@',
  '+  added',
];

const varied = (texts: readonly string[], numbers: number) =>
  fc
    .tuple(fc.constantFrom(...texts), fc.nat({ max: numbers }))
    .map(([text, number]) => text.replace(/\d/, `${number}`));
const line = fc.oneof(
  { weight: 2, arbitrary: varied(ERRORS, 99) },
  { weight: 1, arbitrary: varied(WARNINGS, 99) },
  { weight: 1, arbitrary: fc.constantFrom(...SUMMARIES) },
  { weight: 12, arbitrary: varied(NOISE, 999) },
  { weight: 1, arbitrary: fc.string({ maxLength: 30 }).map((text) => text.replace(/[\r\n]/g, '').trim()) },
);
const runLength = fc.integer({ min: 1, max: 12 });
const equal = fc.tuple(line, runLength).map(([text, count]) => Array<string>(count).fill(text));
const similar = fc
  .tuple(line, runLength)
  .map(([text, count]) => Array.from({ length: count }, (_, at) => text.replace(/\d/, `${at + 1}`)));
const output = fc
  .array(
    fc.oneof(
      equal,
      similar,
      line.map((text) => [text]),
    ),
    { maxLength: 60 },
  )
  .map((runs) => runs.flat().filter((text) => !isMarker(text)));
const budget = fc.option(fc.integer({ min: 5, max: 300 }), { nil: undefined });
const RUNS = { numRuns: 50 };

const options = (tokens: number | undefined) => (tokens === undefined ? {} : { budget: tokens });

describe('a folded output', () => {
  test('is made of its lines in their order and of markers that count and place the rest', () => {
    fc.assert(
      fc.property(output, budget, (lines, tokens) => {
        const { text, folded, shown } = compressText(`${lines.join('\n')}\n`, options(tokens));
        expect(faultOf(lines.length === 0 ? [''] : lines, text)).toBeUndefined();
        const told = Object.values(folded).reduce((sum, count) => sum + count, 0);
        expect(shown + told).toBe(Math.max(1, lines.length));
      }),
      RUNS,
    );
  });

  test('is never larger, the same again, and unchanged when folded again', () => {
    fc.assert(
      fc.property(output, budget, (lines, tokens) => {
        const text = lines.join('\n');
        const once = compressText(text, options(tokens)).text;
        expect(once.length).toBeLessThanOrEqual(text.length);
        expect(compressText(text, options(tokens)).text).toBe(once);
        if (tokens === undefined || Math.ceil(once.length / 4) <= tokens)
          expect(compressText(once, options(tokens)).text).toBe(once);
      }),
      RUNS,
    );
  });

  test('shows every error, warning and summary; within a budget, errors go last', () => {
    fc.assert(
      fc.property(output, fc.integer({ min: 80, max: 160 }), (lines, tokens) => {
        const kept = new Set(compressText(lines.join('\n')).text.split('\n'));
        const told = (text: string) => /error|FAILED t|warn|⚠/.test(text);
        expect(lines.filter((text) => told(text) && !kept.has(text))).toEqual([]);
        for (const summary of SUMMARIES) {
          // What is said more than four times but for its numbers sums nothing up.
          if (lines.filter((text) => shapeOf(text) === shapeOf(summary)).length > 4) continue;
          expect(kept.has(summary)).toBe(lines.includes(summary));
        }
        const { folded, text } = compressText(lines.join('\n'), { budget: tokens });
        const short = (one: string) => one.length <= 9;
        const others = text
          .split('\n')
          .filter((one) => !isMarker(one) && !/error|FAILED|fail/i.test(one) && !short(one));
        if (folded.error) expect(others).toEqual([]);
      }),
      RUNS,
    );
  });

  test('costs work that grows with the output alone', () => {
    const block = [...NOISE, ...ERRORS, ...WARNINGS].join('\n');
    const workOf = (times: number) => {
      const tokenizer = countingTokenizer();
      compressText(Array.from({ length: times }, (_, at) => block.replaceAll('3', `${at}`)).join('\n'), { tokenizer });
      return tokenizer.units();
    };
    expect(workOf(400)).toBeLessThan(workOf(100) * 5);
  });
});

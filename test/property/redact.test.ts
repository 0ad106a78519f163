import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { detectSecrets } from '../../server/src/engine/secrets/detect.ts';
import type { Finding } from '../../server/src/engine/secrets/finding.ts';
import { redact } from '../../server/src/engine/secrets/redact.ts';
import { SECRET_RULES } from '../../server/src/engine/secrets/rules/index.ts';
import { lineStarts } from '../../server/src/engine/text/lineIndex.ts';
import { parseMarked } from '../helpers/marked.ts';
import { slowAnchors } from '../helpers/slowAnchors.ts';
import { testDigest } from '../helpers/testDigest.ts';

const SAMPLES = SECRET_RULES.flatMap((rule) => rule.matches().slice(0, 3));
const RUNS = { numRuns: 25 };

const redactAll = (text: string) => redact(text, detectSecrets(text, slowAnchors(text)), testDigest);

/** Documents of prose, code, fragments of placeholders and planted secrets. */
const filler = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 20 }),
  fc.constantFrom(
    '\n',
    '\r\n',
    '\r',
    ' = ',
    'token: ',
    '[REDACTED:a-rule:ab12cd]',
    '[REDACTED:',
    '"',
    "const x = 'y';\n",
    'password=',
  ),
);
const document = fc.array(fc.oneof(filler, fc.nat({ max: SAMPLES.length - 1 })), { maxLength: 12 });

function build(parts: readonly (string | number)[]) {
  const planted: string[] = [];
  const text = parts
    .map((part) => {
      if (typeof part === 'string') return part;
      const sample = parseMarked(SAMPLES[part] ?? '');
      planted.push(...sample.spans.map(({ start, end }) => sample.text.slice(start, end)));
      return `\n\n${sample.text}\n\n`;
    })
    .join('');
  return { text, planted };
}

describe('redact', () => {
  test('redacting twice is redacting once', () => {
    fc.assert(
      fc.property(document, (parts) => {
        const once = redactAll(build(parts).text).text;
        expect(redactAll(once).text).toBe(once);
      }),
      RUNS,
    );
  });

  test('no planted value is readable afterwards', () => {
    fc.assert(
      fc.property(fc.array(fc.nat({ max: SAMPLES.length - 1 }), { minLength: 1, maxLength: 6 }), (parts) => {
        const { text, planted } = build(parts);
        const clean = redactAll(text).text;
        for (const secret of planted) expect(clean).not.toContain(secret);
      }),
      RUNS,
    );
  });

  test('text outside the spans is untouched and lines stay', () => {
    const spans = fc.array(fc.tuple(fc.nat(60), fc.nat(20)), { maxLength: 6 });
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('a', 'b', '\n', '\r', '😀'), maxLength: 60 }),
        spans,
        (text, ranges) => {
          const findings = ranges.map(([start, length]): Finding => ({
            start: Math.min(start, text.length),
            end: Math.min(start + length, text.length),
            rule: 'a-rule',
            level: 'sensitive',
          }));
          const { text: clean, findings: moved } = redact(text, findings, testDigest);
          expect(lineStarts(clean).length).toBe(lineStarts(text).length);
          expect(withoutBreaks(cut(clean, moved))).toBe(withoutBreaks(cut(text, findings)));
        },
      ),
      { numRuns: 200 },
    );
  });

  test('findings of a document are disjoint, sorted and inside it', () => {
    fc.assert(
      fc.property(document, (parts) => {
        const { text } = build(parts);
        let last = 0;
        for (const { start, end } of detectSecrets(text, slowAnchors(text))) {
          expect(start).toBeGreaterThanOrEqual(last);
          expect(end).toBeGreaterThan(start);
          last = end;
        }
        expect(last).toBeLessThanOrEqual(text.length);
      }),
      RUNS,
    );
  });
});

/** What stands in no span, unit by unit. */
function cut(text: string, spans: readonly { readonly start: number; readonly end: number }[]): string {
  return text
    .split('')
    .filter((_unit, at) => !spans.some(({ start, end }) => at >= start && at < end))
    .join('');
}

/** A replaced secret leaves its line breaks behind, so these are compared by the number of lines. */
function withoutBreaks(text: string): string {
  return text.replaceAll(/[\r\n]/g, '');
}

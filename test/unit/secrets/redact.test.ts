import { describe, expect, test } from 'vitest';
import type { Finding } from '../../../server/src/engine/secrets/finding.ts';
import {
  joinRedacted,
  redact,
  redacted,
  sliceRedacted,
  transformRedacted,
} from '../../../server/src/engine/secrets/redact.ts';
import { parseMarked } from '../../helpers/marked.ts';
import { testDigest } from '../../helpers/testDigest.ts';

const constant = () => 'abcdef0123456789';

function redactMarked(sample: string, digest: (secret: string) => string = constant) {
  const { text, spans } = parseMarked(sample);
  const findings: Finding[] = spans.map((span) => ({ ...span, rule: 'a-rule', level: 'sensitive' }));
  return redact(text, findings, digest);
}

const rows: readonly (readonly [name: string, sample: string, expected: string])[] = [
  ['nothing', 'plain', 'plain'],
  ['the value alone', 'k = "«value»";', 'k = "[REDACTED:a-rule:abcdef]";'],
  ['line breaks after the placeholder', 'a\n«b\nc\nd»\ne', 'a\n[REDACTED:a-rule:abcdef]\n\n\ne'],
  ['CR LF', 'a\r\n«b\r\nc»\r\nd', 'a\r\n[REDACTED:a-rule:abcdef]\r\n\r\nd'],
  ['a CR LF pair cut after its CR', 'a«b\r»\nc', 'a[REDACTED:a-rule:abcdef]\nc'],
  ['a lone CR before an LF', 'a«\rb»\nc', 'a[REDACTED:a-rule:abcdef]\n\nc'],
  ['a CR LF pair cut before its LF', 'a\r«\nb»c', 'a\r\n[REDACTED:a-rule:abcdef]c'],
];

describe('redact', () => {
  test.each(rows)('%s', (_name, sample, expected) => {
    expect(redactMarked(sample).text).toBe(expected);
  });

  test('findings stand on their placeholders', () => {
    const { text, findings } = redactMarked('a «one» b «two\nlines» c', testDigest);
    expect(findings.map(({ start, end, fingerprint }) => [text.slice(start, end), fingerprint])).toEqual([
      [`[REDACTED:a-rule:${testDigest('one').slice(0, 6)}]`, testDigest('one').slice(0, 6)],
      [`[REDACTED:a-rule:${testDigest('two\nlines').slice(0, 6)}]`, testDigest('two\nlines').slice(0, 6)],
    ]);
  });

  test('the same secret has the same fingerprint, and two that would share one get longer ones', () => {
    const digest = (secret: string) => (secret === 'one' ? 'abcdef01ff000000' : 'abcdef0200000000');
    const { findings } = redactMarked('«one» «two» «one»', digest);
    expect(findings.map(({ fingerprint }) => fingerprint)).toEqual(['abcdef01', 'abcdef02', 'abcdef01']);
  });

  test('overlapping findings are replaced as one', () => {
    const findings: Finding[] = [
      { start: 2, end: 5, rule: 'b', level: 'internal' },
      { start: 0, end: 4, rule: 'a', level: 'sensitive' },
    ];
    expect(redact('abcdefg', findings, constant).text).toBe('[REDACTED:a:abcdef]fg');
  });
});

describe('redacted text', () => {
  const one = redacted`one`;

  test.each([
    ['template', redacted`a ${one} b ${2}\n`, 'a one b 2\n'],
    ['empty template', redacted``, ''],
    ['slice', sliceRedacted(one, 1), 'ne'],
    ['slice with an end', sliceRedacted(one, 0, 2), 'on'],
    ['join', joinRedacted([one, one], redacted`, `), 'one, one'],
    ['join of none', joinRedacted([]), ''],
    ['transform', transformRedacted(one, (text) => text.toUpperCase()), 'ONE'],
  ])('%s', (_name, text, expected) => {
    expect(text).toBe(expected);
  });
});

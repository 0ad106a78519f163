import { describe, expect, test } from 'vitest';
import { detectSecrets } from '../../../server/src/engine/secrets/detect.ts';
import { SECRET_KEYWORDS } from '../../../server/src/engine/secrets/keywords.ts';
import { redact } from '../../../server/src/engine/secrets/redact.ts';
import type { SecretRule } from '../../../server/src/engine/secrets/rule.ts';
import { SECRET_RULES } from '../../../server/src/engine/secrets/rules/index.ts';
import type { Span } from '../../../server/src/engine/text/span.ts';
import { parseMarked } from '../../helpers/marked.ts';
import { slowAnchors } from '../../helpers/slowAnchors.ts';
import { testDigest } from '../../helpers/testDigest.ts';

const find = (rule: SecretRule, text: string) =>
  detectSecrets(text, slowAnchors(text, rule.keywords), { rules: [rule] });

/** What is wrong with how a rule treats a match: it must find exactly the marked values, and redaction must hide them. */
function problemsOf(rule: SecretRule, sample: string): string[] {
  const { text, spans } = parseMarked(sample);
  const findings = find(rule, text);
  const { text: clean } = redact(text, findings, testDigest);
  const asSpans = (list: readonly Span[]) => list.map(({ start, end }) => `${start}-${end}`).join();
  return [
    ...(asSpans(findings) === asSpans(spans) ? [] : [`found ${asSpans(findings)}, not ${asSpans(spans)}: ${text}`]),
    ...(spans.some(({ start, end }) => clean.includes(text.slice(start, end))) ? [`still readable: ${clean}`] : []),
  ];
}

describe('secret rules', () => {
  test.each(SECRET_RULES.map((rule) => [rule.id, rule] as const))(
    '%s finds its matches and no near miss',
    (_id, rule) => {
      const matches = rule.matches();
      expect(matches.length).toBeGreaterThan(0);
      expect(matches.flatMap((sample) => problemsOf(rule, sample))).toEqual([]);
      expect(rule.nearMisses().filter((text) => find(rule, text).length > 0)).toEqual([]);
    },
  );

  test('every match is covered when all rules look', () => {
    const uncovered = SECRET_RULES.map((rule) => parseMarked(rule.matches()[0] ?? '')).filter(({ text, spans }) => {
      const findings = detectSecrets(text, slowAnchors(text));
      return !spans.every((span) => findings.some(({ start, end }) => start <= span.start && end >= span.end));
    });
    expect(uncovered).toEqual([]);
  });

  test('rules are well formed', () => {
    expect(new Set(SECRET_RULES.map(({ id }) => id)).size).toBe(SECRET_RULES.length);
    expect(SECRET_RULES.filter((rule) => !isWellFormed(rule)).map(({ id }) => id)).toEqual([]);
  });

  test('keywords are listed once', () => {
    expect(new Set(SECRET_KEYWORDS).size).toBe(SECRET_KEYWORDS.length);
  });
});

function isWellFormed({ id, keywords, pattern, source, nearMisses }: SecretRule): boolean {
  const isBounded = !/(?<!\\)[+*](?![^[]*\])|\{\d+,\}/.test(pattern.source);
  return (
    /^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/.test(id) &&
    pattern.global &&
    isBounded &&
    source.startsWith('https://') &&
    nearMisses().length > 0 &&
    keywords.every((keyword) => keyword.length >= 3 && keyword === keyword.toLowerCase())
  );
}

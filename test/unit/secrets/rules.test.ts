import { describe, expect, test } from 'vitest';
import { detectSecrets } from '../../../server/src/engine/secrets/detect.ts';
import { SECRET_KEYWORDS } from '../../../server/src/engine/secrets/keywords.ts';
import { redact } from '../../../server/src/engine/secrets/redact.ts';
import type { SecretRule } from '../../../server/src/engine/secrets/rule.ts';
import { SECRET_RULES } from '../../../server/src/engine/secrets/rules/index.ts';
import { parseMarked } from '../../helpers/marked.ts';
import { slowAnchors } from '../../helpers/slowAnchors.ts';
import { testDigest } from '../../helpers/testDigest.ts';

const find = (rule: SecretRule, text: string) => detectSecrets(text, slowAnchors(text), { rules: [rule] });

/** Every match is found by its rule with exactly the marked value, which is gone after redaction. */
function check(rule: SecretRule, sample: string): void {
  const { text, spans } = parseMarked(sample);
  const findings = find(rule, text);
  expect(
    findings.map(({ start, end }) => text.slice(start, end)),
    sample,
  ).toEqual(spans.map(({ start, end }) => text.slice(start, end)));
  expect(findings.map(({ start }) => start)).toEqual(spans.map(({ start }) => start));
  const { text: clean } = redact(text, findings, testDigest);
  for (const { start, end } of spans) expect(clean).not.toContain(text.slice(start, end));
}

describe('secret rules', () => {
  test.each(SECRET_RULES.map((rule) => [rule.id, rule] as const))(
    '%s finds its matches and no near miss',
    (_id, rule) => {
      const matches = rule.matches();
      expect(matches.length).toBeGreaterThan(0);
      for (const sample of matches) check(rule, sample);
      for (const nearMiss of rule.nearMisses()) expect(find(rule, nearMiss), nearMiss).toEqual([]);
    },
  );

  test('every match is covered when all rules look', () => {
    for (const rule of SECRET_RULES) {
      const { text, spans } = parseMarked(rule.matches()[0] ?? '');
      const findings = detectSecrets(text, slowAnchors(text));
      for (const span of spans) {
        expect(
          findings.some(({ start, end }) => start <= span.start && end >= span.end),
          text,
        ).toBe(true);
      }
    }
  });

  test('rules are well formed', () => {
    expect(new Set(SECRET_RULES.map(({ id }) => id)).size).toBe(SECRET_RULES.length);
    for (const { id, keywords, pattern, source, description, nearMisses } of SECRET_RULES) {
      expect(id).toMatch(/^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/);
      expect(pattern.global, id).toBe(true);
      expect(pattern.source, id).not.toMatch(/(?<!\\)[+*](?![^[]*\])|\{\d+,\}/);
      expect(source, id).toMatch(/^https:\/\//);
      expect(description.length, id).toBeGreaterThan(5);
      expect(nearMisses().length, id).toBeGreaterThan(0);
      for (const keyword of keywords) {
        expect(keyword.length, id).toBeGreaterThanOrEqual(3);
        expect(keyword, id).toBe(keyword.toLowerCase());
      }
    }
  });

  test('keywords are listed once', () => {
    expect(new Set(SECRET_KEYWORDS).size).toBe(SECRET_KEYWORDS.length);
  });
});

import { describe, expect, test } from 'vitest';
import { Analyzer } from '../../../server/src/engine/analyze.ts';
import { keywordsFor, SECRET_KEYWORDS } from '../../../server/src/engine/secrets/keywords.ts';
import { ALL_RULES, SECRET_RULES } from '../../../server/src/engine/secrets/rules/index.ts';
import { PERSONAL_RULES } from '../../../server/src/engine/secrets/rules/personal.ts';
import { EditableText } from '../../../server/src/engine/text/editableText.ts';
import { parseRules } from '../../../server/src/engine/triggers/parseRules.ts';
import { redactsPersonalData } from '../../../server/src/workspace/allowList.ts';
import { parseMarked } from '../../helpers/marked.ts';
import { temporaryFolder } from '../../helpers/temporary.ts';
import { testDigest } from '../../helpers/testDigest.ts';
import { waysToMatch } from './backtracking.ts';

const { rules } = parseRules('');
const off = new Analyzer({ rules, digest: testDigest });
const on = new Analyzer({ rules, digest: testDigest, personalData: true });
const MAIL = ['vera', 'winnow-mail.org'].join('@');

describe.each(PERSONAL_RULES.map((rule) => [rule.id, rule] as const))('%s', (id, rule) => {
  test.each(rule.matches())('finds %s', (sample) => {
    const { text, spans } = parseMarked(sample);
    expect(on.secrets(text)).toEqual(spans.map((span) => ({ ...span, rule: id, level: rule.level })));
  });

  test.each(rule.nearMisses())('does not find %s', (text) => {
    expect(on.secrets(text).filter((finding) => finding.rule === id)).toEqual([]);
  });

  test('is bounded, documented and told apart', () => {
    expect(waysToMatch(rule.pattern)).toBeLessThan(300_000);
    expect(rule.pattern.global).toBe(true);
    expect(rule.source).toMatch(/^https:/);
    expect(ALL_RULES.filter((one) => one.id === id)).toHaveLength(1);
  });
});

test('off by default: nothing is found, and the scan looks for no further keyword', () => {
  const texts = PERSONAL_RULES.flatMap((rule) => rule.matches().map((sample) => parseMarked(sample).text));
  expect(texts.flatMap((text) => off.secrets(text))).toEqual([]);
  expect(keywordsFor(SECRET_RULES)).toBe(SECRET_KEYWORDS);
  expect(keywordsFor(ALL_RULES).slice(0, SECRET_KEYWORDS.length)).toEqual(SECRET_KEYWORDS);
});

test('the user and password of a URL stay one finding', () => {
  const text = `postgres://app:${['x9Kq27LmZp', 'db.winnow-mail.org'].join('@')}/main`;
  expect(on.secrets(text)).toEqual(off.secrets(text));
  expect(on.secrets(text)).toHaveLength(1);
});

test('a placeholder is not found again', () => {
  const once = on.redact(`mail ${MAIL}, done`);
  expect(once).toMatch(/^mail \[REDACTED:email-address:\w+\], done$/);
  expect(on.secrets(once)).toEqual([]);
});

test('what hides an address from a plain search does not hide it', () => {
  expect(on.secrets(`mail ${MAIL.replace('winnow', 'win\u200bnow')}`)).toMatchObject([{ rule: 'email-address' }]);
});

test('a text that is edited is always what the whole gives', () => {
  const document = new EditableText(`a = 1\nmail ${MAIL}\n`);
  const live = on.follow(document, { path: 'a.txt', countTokens: (part) => part.length });
  const samples = PERSONAL_RULES.map((rule) => parseMarked(rule.matches()[0] ?? '').text);
  const cut = document.toString().indexOf('@');
  const edits = [
    { start: cut, end: cut + 1, text: '' },
    { start: cut, end: cut, text: '@' },
    ...samples.map((text) => ({ start: 6, end: 6, text: `${text}\n` })),
    { start: 0, end: 12, text: '' },
  ];
  for (const edit of edits) {
    document.replace(edit.start, edit.end, edit.text);
    live.edit(edit);
    expect(live.findings).toEqual(on.secrets(document.toString()));
  }
  expect(live.findings.length).toBeGreaterThanOrEqual(PERSONAL_RULES.length);
});

test.each([
  ['{"secrets": {"personalData": true}}', { trusted: true }, true],
  ['{"secrets": {"personalData": "true"}}', { trusted: true }, false],
  ['{"secrets": null}', { trusted: true }, false],
  ['{ broken', { trusted: true }, false],
  ['{"secrets": {"personalData": false}}', { trusted: true, personalData: true }, true],
  ['{"secrets": {"personalData": true}}', { trusted: false }, false],
  ['{}', { trusted: false, personalData: true }, true],
])('%s with %j: %s', (config, options, expected) => {
  const folder = temporaryFolder({ '.winnow/config.json': config });
  expect(redactsPersonalData({ roots: [{ name: 'w', folder: folder.path }], ...options })).toBe(expected);
  folder.remove();
});

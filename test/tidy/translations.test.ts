import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { REPOSITORY } from '../helpers/repository.ts';
import { codeTexts, textsIn } from './codeTexts.ts';
import { inGerman } from './translations.ts';

const manifestTexts = JSON.parse(readFileSync(join(REPOSITORY, 'package.nls.json'), 'utf8')) as Record<string, string>;
const english = new Set([...codeTexts(), ...Object.values(manifestTexts)]);
const german = inGerman();

test('the walk sees the texts', () => {
  expect(codeTexts().length).toBeGreaterThan(150);
  expect(Object.keys(manifestTexts).length).toBeGreaterThan(100);
});

test('l10n/german.json has every text of the client and of the manifest, and no other', () => {
  expect([...english].filter((text) => german[text] === undefined)).toEqual([]);
  expect(Object.keys(german).filter((text) => !english.has(text))).toEqual([]);
});

test('translations keep placeholders, links, code and icons', () => {
  const kept = (text: string) =>
    (text.match(/\{\d\}|\(command:[^)]+\)|`[^`]+`|\$\([^)]+\)|\n/g) ?? []).toSorted().join(' ');
  const wrong = Object.entries(german).filter(([text, translation]) => kept(text) !== kept(translation));
  expect(wrong).toEqual([]);
});

test.each<[source: string, texts: readonly string[]]>([
  ["vscode.l10n.t('one')", ['one']],
  ['vscode.l10n.t(\n  "it’s {0}",\n  name,\n)', ['it’s {0}']],
  ["const { t } = vscode.l10n; t('a \\'b\\'', 1); set('no')", ["a 'b'"]],
  ['l10n.t(`plain`)', ['plain']],
])('%s holds its texts', (source, texts) => {
  expect(textsIn(source, 'a.ts')).toEqual(texts);
});

test.each(['l10n.t(text)', "l10n.t(many ? 'a' : 'b')", "l10n.t('a' + b)", 'l10n.t(`a ${b}`)'])(
  '%s cannot be translated',
  (source) => {
    expect(() => textsIn(`\n${source}`, 'a.ts')).toThrow('a.ts:2: the text of l10n.t must be one literal');
  },
);

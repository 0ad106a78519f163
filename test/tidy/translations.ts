import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { REPOSITORY } from '../helpers/repository.ts';

/** By the English text: the German one. Its order is that of letters. */
export function inGerman(): Readonly<Record<string, string>> {
  return JSON.parse(readFileSync(join(REPOSITORY, 'l10n/german.json'), 'utf8')) as Record<string, string>;
}

/** The same keys with translated texts; a text without a translation is left out, so that VS Code shows it in English. */
export function translated(
  texts: Readonly<Record<string, string>>,
  translations: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(texts).flatMap(([key, text]) => {
      const translation = translations[text];
      return translation === undefined ? [] : [[key, translation]];
    }),
  );
}

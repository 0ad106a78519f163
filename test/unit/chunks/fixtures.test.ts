import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { chunkText } from '../../../server/src/engine/chunks/chunker.ts';
import { findDefinitions } from '../../../server/src/engine/chunks/definitions.ts';
import { findImports } from '../../../server/src/engine/chunks/imports.ts';
import { languageOf } from '../../../server/src/engine/chunks/languages.ts';
import { LineIndex } from '../../../server/src/engine/text/lineIndex.ts';

// A new case is a folder: `input.EXT`, and `expected.json` with lines counted from 1.
const root = new URL('../../fixtures/chunks/', import.meta.url);
const cases = readdirSync(root).sort();

test('there are at least twelve languages', () => {
  expect(cases.length).toBeGreaterThanOrEqual(12);
});

test.each(cases)('%s', (name) => {
  const folder = new URL(`${name}/`, root);
  const input = readdirSync(folder).find((file) => file.startsWith('input.')) ?? '';
  const text = readFileSync(new URL(input, folder), 'utf8');
  const language = languageOf(input, text);
  expect(language).toBe(name);
  const definitions = findDefinitions(text, language);
  const found = {
    definitions: definitions.map(({ line, kind, name: defined }) => `${line + 1} ${kind} ${defined}`),
    chunks: chunkText(text, { language }).map(({ startLine, endLine }) => `${startLine}-${endLine}`),
    imports: findImports(text, language),
  };
  expect(found).toEqual(JSON.parse(readFileSync(new URL('expected.json', folder), 'utf8')));
  const lines = new LineIndex(text);
  for (const { name: defined, line, offset } of definitions) {
    expect(text.startsWith(defined, offset)).toBe(true);
    expect(lines.lineAt(offset)).toBe(line);
  }
});

test.each(cases)('%s is read alike whatever ends its lines', (name) => {
  const folder = new URL(`${name}/`, root);
  const input = readdirSync(folder).find((file) => file.startsWith('input.')) ?? '';
  const text = readFileSync(new URL(input, folder), 'utf8');
  const shape = (lineBreak: string) => {
    const changed = text.replaceAll('\n', lineBreak);
    return {
      names: findDefinitions(changed, name).map((definition) => `${definition.line} ${definition.name}`),
      chunks: chunkText(changed, { language: name }).map(({ startLine, endLine }) => [startLine, endLine]),
    };
  };
  expect(shape('\r\n')).toEqual(shape('\n'));
  expect(shape('\r')).toEqual(shape('\n'));
});

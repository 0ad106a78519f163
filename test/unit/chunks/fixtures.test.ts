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

test('there are at least thirty-five languages', () => {
  expect(cases.length).toBeGreaterThanOrEqual(35);
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

/** Lines from a border to the declaration that it was made for: its comment, decorators and attributes. */
const LEADING_LINES = 12;

test.each(cases)('%s is cut where something begins', (name) => {
  const folder = new URL(`${name}/`, root);
  const input = readdirSync(folder).find((file) => file.startsWith('input.')) ?? '';
  const text = readFileSync(new URL(input, folder), 'utf8').repeat(6);
  const lines = text.split('\n');
  const declared = findDefinitions(text, name).map(({ line }) => line);
  const begins = (line: number) =>
    lines[line - 1] === '' || declared.some((at) => at >= line && at <= line + LEADING_LINES);
  const borders = chunkText(text, { language: name }).map(({ startLine }) => startLine - 1);
  expect(borders.length).toBeGreaterThan(1);
  expect(borders.slice(1).filter((line) => !begins(line))).toEqual([]);
});

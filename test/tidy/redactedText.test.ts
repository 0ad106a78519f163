import { globSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { expect, test } from 'vitest';
import { REPOSITORY } from '../helpers/repository.ts';

const MAKER = 'server/src/engine/secrets/redact.ts';
/** Who may derive redacted text from redacted text. */
const MAY_TRANSFORM = [MAKER, 'server/src/engine/compose.ts', 'server/src/engine/pack/'];

const sources = new Map(
  globSync('{client,server,shared}/src/**/*.ts', { cwd: REPOSITORY }).map((path) => [
    path.split(sep).join('/'),
    readFileSync(join(REPOSITORY, path), 'utf8'),
  ]),
);

/** `path: match` of every source, but for the files that may. */
function whereElse(pattern: RegExp, allowed: readonly string[]): string[] {
  return [...sources].flatMap(([path, text]) =>
    allowed.some((one) => path.startsWith(one)) ? [] : (text.match(pattern) ?? []).map((found) => `${path}: ${found}`),
  );
}

test('RedactedText is made in one file: nobody else casts to it, or knows its brand', () => {
  expect(sources.get(MAKER)?.match(/as RedactedText/g)?.length).toBeGreaterThan(0);
  expect(whereElse(/\bas\s+(?:unknown\s+as\s+)?[\w<[{ ]*RedactedText\b/g, [MAKER])).toEqual([]);
  expect(whereElse(/<RedactedText>\s*[\w('"`]|\bis RedactedText\b|redactedBrand/g, [MAKER])).toEqual([]);
  // A declaration of another type of that name would be one that anything can be given to.
  expect(whereElse(/\b(?:type RedactedText\s*[=<]|(?:interface|class) RedactedText\b)/g, [MAKER])).toEqual([]);
});

test('no source switches the type checker off', () => {
  expect(whereElse(/@ts-(?:ignore|nocheck|expect-error)/g, [])).toEqual([]);
});

test('redacted text is derived in few places, and from its own text', () => {
  expect(whereElse(/\btransformRedacted\b/g, MAY_TRANSFORM)).toEqual([]);
  expect(whereElse(/\btransformRedacted\([^,()]+,\s*\(\s*\)\s*=>/g, [])).toEqual([]);
});

import { globSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { transform } from 'esbuild';
import { expect, test } from 'vitest';
import { languageOf } from '../../server/src/engine/chunks/languages.ts';
import { compact, runPasses } from '../../server/src/engine/tokens/compact.ts';
import { PASSES, type CompactionLevel } from '../../server/src/engine/tokens/passes/passes.ts';
import { Source } from '../../server/src/engine/tokens/passes/source.ts';
import { REPOSITORY } from '../helpers/repository.ts';
import { declaredNames, literals, parserOf, parses, type Parser } from '../helpers/treeSitter.ts';

const FILES = 2000;
const MOST_BYTES = 24_000;
const LEVELS: readonly CompactionLevel[] = ['lossless', 'nocomments', 'outline'];
const ALL_PASSES = [...new Set(LEVELS.flatMap((level) => PASSES[level]))];
/** What changes literals on purpose, or leaves them out with what they stand in. */
const CHANGES_LITERALS = new Set(['longLiterals', 'jsonSamples', 'functionBodies', 'licenseHeader']);

interface RealFile {
  readonly path: string;
  readonly language: string;
  readonly text: string;
  readonly parser: Parser;
}

/** Sources of this repository and of the packages that it is made with, spread evenly, that the parser understands. */
async function realFiles(): Promise<readonly RealFile[]> {
  const found = globSync(
    [
      '{server,client,shared,test}/**/*.{ts,js,css,json}',
      'node_modules/**/*.{ts,mts,cts,tsx,js,mjs,cjs,c,h,cc,py,css,json}',
    ],
    { cwd: REPOSITORY },
  ).toSorted();
  const step = Math.max(1, found.length / (FILES * 1.5));
  const files: RealFile[] = [];
  for (let at = 0; at < found.length && files.length < FILES; at += step) {
    const path = found[Math.floor(at)]!;
    const stats = statSync(join(REPOSITORY, path));
    if (!stats.isFile() || stats.size > MOST_BYTES) continue;
    const text = readFileSync(join(REPOSITORY, path), 'utf8');
    const parser = await parserOf(languageOf(path));
    if (parser && parses(parser, text)) files.push({ path, language: languageOf(path), text, parser });
  }
  return files;
}

const files = await realFiles();
const wholeOf = ({ text }: RealFile) => ({ start: 0, end: text.length });

test('there are real files to look at', () => expect(files.length).toBeGreaterThan(FILES * 0.6));

test('after any combination of passes the code still parses', () => {
  const broken: string[] = [];
  for (const [at, file] of files.entries()) {
    const source = new Source(file.text, file);
    const level = LEVELS[at % LEVELS.length]!;
    // Each file with another subset: the bits of a number that runs through them.
    const some = ALL_PASSES.filter((_, pass) => (Math.imul(at + 1, 0x9e3779b1) >>> pass) & 1);
    for (const passes of [PASSES[level], some]) {
      const { text } = runPasses(source, wholeOf(file), passes);
      if (text !== file.text && !parses(file.parser, text))
        broken.push(`${file.path} (${passes.map(({ name }) => name).join(' ')})`);
    }
  }
  expect(broken).toEqual([]);
});

/** What esbuild makes of a text: the code alone, without comments and white space. Undefined when it does not compile. */
async function compiled({ language }: RealFile, text: string): Promise<string | undefined> {
  const loader = language.endsWith('react')
    ? 'tsx'
    : language === 'css'
      ? 'css'
      : language === 'typescript'
        ? 'ts'
        : 'js';
  const options = { loader, minifyWhitespace: true, legalComments: 'none', logLevel: 'silent' } as const;
  return transform(text, options).then(
    ({ code }) => code,
    () => undefined,
  );
}

test('to a compiler, TypeScript, JavaScript and CSS mean the same without comments and white space', async () => {
  const passes = PASSES.nocomments.filter(({ name }) => name !== 'longLiterals');
  const asked = files
    .filter(({ language }) => /^(?:type|java)script|^css$/.test(language))
    .filter((_, at) => at % 2 === 0);
  const changed: string[] = [];
  let compared = 0;
  for (const file of asked) {
    const [before, after] = await Promise.all([
      compiled(file, file.text),
      compiled(file, runPasses(new Source(file.text, file), wholeOf(file), passes).text),
    ]);
    if (before === undefined) continue;
    compared++;
    if (before !== after) changed.push(file.path);
  }
  expect(changed).toEqual([]);
  expect(compared).toBeGreaterThan(asked.length / 2);
});

test('literals stay as they are', () => {
  const passes = PASSES.nocomments.filter(({ name }) => !CHANGES_LITERALS.has(name));
  const changed: string[] = [];
  for (const file of files) {
    const { text } = runPasses(new Source(file.text, file), wholeOf(file), passes);
    if (text === file.text) continue;
    if (literals(file.parser, text).join('\0') !== literals(file.parser, file.text).join('\0')) changed.push(file.path);
  }
  expect(changed).toEqual([]);
});

test('an outline keeps what is declared', () => {
  const counts = new Map<string, { declared: number; kept: number }>();
  for (const file of files) {
    const outline = compact(new Source(file.text, file), wholeOf(file), 'outline').text;
    const left = new Map<string, number>();
    for (const name of declaredNames(file.parser, outline)) left.set(name, (left.get(name) ?? 0) + 1);
    const count = counts.get(file.language) ?? { declared: 0, kept: 0 };
    counts.set(file.language, count);
    for (const name of declaredNames(file.parser, file.text)) {
      const times = left.get(name) ?? 0;
      count.declared++;
      if (times > 0) count.kept++;
      left.set(name, times - 1);
    }
  }
  const few = [...counts].filter(([, { declared, kept }]) => kept < declared * 0.95);
  expect(few).toEqual([]);
  expect(counts.get('typescript')?.declared).toBeGreaterThan(1000);
});

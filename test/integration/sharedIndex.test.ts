import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Analyzer } from '../../server/src/engine/analyze.ts';
import type { IndexGroup } from '../../server/src/engine/ranking/indexGroup.ts';
import type { Segment } from '../../server/src/engine/ranking/segment.ts';
import { SegmentBuilder } from '../../server/src/engine/ranking/segmentBuilder.ts';
import { indexFiles, type FileToIndex, type IndexedFiles } from '../../server/src/workspace/indexFiles.ts';
import { SharedIndex } from '../../server/src/workspace/sharedIndex.ts';
import { githubToken } from '../helpers/samples.ts';
import { temporaryFolder, type TemporaryFolder } from '../helpers/temporary.ts';

const NO_RULES = { immediate: [], compound: [], context: [], negative: [], priorities: [] };
const analyzer = new Analyzer({ rules: NO_RULES, digest: () => '0'.repeat(64) });
const MAX_BYTES = 100_000;

let folder: TemporaryFolder;
let store: Map<string, IndexGroup>;
beforeEach(() => {
  folder = temporaryFolder();
  store = new Map();
});
afterEach(() => folder.remove());

/** Puts the files of a clone on the disk. */
function clone(name: string, files: Readonly<Record<string, string | Uint8Array>>): readonly FileToIndex[] {
  const root = join(folder.path, name);
  return Object.entries(files).map(([path, content]) => {
    const absolutePath = join(root, path);
    mkdirSync(dirname(absolutePath), { recursive: true });
    writeFileSync(absolutePath, content);
    return { path, absolutePath, root, sizeBytes: content.length };
  });
}

/** What a machine finds that wants the index of `files`, and how. */
async function machine(files: readonly FileToIndex[], { wanted = files, scope = (): string => 'one' } = {}) {
  const worked: string[] = [];
  const groups = {
    getMany: async (names: readonly string[]) =>
      new Map(names.flatMap((name) => (store.has(name) ? [[name, store.get(name)!] as const] : []))),
    set: (name: string, group: IndexGroup) => void store.set(name, group),
    flush: async () => {},
  };
  const holdsSecret = (path: string) => analyzer.secrets(path).length > 0;
  const shared = new SharedIndex({ groups, maxFileBytes: MAX_BYTES, scope, holdsSecret });
  const indexed = await shared.index(wanted, {
    all: files,
    run: {},
    indexMany: async (some) => {
      worked.push(...some.map(({ path }) => path));
      return [await indexFiles({ files: some, analyzer, maxFileBytes: MAX_BYTES, digests: true })];
    },
  });
  await shared.close();
  return { worked, indexed, counts: shared.counts };
}

/** Each file's own segment: what was found of it, whatever it came with. */
function byPath(indexed: readonly IndexedFiles[]): Record<string, unknown> {
  const found: Record<string, unknown> = {};
  for (const segment of indexed.flatMap(({ segments }) => segments))
    for (const [file, { path, language, role }] of segment.files.entries())
      found[path] = { language, role, ...linesOf(segment, file) };
  return found;
}

function linesOf(segment: Segment, file: number) {
  const [start, end] = [segment.fileChunks[file], segment.fileChunks[file + 1]];
  return { words: segment.chunkWords.slice(start, end), ends: segment.chunkEndLine.slice(start, end) };
}

function alone(files: Readonly<Record<string, string>>): Record<string, unknown> {
  const builder = new SegmentBuilder();
  for (const [path, text] of Object.entries(files)) builder.add(analyzer.analyze({ path, text }));
  return byPath([{ segments: [builder.finish()], skipped: [], digests: new Map(), withSecrets: [] }]);
}

const SOURCES: Readonly<Record<string, string>> = Object.fromEntries(
  Array.from({ length: 300 }, (_, at) => [
    `src/part${at % 7}/file${at}.ts`,
    `export const value${at} = ${at};\n`.repeat(1 + (at % 5)),
  ]),
);

test('a second machine indexes nothing, one with an edit that file alone', async () => {
  const first = await machine(clone('a', SOURCES));
  expect(first.counts).toEqual({ fetched: 0, indexed: 300, given: store.size });
  expect(store.size).toBeGreaterThan(1);
  const second = await machine(clone('b', SOURCES));
  expect(second.worked).toEqual([]);
  expect(second.counts).toEqual({ fetched: 300, indexed: 0, given: 0 });
  expect(byPath(second.indexed)).toEqual(alone(SOURCES));
  const edited = { ...SOURCES, 'src/part3/file3.ts': 'export const other = 3;\n' };
  const third = await machine(clone('c', edited));
  expect(third.worked).toEqual(['src/part3/file3.ts']);
  expect(third.counts.given).toBe(0);
  expect(byPath(third.indexed)).toEqual(alone(edited));
});

test('other rules and other builds find nothing, and overwrite nothing', async () => {
  await machine(clone('a', SOURCES));
  const entries = new Map(store);
  expect((await machine(clone('b', SOURCES), { scope: () => 'two' })).worked).toHaveLength(300);
  for (const [name, group] of entries) expect(store.get(name)).toBe(group);
});

test('what was indexed while the rules changed is not given', async () => {
  let asked = 0;
  const { counts } = await machine(clone('a', SOURCES), { scope: () => String(asked++) });
  expect(counts.given).toBe(0);
  expect(store.size).toBe(0);
});

test('of files that hold secrets, or are named so, nothing is given', async () => {
  const files = {
    ...SOURCES,
    'src/part1/key.ts': `const key = '${githubToken()}';\n`,
    [`src/part2/${githubToken(2)}.ts`]: 'export {};\n',
    'src/picture.png': Uint8Array.of(0x89, 0, 1, 2),
  };
  const first = await machine(clone('a', files));
  expect(first.indexed.flatMap(({ skipped }) => skipped)).toEqual([{ path: 'src/picture.png', reason: 'binary' }]);
  const kept = [...store.values()].flatMap(({ segment }) => segment.files.map(({ path }) => path));
  expect(kept.toSorted()).toEqual(Object.keys(SOURCES).toSorted());
  const second = await machine(clone('b', files));
  expect(second.worked.toSorted()).toEqual(['src/part1/key.ts', `src/part2/${githubToken(2)}.ts`]);
  expect(second.indexed.flatMap(({ skipped }) => skipped)).toEqual([{ path: 'src/picture.png', reason: 'binary' }]);
});

test('a machine that wants some files only takes none from the others', async () => {
  await machine(clone('a', SOURCES));
  const changed = Object.fromEntries(
    Object.entries(SOURCES).map(([path, text], at) => [path, at < 60 ? `${text}//\n` : text]),
  );
  const files = clone('b', changed);
  const { counts } = await machine(files, { wanted: files.slice(0, 60) });
  expect(counts).toMatchObject({ fetched: 0, indexed: 60 });
  expect((await machine(clone('c', changed))).worked).toEqual([]);
});

test('whatever branches came before, a machine finds what it would have made', async () => {
  const paths = Object.keys(SOURCES).slice(0, 100);
  const branch = fc.dictionary(fc.constantFrom(...paths), fc.constantFrom('', 'let a;\n', 'let b;\nlet c;\n'), {
    minKeys: 1,
    maxKeys: 40,
  });
  let n = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(branch, { minLength: 2, maxLength: 4 }), async (branches) => {
      store.clear();
      for (const files of branches)
        expect(byPath((await machine(clone(`branch${n++}`, files))).indexed)).toEqual(alone(files));
    }),
    { numRuns: 10 },
  );
});

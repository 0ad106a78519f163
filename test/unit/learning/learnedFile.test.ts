import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { learn } from '../../../server/src/engine/ranking/learn.ts';
import { NOTHING_LEARNED, type LearnedState } from '../../../server/src/engine/ranking/learned.ts';
import { LearnedFile } from '../../../server/src/learning/learnedFile.ts';
import { fromJson, toJson } from '../../../server/src/learning/stateJson.ts';
import { temporaryFolder, type TemporaryFolder } from '../../helpers/temporary.ts';

const KEY = new Uint8Array(32).fill(7);
let folder: TemporaryFolder;
let warnings: string[];

beforeEach(() => {
  folder = temporaryFolder();
  warnings = [];
});
afterEach(() => folder.remove());

function open({ key = KEY, roots = ['/workspace'] } = {}): LearnedFile {
  const log = { info: () => {}, warn: (message: string) => warnings.push(message), error: () => {} };
  return new LearnedFile({ dataFolder: folder.path, key, roots, log });
}

const pin =
  (path: string, word = 1) =>
  (state: LearnedState) =>
    learn(state, { kind: 'pin', words: [word], paths: [path] });

function fileOnDisk(): string {
  const [name = ''] = readdirSync(join(folder.path, 'learned'));
  return join(folder.path, 'learned', name);
}

test('what is learned is there in the next process, and for this workspace and key alone', async () => {
  const first = open();
  expect(first.current()).toEqual({ state: NOTHING_LEARNED, digest: '' });
  expect(await first.update(pin('src/a.ts'))).toBe(true);
  const again = open().current();
  expect(again.state.filePriors.get('src/a.ts')).toBeGreaterThan(0);
  expect(again.digest).toMatch(/^[0-9a-f]{64}$/);
  expect(open({ roots: ['/other'] }).current().digest).toBe('');
  expect(open({ key: new Uint8Array(32).fill(8) }).current().digest).toBe('');
});

test('the file tells nothing to who has not the key, nor to other users', async () => {
  await open().update(pin('src/secretName.ts'));
  const path = fileOnDisk();
  expect(readFileSync(path, 'latin1')).not.toContain('secretName');
  expect(statSync(path).mode & 0o077).toBe(0);
});

test('of two windows neither loses what the other learned, and each sees it', async () => {
  const [one, two] = [open(), open()];
  one.current();
  const paths = Array.from({ length: 12 }, (_, at) => `f${at}.ts`);
  await Promise.all(paths.map((path, at) => (at % 2 ? one : two).update(pin(path, at))));
  for (const window of [one, two])
    expect([...window.current().state.filePriors.keys()].sort()).toEqual([...paths].sort());
  expect(one.current().digest).toBe(two.current().digest);
});

test('a file that does not open is set aside, and learning begins anew', async () => {
  const store = open();
  await store.update(pin('a.ts'));
  const path = fileOnDisk();
  writeFileSync(path, 'not what was written');
  expect(store.current().digest).toBe('');
  expect(existsSync(`${path}.broken`)).toBe(true);
  expect(store.problem).toMatch(/begins anew/);
  expect(warnings).toHaveLength(1);
  expect(await store.update(pin('b.ts'))).toBe(true);
  expect([...open().current().state.filePriors.keys()]).toEqual(['b.ts']);
  expect(store.problem).toBeUndefined();
});

test('resetting forgets, for the other window too', async () => {
  const [one, two] = [open(), open()];
  await one.update(pin('a.ts'));
  expect(two.current().digest).not.toBe('');
  expect(await two.reset()).toBe(true);
  expect(one.current()).toEqual({ state: NOTHING_LEARNED, digest: '' });
});

test('a change that says nothing new writes nothing', async () => {
  const store = open();
  await store.update(pin('a.ts'));
  const { ino, mtimeMs } = statSync(fileOnDisk());
  expect(await store.update(pin('a.ts'))).toBe(true);
  expect(statSync(fileOnDisk())).toMatchObject({ ino, mtimeMs });
});

test('a folder that cannot be written costs what would be learned, and one line in the log', async () => {
  writeFileSync(join(folder.path, 'learned'), 'a file where the folder should be');
  const store = open();
  expect(store.current().digest).toBe('');
  expect(await store.update(pin('a.ts'))).toBe(false);
  expect(await store.update(pin('a.ts'))).toBe(false);
  expect(warnings).toHaveLength(1);
});

test('JSON gives back the state, and takes nothing beyond its bounds', () => {
  const evidence = { judged: { score: 1, signals: { path: 1 } }, others: [{ score: 2, signals: { text: 1 } }] };
  const state = learn(NOTHING_LEARNED, { kind: 'pin', words: [3, 1, 2], paths: ['a', 'b'], ...evidence });
  const json = toJson(state);
  expect(fromJson(json)).toEqual(state);
  expect(toJson(fromJson(json))).toBe(json);
  const broken: readonly (readonly [string, string])[] = [
    ['"format":1', '"format":2'],
    ['["a",0.02]', '["a",3]'],
    ['"path":1.', '"path":9.'],
    ['"pin"]', '"boast"]'],
  ];
  for (const [from, to] of broken) {
    expect(json).toContain(from);
    expect(() => fromJson(json.replace(from, to))).toThrow();
  }
  expect(fromJson(json.replace('"path":', '"gone":')).signalFactors).not.toHaveProperty('path');
});

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { Overlays } from '../../../server/src/workspace/overlays.ts';
import { ignoresCase, PathCase } from '../../../server/src/workspace/pathCase.ts';
import { temporaryFolder } from '../../helpers/temporary.ts';

const ONE = [{ name: 'work', folder: '/home/Work' }];
const TWO = [...ONE, { name: 'other', folder: '/disk/other/' }];
const caseless = (roots = ONE) => new PathCase(roots, (folder) => folder !== '/disk/other/');
const exact = new PathCase(ONE, () => false);

test('a folder is asked by another spelling of a name in it', () => {
  const folder = temporaryFolder({ 'Readme.md': '' });
  expect(ignoresCase(folder.path)).toBe(existsSync(join(folder.path, 'rEADME.MD')));
  folder.remove();
});

test.each([
  ['names that differ in case alone', { readme: '', README: '' }],
  ['no name with letters', { '1': '' }],
])('%s tell nothing', (_, files) => {
  const folder = temporaryFolder(files);
  const system = process.platform === 'win32' || process.platform === 'darwin';
  expect(ignoresCase(folder.path)).toBe(system);
  expect(ignoresCase(join(folder.path, 'not-there'))).toBe(system);
  folder.remove();
});

test.each<[PathCase, string, string, boolean]>([
  [caseless(), 'src/Foo.ts', 'SRC/foo.TS', true],
  [caseless(), 'Straße', 'STRASSE', false],
  [caseless(), 'É', 'é', true],
  [caseless(), 'a', 'b', false],
  [exact, 'src/Foo.ts', 'src/foo.ts', false],
  [exact, 'src/Foo.ts', 'src/Foo.ts', true],
  [caseless(TWO), 'work/A', 'work/a', true],
  [caseless(TWO), 'other/A', 'other/a', false],
])('%#: %s and %s name one file: %s', (of, one, other, same) => {
  expect(of.keyOf(one) === of.keyOf(other)).toBe(same);
});

test.each<[PathCase, string, string | undefined]>([
  [exact, '/home/Work/src/a.ts', 'src/a.ts'],
  [exact, '/home/work/src/a.ts', undefined],
  [caseless(), '/HOME/work/Src/a.ts', 'Src/a.ts'],
  [exact, '/home/Work', undefined],
  [exact, '/home/Works/a.ts', undefined],
  [exact, '/home/Work/..data/a.ts', '..data/a.ts'],
  [exact, '/home/Work/a../b.ts', 'a../b.ts'],
  [exact, '/home/Work/../b.ts', undefined],
  [caseless(TWO), '/disk/other/a.ts', 'other/a.ts'],
  [caseless(TWO), '/disk/OTHER/a.ts', undefined],
])('%#: the path of %s in the workspace is %s', (of, file, path) => {
  expect(of.pathOf(file)).toBe(path);
});

test('a file is found under another spelling, its own first, and not once it is gone', () => {
  const files = new Map([
    ['Foo.ts', 1],
    ['strasse', 2],
  ]);
  const of = caseless();
  expect(['Foo.ts', 'foo.TS', 'bar', 'straße'].map((path) => of.find(path, files))).toEqual([
    'Foo.ts',
    'Foo.ts',
    undefined,
    undefined,
  ]);
  files.delete('Foo.ts');
  expect(of.find('foo.ts', files)).toBeUndefined();
  expect(exact.find('STRASSE', files)).toBeUndefined();
});

test('what was typed last stands for the file, under whatever spelling', () => {
  const files = new Map([['Foo.ts', 1]]);
  const overlays = new Overlays(caseless(), () => files);
  const text = () => overlays.get('Foo.ts')?.text;
  expect(text()).toBeUndefined();
  overlays.set('foo.ts', 'first');
  expect([text(), overlays.filesOf('foo.ts')]).toEqual(['first', ['Foo.ts']]);
  overlays.set('Foo.ts', 'second');
  expect(text()).toBe('second');
  overlays.set('foo.ts', 'third');
  expect(text()).toBe('third');
  overlays.delete('foo.ts');
  expect(text()).toBe('second');
  overlays.delete('Foo.ts');
  expect([text(), overlays.texts().size]).toEqual([undefined, 0]);
});

test('two files that only folding takes for one keep their texts apart', () => {
  const files = new Map([
    ['ſ', 1],
    ['s', 2],
  ]);
  const overlays = new Overlays(caseless(), () => files);
  overlays.set('ſ', 'long');
  expect([overlays.get('s')?.text, overlays.get('ſ')?.text]).toEqual([undefined, 'long']);
});

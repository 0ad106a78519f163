import { expect, test } from 'vitest';
import { groupFiles } from '../../../server/src/workspace/fileGroups.ts';

const file = (path: string, sizeBytes = 1000) => ({ path, sizeBytes });
const FILES = Array.from({ length: 3000 }, (_, at) => file(`src/part${at % 37}/module${at}.ts`));

const shape = (files: readonly { readonly path: string; readonly sizeBytes: number }[]) =>
  new Map(groupFiles(files).map((group) => [group.name, group.files.map(({ path }) => path).join('\n')]));

test('every file is in one group, and the order in which files are told does not matter', () => {
  const groups = groupFiles(FILES);
  expect(groups.flatMap((group) => group.files).length).toBe(FILES.length);
  expect(new Set(groups.map(({ name }) => name)).size).toBe(groups.length);
  expect(groups.length).toBeGreaterThan(10);
  expect(Math.max(...groups.map((group) => group.files.length))).toBeLessThanOrEqual(512);
  expect(shape(FILES.toReversed())).toEqual(shape(FILES));
  expect(groupFiles([])).toEqual([]);
});

test.each<[string, (files: typeof FILES, at: number) => typeof FILES]>([
  ['comes', (files, at) => [...files, file(`src/part${at % 37}/new${at}.ts`)]],
  ['goes', (files, at) => files.filter((_, index) => index !== at)],
])('a file that %s moves the borders next to it alone', (_, change) => {
  const before = shape(FILES);
  let changed = 0;
  for (let at = 0; at < FILES.length; at += 100) {
    const after = shape(change(FILES, at));
    changed += [...after].filter(([name, paths]) => before.get(name) !== paths).length;
  }
  // Of 30 changes: the group of each, and now and then a neighbour.
  expect(changed).toBeLessThan(60);
});

test('large files make small groups', () => {
  const large = FILES.map(({ path }) => file(path, 1_000_000));
  expect(Math.max(...groupFiles(large).map((group) => group.files.length))).toBe(8);
});

import { expect, test } from 'vitest';
import { History, type Commit } from '../../../server/src/engine/ranking/history.ts';
import { parseQuery } from '../../../server/src/engine/ranking/query.ts';
import { fileLayout } from '../../helpers/fileLayout.ts';

const FILES = ['src/cache.ts', 'src/pool.ts', 'test/cache.test.ts', 'docs/cache.md'];

function similar(commits: readonly Commit[], question: string): readonly number[] {
  return [...new History(commits).similar(parseQuery(question).words, fileLayout(FILES)).sums];
}

test('files that commits like the question changed are told, sources before what goes with them', () => {
  const commits = [
    { message: 'Evict the oldest entry of the cache', paths: ['src/cache.ts', 'test/cache.test.ts'] },
    { message: 'Grow the pool', paths: ['src/pool.ts'] },
    { message: 'Describe eviction', paths: ['docs/cache.md', 'gone.md'] },
  ];
  const [cache, pool, cacheTest, docs] = similar(commits, 'why does the cache evict the wrong entry?');
  expect(cache).toBeGreaterThan(0);
  expect([pool, cacheTest]).toEqual([0, 0]);
  expect(similar(commits, 'describe it')[3]).toBeGreaterThan(0);
  expect(docs).toBeLessThan(cache!);
});

test('who signed a commit off is not what it is about', () => {
  const commits = [{ message: 'Grow it\n\nSigned-off-by: Cache Master', paths: ['src/pool.ts'] }];
  expect(similar(commits, 'the cache master')).toEqual([0, 0, 0, 0]);
});

test('a file changed lately counts more than one changed long ago, a sweep over many files not at all', () => {
  const old = Array.from({ length: 500 }, () => ({ message: 'Other', paths: ['elsewhere.ts'] }));
  const sweep = { message: 'Sweep', paths: ['docs/cache.md', ...Array.from({ length: 40 }, (_, at) => `f${at}.ts`)] };
  const history = new History([
    sweep,
    { message: 'New', paths: ['src/pool.ts'] },
    ...old,
    { message: 'Old', paths: ['src/cache.ts'] },
  ]);
  const [cache, pool, , docs] = history.recent(fileLayout(FILES));
  expect(pool).toBeGreaterThan(cache!);
  expect(cache).toBeGreaterThan(0);
  expect(docs).toBe(0);
});

test('files that change together are told of each other, the more the better the file they go with', () => {
  const commits = [
    { message: 'One', paths: ['src/cache.ts', 'src/pool.ts'] },
    { message: 'Two', paths: ['src/pool.ts', 'docs/cache.md'] },
    { message: 'Alone', paths: ['test/cache.test.ts'] },
  ];
  const together = (best: ReadonlyMap<number, number>) => [...new History(commits).together(best, fileLayout(FILES))];
  const [cache, pool, cacheTest, docs] = together(new Map([[0, 2]]));
  expect([cache, cacheTest, docs]).toEqual([0, 0, 0]);
  expect(pool).toBeGreaterThan(0);
  expect(together(new Map([[0, 3]]))[1]).toBeGreaterThan(pool!);
});

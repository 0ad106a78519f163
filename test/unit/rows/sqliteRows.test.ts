import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { silentLogger } from '../../../server/src/base/logger.ts';
import type { RequestRow } from '../../../server/src/cache/requestRow.ts';
import { createSqliteRows, type SqliteRowsOptions } from '../../../server/src/cache/sqliteRows.ts';
import { temporaryFolder } from '../../helpers/temporary.ts';

const folder = temporaryFolder();
afterAll(() => folder.remove());

const NO_USES: ReadonlyMap<string, number> = new Map();

function row(id: string, atMs: number): RequestRow {
  return {
    id,
    atMs,
    surface: 'lsp',
    cache: 'memory',
    latencyMs: 1.25,
    stages: { rank: 0.5 },
    tokensIn: 40,
    tokensOut: 8,
  };
}

function open(name: string, options: Partial<SqliteRowsOptions> = {}) {
  return createSqliteRows({ path: join(folder.path, name), log: silentLogger, wallMs: () => 1000, ...options });
}

test('rows come back as they were, from a time on, the oldest first', async () => {
  const file = open('whole.sqlite');
  await file.write({ rows: [row('b', 900), row('a', 800), row('old', 100)], uses: NO_USES });
  expect(await file.read(800)).toEqual([row('a', 800), row('b', 900)]);
  await file.close();
  const again = open('whole.sqlite');
  expect(await again.read(0)).toHaveLength(3);
  await again.close();
});

test('the file is bounded by age and by number', async () => {
  const file = open('bounded.sqlite', { mostRows: 3, keptMs: 500 });
  await file.write({ rows: [row('old', 499), row('a', 500)], uses: NO_USES });
  expect((await file.read(0)).map(({ id }) => id)).toEqual(['a']);
  await file.write({ rows: ['b', 'c', 'd'].map((id, at) => row(id, 600 + at)), uses: NO_USES });
  expect((await file.read(0)).map(({ id }) => id)).toEqual(['b', 'c', 'd']);
  await file.close();
});

test('two windows write to one file', async () => {
  const windows = [open('shared.sqlite'), open('shared.sqlite')];
  for (let turn = 0; turn < 5; turn++)
    for (const [at, file] of windows.entries()) await file.write({ rows: [row(`${at}`, 900 + turn)], uses: NO_USES });
  expect(await windows[0]!.read(0)).toHaveLength(10);
  for (const file of windows) await file.close();
});

test('what is no database is set aside, and a batch of nothing makes no file', async () => {
  const path = join(folder.path, 'broken.sqlite');
  writeFileSync(path, 'not a database at all, '.repeat(100));
  const file = open('broken.sqlite');
  await file.write({ rows: [row('a', 900)], uses: NO_USES });
  expect(await file.read(0)).toEqual([row('a', 900)]);
  await file.close();
  expect(existsSync(`${path}.corrupt`)).toBe(true);
  const none = open('none.sqlite');
  await none.write({ rows: [], uses: new Map([['key', 1]]) });
  await none.close();
  expect(existsSync(join(folder.path, 'none.sqlite'))).toBe(false);
});

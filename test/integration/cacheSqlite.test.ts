import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import {
  existsSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { silentLogger } from '../../server/src/base/logger.ts';
import { sqliteFile } from '../../server/src/cache/sqliteFile.ts';
import { createSqliteStore, type SqliteStoreOptions } from '../../server/src/cache/sqliteStore.ts';
import type { CacheStore } from '../../server/src/cache/store.ts';
import { HOUR_MS, PATIENT_MS, checkContract, checkDump, checkTags, checkTagSequences } from '../helpers/storeChecks.ts';

const closing: (() => Promise<void>)[] = [];
const folder = mkdtempSync(join(tmpdir(), 'winnow-cache-'));
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

function kept<S extends CacheStore>(store: S): S {
  closing.push(() => store.close());
  return store;
}

const sqlite = (options: Partial<SqliteStoreOptions> = {}): CacheStore =>
  kept(
    createSqliteStore({
      path: join(folder, `${randomUUID()}.db`),
      log: silentLogger,
      busyTimeoutMs: PATIENT_MS,
      ...options,
    }),
  );

describe('sqlite', () => {
  const pathOf = (): string => join(folder, `${randomUUID()}.db`);
  const filesOf = (path: string): string[] => readdirSync(folder).filter((name) => join(folder, name).startsWith(path));

  it('keeps, expires and clears', () => {
    const path = pathOf();
    return checkContract(() => sqlite({ path }));
  });

  it('holds nothing that can be read', () => {
    const path = pathOf();
    return checkDump(sqlite({ path }), async () =>
      Buffer.concat(filesOf(path).map((name) => readFileSync(join(folder, name)))),
    );
  });

  it('forgets what is tagged', () => checkTags(sqlite()));

  it('forgets with the memory before it what is tagged, whatever came before', () => checkTagSequences(sqlite()));

  it.each([
    ['everything', undefined],
    ['what is tagged', { tags: ['a'.repeat(16)] }],
  ])('leaves no byte of it in its files when it forgets %s', async (_, only) => {
    const path = pathOf();
    const store = sqlite({ path });
    const value = Buffer.from('sealed words '.repeat(2000));
    await store.set('k', value, HOUR_MS, ['a'.repeat(16)]);
    const bytes = () => Buffer.concat(filesOf(path).map((name) => readFileSync(join(folder, name))));
    expect(bytes().includes('sealed words')).toBe(true);
    expect(await store.clear(only)).toBe(1);
    expect(bytes().includes('sealed words')).toBe(false);
  });

  it.each([
    ['everything', undefined],
    ['what is tagged', { tags: ['a'.repeat(16)] }],
  ])('forgets %s bit by bit, and gives nothing meanwhile', async (_, only) => {
    const store = sqlite({ path: pathOf() });
    for (let i = 0; i < 1200; i++) await store.set(`k${i}`, new Uint8Array(1), HOUR_MS, ['a'.repeat(16)]);
    const clearing = store.clear(only);
    let turns = 0;
    let cleared: number | undefined;
    void clearing.then((count) => (cleared = count));
    for (; cleared === undefined; turns++) {
      expect(await store.get('k1199')).toBeUndefined();
      await new Promise(setImmediate);
    }
    expect([cleared, turns > 4]).toEqual([1200, true]);
    await store.set('new', new Uint8Array(1), HOUR_MS);
    expect(await store.get('new')).toEqual(new Uint8Array(1));
  });

  it('forgets when another process that writes to the file is done', async () => {
    const path = pathOf();
    const store = sqlite({ path, busyTimeoutMs: 1 });
    await store.set('k', new Uint8Array(1), HOUR_MS);
    const other = new DatabaseSync(path);
    other.exec('BEGIN IMMEDIATE');
    const clearing = store.clear();
    await new Promise((resolve) => setTimeout(resolve, 50));
    other.exec('COMMIT');
    other.close();
    expect(await clearing).toBe(1);
  });

  it('begins anew where an earlier Winnow had no tags, and bears that one beside it', async () => {
    const path = pathOf();
    const old = new DatabaseSync(path);
    old.exec(
      'CREATE TABLE entries (key TEXT PRIMARY KEY, value BLOB NOT NULL, expires_ms INTEGER NOT NULL, used_ms INTEGER NOT NULL)',
    );
    const write = `INSERT OR REPLACE INTO entries (key, value, expires_ms, used_ms) VALUES ('old', x'01', 9e15, 1)`;
    old.exec(write);
    const store = sqlite({ path });
    expect(await store.get('old')).toBeUndefined();
    old.exec(write);
    old.close();
    expect(await store.get('old')).toEqual(Uint8Array.of(1));
    expect(await store.clear({ tags: ['a'.repeat(16)] })).toBe(1);
  });

  it('is one store to two handles', async () => {
    const path = pathOf();
    const [one, two] = [sqlite({ path }), sqlite({ path })];
    await Promise.all(
      Array.from({ length: 50 }, (_, i) => (i % 2 ? one : two).set(`k${i}`, new Uint8Array([i]), HOUR_MS)),
    );
    const read = await Promise.all(Array.from({ length: 50 }, (_, i) => (i % 2 ? two : one).get(`k${i}`)));
    expect(read.map((value) => value?.[0])).toEqual(Array.from({ length: 50 }, (_, i) => i));
  });

  it('loses nothing when two processes write at a time', async () => {
    const path = pathOf();
    const store = fileURLToPath(new URL('../../server/src/cache/sqliteStore.ts', import.meta.url));
    const program = `
      const { createSqliteStore } = await import(${JSON.stringify(store)});
      const [path, name] = process.argv.slice(-2);
      const log = { info() {}, warn() {}, error() {} };
      const store = createSqliteStore({ path, log, busyTimeoutMs: ${PATIENT_MS} });
      // Neither begins before the other is there.
      const other = name === 'a' ? 'b' : 'a';
      await store.set(name, new Uint8Array(1), ${HOUR_MS});
      while (!(await store.get(other))) await new Promise((resolve) => setTimeout(resolve, 1));
      for (let i = 0; i < 300; i++) await store.set(name + i, new Uint8Array(1000), ${HOUR_MS});
      await store.close();`;
    const write = (name: string): Promise<unknown> =>
      promisify(execFile)(process.execPath, ['--no-warnings', '--input-type=module', '-e', program, path, name]);
    await Promise.all([write('a'), write('b')]);
    const reader = sqlite({ path });
    const keys = ['a', 'b'].flatMap((name) => Array.from({ length: 300 }, (_, i) => name + i));
    const values = await Promise.all(keys.map((key) => reader.get(key)));
    expect(values.filter((value) => value?.length === 1000)).toHaveLength(600);
  });

  it('stays within its size, and keeps what was used last', async () => {
    const path = pathOf();
    let nowMs = 1_000_000;
    const store = sqlite({ path, maxBytes: 1_000_000, wallMs: () => nowMs++ });
    for (let i = 0; i < 60; i++) {
      await store.set(`k${i}`, new Uint8Array(50_000), HOUR_MS);
      expect((await store.get('k0'))?.length).toBe(50_000);
    }
    expect(await store.get('k1')).toBeUndefined();
    expect((await store.get('k59'))?.length).toBe(50_000);
    await store.set('huge', new Uint8Array(1_000_001), HOUR_MS);
    expect(await store.get('huge')).toBeUndefined();
    await store.close();
    expect(statSync(path).size).toBeLessThan(1_200_000);
  });

  const spoil: Readonly<Record<string, (path: string) => void>> = {
    'is something else': (path) => {
      writeFileSync(path, 'not a database at all, but long enough to look like something'.repeat(100));
    },
    'was cut short': (path) => {
      truncateSync(path, 5000);
    },
    'is zeros after its first page': (path) => {
      const bytes = readFileSync(path);
      writeFileSync(path, bytes.fill(0, 4096));
    },
    'has a spoilt head': (path) => {
      const bytes = readFileSync(path);
      writeFileSync(path, bytes.fill(0xff, 0, 100));
    },
  };
  it.each(Object.entries(spoil))('sets a file aside that %s, and begins anew', async (_name, ruin) => {
    const path = pathOf();
    const lines: string[] = [];
    const first = sqlite({ path });
    for (let i = 0; i < 20; i++) await first.set(`k${i}`, new Uint8Array(2000), HOUR_MS);
    await first.close();
    ruin(path);
    const second = sqlite({ path, log: { ...silentLogger, warn: (line) => lines.push(line) } });
    expect(await second.get('k19')).toBeUndefined();
    await second.set('new', new Uint8Array([7]), HOUR_MS);
    expect(await second.get('new')).toEqual(new Uint8Array([7]));
    expect(existsSync(`${path}.corrupt`)).toBe(true);
    expect(lines).toEqual([expect.stringContaining('set aside')]);
  });

  it('does not set a new file aside because another process set the old one aside', async () => {
    const path = pathOf();
    const sqliteModule = await import('node:sqlite');
    const lines: string[] = [];
    const open = () =>
      sqliteFile({
        sqlite: sqliteModule,
        path,
        log: { ...silentLogger, warn: (line) => lines.push(line) },
        prepare: (database) => database,
      });
    const [one, two] = [open(), open()];
    const broken = Object.assign(new Error('malformed'), { errcode: 11 });
    for (const file of [one, two]) file.use((database) => database.exec('CREATE TABLE IF NOT EXISTS old (a)'));
    for (const file of [one, two]) {
      let attempts = 0;
      file.use((database) => {
        if (attempts++ === 0) throw broken;
        database.exec('CREATE TABLE IF NOT EXISTS fresh (a); INSERT INTO fresh VALUES (1)');
      });
    }
    expect(one.use((database) => database.prepare('SELECT count(*) AS n FROM fresh').get())).toEqual({ n: 2 });
    expect(lines).toHaveLength(1);
    for (const file of [one, two]) file.close();
  });
});

import { describe, expect, it } from 'vitest';
import { createSqliteStore } from '../../../server/src/cache/sqliteStore.ts';

describe('sqlite store', () => {
  it('is off where Node has no SQLite, and says so once', async () => {
    const lines: string[] = [];
    const log = { info: (line: string) => lines.push(line), warn: () => {}, error: () => {} };
    const load = async (): Promise<never> => {
      throw new Error('No such built-in module: node:sqlite');
    };
    const store = createSqliteStore({ path: '/nowhere/cache.db', log, load });
    await store.set('k', new Uint8Array([1]), 1000);
    expect(await store.get('k')).toBeUndefined();
    await store.clear();
    await store.close();
    expect(lines).toEqual([
      'cache: nothing is kept on disk, this Node has no SQLite: No such built-in module: node:sqlite',
    ]);
  });
});

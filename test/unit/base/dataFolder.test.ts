import { existsSync, readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createOnce } from '../../../server/src/base/createOnce.ts';
import { localKey } from '../../../server/src/base/dataFolder.ts';
import { temporaryFolder } from '../../helpers/temporary.ts';

const LONG_AGO = new Date(Date.now() - 60_000);

test('a key is made once, for this user alone, and only where it may be', () => {
  const folder = temporaryFolder();
  expect(localKey(folder.path, { create: false }).kept).toBe(false);
  expect(existsSync(join(folder.path, 'key'))).toBe(false);
  const { bytes, kept } = localKey(folder.path);
  expect([kept, bytes.length, statSync(join(folder.path, 'key')).mode & 0o777]).toEqual([true, 32, 0o600]);
  expect(Buffer.from(localKey(folder.path).bytes).equals(bytes)).toBe(true);
  folder.remove();
});

test.each([0, 7, 33])(
  'a file of %d bytes, left by a full disk or a killed process, does not stand for a key for good',
  (length) => {
    const folder = temporaryFolder();
    const path = join(folder.path, 'key');
    writeFileSync(path, new Uint8Array(length));
    // It may be just being written.
    expect(localKey(folder.path).kept).toBe(false);
    utimesSync(path, LONG_AGO, LONG_AGO);
    expect(localKey(folder.path, { create: false }).kept).toBe(false);
    const { bytes, kept } = localKey(folder.path);
    expect(kept).toBe(true);
    expect(readFileSync(path).equals(bytes)).toBe(true);
    expect(statSync(`${path}.corrupt`).size).toBe(length);
    folder.remove();
  },
);

test('a file that cannot be filled is not left behind', () => {
  const folder = temporaryFolder();
  const path = join(folder.path, 'lock');
  const refused = Symbol('what no disk takes') as unknown as string;
  expect(() => createOnce(path, refused)).toThrow(TypeError);
  expect(existsSync(path)).toBe(false);
  expect([createOnce(path, 'mine'), createOnce(path, 'another')]).toEqual([true, false]);
  expect(readFileSync(path, 'utf8')).toBe('mine');
  folder.remove();
});

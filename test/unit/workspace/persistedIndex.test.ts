import { existsSync, readdirSync, readFileSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { SegmentBuilder } from '../../../server/src/engine/ranking/segmentBuilder.ts';
import { packStates } from '../../../server/src/workspace/fileState.ts';
import { PersistedIndex } from '../../../server/src/workspace/persistedIndex.ts';
import type { StoredIndex } from '../../../server/src/workspace/storedIndex.ts';
import { temporaryFolder, type TemporaryFolder } from '../../helpers/temporary.ts';

type PersistedIndexOptions = ConstructorParameters<typeof PersistedIndex>[0];

const KEY = new Uint8Array(32).fill(7);
const HOUR_MS = 3_600_000;
let home: TemporaryFolder;
let warnings: string[];

beforeEach(() => {
  home = temporaryFolder();
  warnings = [];
});
afterEach(() => home.remove());

function persisted(changed: Partial<PersistedIndexOptions> = {}): PersistedIndex {
  const log = { info: () => {}, warn: (message: string) => void warnings.push(message), error: () => {} };
  return new PersistedIndex({
    dataFolder: home.path,
    key: KEY,
    identity: () => 'a workspace',
    build: '1.0.0',
    log,
    ...changed,
  });
}

function stored(word = 'walrus'): StoredIndex {
  const builder = new SegmentBuilder();
  for (const path of ['src/a.ts', 'src/b.ts', 'docs/c.md']) {
    const text = `${word} ${path}\n`;
    const chunks = [{ startLine: 1, endLine: 1, start: 0, end: text.length, definitions: [word] }];
    builder.add({ path, language: 'typescript', role: 'source', text, chunks });
  }
  const state = { sizeBytes: 9, mtimeMs: 1_700_000_000_123.456, ctimeMs: 1_700_000_000_124.5, inode: 77 };
  return {
    segments: [{ segment: builder.finish(), states: packStates([state, undefined, state]) }],
    binary: { paths: ['picture.png'], states: packStates([state]) },
    past: [
      {
        folder: '/somewhere',
        readAt: 'abc',
        commits: [{ id: 'abc', message: 'The walrus is fed', paths: ['src/a.ts'] }],
      },
    ],
    digests: [['src/a.ts', 'digest of a']],
  };
}

const files = () => readdirSync(join(home.path, 'index'));
const file = () =>
  join(
    home.path,
    'index',
    files().find((name) => name.endsWith('.index'))!,
  );

test('what is kept comes back as it was, and only its size tells of it', async () => {
  const writer = persisted();
  await writer.save(stored());
  const reader = persisted();
  expect(await reader.load()).toEqual(stored());
  expect(writer.counts.written).toBe(1);
  expect(reader.counts).toEqual({ loaded: 1, broken: 0, written: 0 });
  expect(files()).toHaveLength(1);
  for (const word of ['walrus', 'src/', 'typescript', 'picture'])
    expect(readFileSync(file()).includes(word)).toBe(false);
});

test.each<[string, Partial<PersistedIndexOptions>]>([
  ['another workspace', { identity: () => 'another workspace' }],
  ['another build', { build: '1.0.1' }],
  ['another key', { key: new Uint8Array(32).fill(8) }],
])('%s finds nothing, which is no fault', async (_, changed) => {
  await persisted().save(stored());
  const other = persisted(changed);
  expect(await other.load()).toBeUndefined();
  expect(other.counts).toEqual({ loaded: 0, broken: 0, written: 0 });
  expect(warnings).toEqual([]);
});

test('one changed byte anywhere, one byte less or more: not used, counted, and told without a word of its content', async () => {
  await persisted().save(stored());
  const sound = readFileSync(file());
  const damaged = persisted();
  let tries = 0;
  for (let at = 0; at < sound.length; at += 41) {
    const bytes = Buffer.from(sound);
    bytes[at]! ^= 0x10;
    writeFileSync(file(), bytes);
    expect(await damaged.load()).toBeUndefined();
    tries++;
  }
  writeFileSync(file(), Buffer.concat([sound, Buffer.of(0)]));
  expect(await damaged.load()).toBeUndefined();
  for (const length of [sound.length - 1, 60, 3, 0]) {
    writeFileSync(file(), sound);
    truncateSync(file(), length);
    expect(await damaged.load()).toBeUndefined();
  }
  const { loaded, broken } = damaged.counts;
  expect(loaded).toBe(0);
  // One in the maker's digest makes it another's file, which is no fault.
  expect(broken).toBeGreaterThan(tries - 5);
  expect(new Set(warnings).size).toBe(1);
  expect(warnings[0]).toContain('is not used (it is damaged): the workspace is indexed anew');
});

test('of several windows one writes at a time; a lock that was left behind is taken', async () => {
  await persisted().save(stored());
  const lock = `${file()}.lock`;
  writeFileSync(lock, '1');
  await persisted().save(stored('seal'));
  expect(await persisted().load()).toEqual(stored());
  const longAgo = new Date(Date.now() - HOUR_MS);
  utimesSync(lock, longAgo, longAgo);
  await persisted().save(stored('seal'));
  expect(await persisted().load()).toEqual(stored('seal'));
  expect(files()).toHaveLength(1);
});

test('what nobody used for long goes, and what was left behind half written', async () => {
  await persisted({ identity: () => 'old' }).save(stored());
  const old = file();
  const unused = new Date(Date.now() - 100 * 24 * HOUR_MS);
  utimesSync(old, unused, unused);
  const half = `${old}.1-ab.tmp`;
  writeFileSync(half, '');
  utimesSync(half, unused, unused);
  await persisted({ identity: () => 'in use' }).save(stored());
  await persisted().save(stored());
  expect([existsSync(old), existsSync(half), files().length]).toEqual([false, false, 2]);
});

test('a folder that cannot be written is told of, and no more', async () => {
  writeFileSync(join(home.path, 'index'), 'a file in its place');
  await persisted().save(stored());
  expect(warnings).toHaveLength(1);
  expect(await persisted().load()).toBeUndefined();
});

import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { decodeText, readTextFile } from '../../../server/src/workspace/textFile.ts';

const bytes = (...values: number[]) => Uint8Array.from(values);
const ascii = (text: string) => [...Buffer.from(text, 'latin1')];

test.each<[string, Uint8Array, ReturnType<typeof decodeText>]>([
  ['an empty file', bytes(), { text: '', encoding: 'utf-8' }],
  ['UTF-8', Buffer.from('aé😀\r\n'), { text: 'aé😀\r\n', encoding: 'utf-8' }],
  ['UTF-8 with a byte order mark', bytes(0xef, 0xbb, 0xbf, 97), { text: 'a', encoding: 'utf-8-bom' }],
  [
    'only the first mark is stripped',
    bytes(0xef, 0xbb, 0xbf, 0xef, 0xbb, 0xbf),
    { text: '\uFEFF', encoding: 'utf-8-bom' },
  ],
  ['UTF-16 LE', bytes(0xff, 0xfe, 97, 0, 0xe9, 0), { text: 'aé', encoding: 'utf-16le' }],
  ['UTF-16 BE', bytes(0xfe, 0xff, 0, 97, 0, 0xe9), { text: 'aé', encoding: 'utf-16be' }],
  ['UTF-16 with half a unit at the end', bytes(0xfe, 0xff, 0, 97, 0), { text: 'a', encoding: 'utf-16be' }],
  ['UTF-16 LE with half a unit at the end', bytes(0xff, 0xfe, 97, 0, 98), { text: 'a', encoding: 'utf-16le' }],
  ['a mark alone', bytes(0xff, 0xfe), { text: '', encoding: 'utf-16le' }],
  ['Latin-1', bytes(97, 0xe9, 98), { text: 'a\uFFFDb', encoding: 'utf-8' }],
  ['a cut sequence', bytes(97, 0xf0, 0x9f), { text: 'a\uFFFD', encoding: 'utf-8' }],
  ['a NUL', bytes(97, 0, 98), { skip: 'binary' }],
  ['UTF-32', bytes(0xff, 0xfe, 0, 0, 97, 0, 0, 0), { skip: 'binary' }],
  ['a NUL at byte 7,999', bytes(...ascii('a'.repeat(7999)), 0), { skip: 'binary' }],
  ['a NUL at byte 8,000', bytes(...ascii('a'.repeat(8000)), 0), { text: `${'a'.repeat(8000)}\0`, encoding: 'utf-8' }],
])('%s', (_, input, expected) => {
  expect(decodeText(input)).toEqual(expected);
});

const folder = mkdtempSync(join(tmpdir(), 'winnow-text-'));
afterAll(() => rmSync(folder, { recursive: true }));
const file = (name: string, content: string) => {
  writeFileSync(join(folder, name), content);
  return join(folder, name);
};

function check(path: string, maxBytes: number, expected: ReturnType<typeof decodeText>): void {
  expect(readTextFile(path, maxBytes)).toEqual(expected);
}

test('a file is read up to the limit, not beyond', () => {
  check(file('a', 'abc'), 3, { text: 'abc', encoding: 'utf-8' });
  check(file('a', 'abcd'), 3, { skip: 'too large' });
  const large = 'line\n'.repeat(100_000);
  check(file('b', large), 1e6, { text: large, encoding: 'utf-8' });
});

test('what is no regular file is told apart, and nothing blocks', () => {
  check(join(folder, 'missing'), 10, { skip: 'unreadable' });
  check(folder, 10, { skip: 'not a regular file' });
  if (process.platform === 'win32') return;
  symlinkSync('/dev/zero', join(folder, 'link'));
  check(join(folder, 'link'), 10, { skip: 'symbolic link' });
  execFileSync('mkfifo', [join(folder, 'pipe')]);
  check(join(folder, 'pipe'), 10, { skip: 'not a regular file' });
  check('/dev/zero', 10, { skip: 'not a regular file' });
});

import { expect, test } from 'vitest';
import { redacted } from '../../../server/src/engine/secrets/redact.ts';
import { lockDigest } from '../../../server/src/lockfile/lockDigest.ts';
import { parseLockfile, serializeLockfile } from '../../../server/src/lockfile/lockfile.ts';

const DIGEST = '0'.repeat(64);
const CHUNK = { path: 'src/a.ts', startLine: 3, endLine: 9, tokens: 40, sha256: DIGEST, blockSha256: DIGEST };
const LOCK: Parameters<typeof serializeLockfile>[0] = {
  winnow: '1.2.3',
  question: 'why?',
  budget: 1000,
  format: 'markdown',
  compaction: 'lossless',
  highestLevel: 'internal',
  agents: ['reviewer'],
  tokens: 60,
  sha256: DIGEST,
  chunks: [CHUNK],
};

test('what is written is read again, in the same bytes', () => {
  const text = serializeLockfile(LOCK);
  const { lockVersion, ...lock } = parseLockfile(text);
  expect([lockVersion, lock]).toEqual([1, LOCK]);
  expect(serializeLockfile(lock)).toBe(text);
});

test.each<[name: string, change: object, message: RegExp]>([
  ['another version', { lockVersion: 2 }, /of another version than 1/],
  ['a member that is not known', { extra: 1 }, /it has a member that is not known/],
  ['an empty question', { question: ' \n' }, /question is empty/],
  ['a question without end', { question: 'a'.repeat(1_000_001) }, /question is too long/],
  ['a format of its own', { format: 'html' }, /format is none of markdown/],
  ['a path from the top', { chunks: [{ ...CHUNK, path: '/etc/passwd' }] }, /chunks\.0\.path is not a path inside/],
  ['a path that leads outside', { chunks: [{ ...CHUNK, path: 'a/../../b' }] }, /chunks\.0\.path is not a path inside/],
  ['a path with a drive', { chunks: [{ ...CHUNK, path: 'C:/a' }] }, /chunks\.0\.path is not a path inside/],
  ['a line that is none', { chunks: [{ ...CHUNK, startLine: 0 }] }, /chunks\.0\.startLine is not a line/],
  ['lines in reverse', { chunks: [{ ...CHUNK, endLine: 2 }] }, /chunks\.0 has lines that are not its own/],
  ['shown lines outside', { chunks: [{ ...CHUNK, shownLines: [3, 10] }] }, /chunks\.0 has lines that are not its own/],
  ['context below', { chunks: [{ ...CHUNK, contextLines: [3] }] }, /chunks\.0 has lines that are not its own/],
  ['context that does not rise', { chunks: [{ ...CHUNK, contextLines: [2, 1] }] }, /contextLines does not rise/],
  ['the same lines often', { chunks: [CHUNK, { ...CHUNK, startLine: 9 }] }, /chunks of one file overlap/],
  ['a digest that is none', { sha256: 'abc' }, /sha256 is not a SHA-256/],
])('%s is refused', (_, change, message) => {
  const source = JSON.stringify({ lockVersion: 1, ...LOCK, ...change });
  expect(() => parseLockfile(source)).toThrow(message);
});

test.each(['', '[]', 'null', '{', '"text"'])('%j is no lockfile', (source) => {
  expect(() => parseLockfile(source)).toThrow(/lockfile (?:is not a JSON object|is of another version)/);
});

test('a digest does not tell secrets apart', () => {
  expect(lockDigest(redacted`key [REDACTED:github-token:0011aabb]`)).toBe(
    lockDigest(redacted`key [REDACTED:github-token:ffee9988]`),
  );
  expect(lockDigest(redacted`key [REDACTED:github-token:0011aabb]`)).not.toBe(
    lockDigest(redacted`key [REDACTED:jwt:0011aabb]`),
  );
});

import { expect, test } from 'vitest';
import { mayHideChange } from '../../../server/src/workspace/fileState.ts';

const SEEN_MS = 1_700_000_050_250.5;

test.each<[string, { mtimeMs: number; ctimeMs: number }, boolean]>([
  ['long ago', { mtimeMs: SEEN_MS - 60_000, ctimeMs: SEEN_MS - 60_000 }, false],
  ['a moment ago', { mtimeMs: SEEN_MS - 2, ctimeMs: SEEN_MS - 2 }, true],
  ['a moment ago, its time set back', { mtimeMs: SEEN_MS - 60_000, ctimeMs: SEEN_MS - 2 }, true],
  ['after it was looked at', { mtimeMs: SEEN_MS + 5, ctimeMs: SEEN_MS + 5 }, true],
  ['in the whole second before', { mtimeMs: 1_700_000_050_000, ctimeMs: 1_700_000_050_000 }, true],
  ['whole seconds ago', { mtimeMs: 1_700_000_047_000, ctimeMs: 1_700_000_047_000 }, false],
])('a file written %s', (_, { mtimeMs, ctimeMs }, expected) => {
  expect(mayHideChange({ sizeBytes: 1, inode: 1, mtimeMs, ctimeMs }, SEEN_MS)).toBe(expected);
});

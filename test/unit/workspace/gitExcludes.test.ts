import { homedir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { excludesFileOf } from '../../../server/src/workspace/gitExcludes.ts';

test.each<[string, string | undefined]>([
  ['', undefined],
  ['[core]\n\texcludesFile = /a/b', '/a/b'],
  ['[Core]\r\n  excludesfile=/a/b # why\r\n', '/a/b'],
  ['[core] excludesFile = /a', '/a'],
  ['[core]\nexcludesFile = "/a #b" ; why', '/a #b'],
  ['[core]\nexcludesFile = C:\\\\a\\\\b', 'C:\\a\\b'],
  ['[core]\nexcludesFile = ~/ignore', join(homedir(), 'ignore')],
  ['[core]\nexcludesFile = /a\nexcludesFile = /b', '/b'],
  ['[core]\neditor = vi\n[user]\nexcludesFile = /a', undefined],
  ['[core "x"]\nexcludesFile = /a', undefined],
  ['# [core]\nexcludesFile = /a', undefined],
])('core.excludesFile of %j', (config, expected) => {
  expect(excludesFileOf(config)).toBe(expected);
});

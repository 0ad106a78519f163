import { expect, test } from 'vitest';
import { excludedGlobs } from '../../../server/src/lsp/settings.ts';

test.each<[unknown, readonly string[]]>([
  [{ '**/.git': true, '**/*.js': { when: '$(basename).ts' }, 'out/**': false }, ['**/.git']],
  [{ node_modules: true }, ['./node_modules']],
  [{ [`${'x'.repeat(2000)}/`]: true }, []],
  [null, []],
  ['**/.git', []],
  [undefined, []],
])('files.exclude %j', (setting, expected) => {
  expect(excludedGlobs(setting)).toEqual(expected);
});

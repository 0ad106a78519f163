import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { toWorkspacePath } from '../../../server/src/mcp/workspacePath.ts';
import { workspaceRoots } from '../../../server/src/workspace/workspaceRoots.ts';
import { temporaryFolder } from '../../helpers/temporary.ts';

const outside = temporaryFolder({ 'a.ts': '', 'app/a.ts': '' });
const one = temporaryFolder({ 'src/a.ts': '', 'src/..b.ts': '', 'src/é ü.ts': '' });
const two = temporaryFolder({ 'a.ts': '' });
symlinkSync(outside.path, join(one.path, 'linked'));
symlinkSync(join(outside.path, 'a.ts'), join(one.path, 'link.ts'));
symlinkSync('src', join(one.path, 'inner'));
symlinkSync('loop', join(one.path, 'loop'));
afterAll(() => {
  for (const folder of [outside, one, two]) folder.remove();
});

const single = workspaceRoots([one.path]);
const both = workspaceRoots([one.path, two.path]);
const [nameOne = '', nameTwo = ''] = both.map(({ name }) => name);

test.each<[given: string, name: string]>([
  ['src/a.ts', 'src/a.ts'],
  ['./src/a.ts', 'src/a.ts'],
  ['src\\a.ts', 'src/a.ts'],
  ['src/../src/a.ts', 'src/a.ts'],
  ['src/..b.ts', 'src/..b.ts'],
  ['src', 'src'],
  ['.', ''],
  [one.path, ''],
  [join(one.path, 'src/a.ts'), 'src/a.ts'],
  [pathToFileURL(join(one.path, 'src/é ü.ts')).href, 'src/é ü.ts'],
  ['inner/a.ts', 'inner/a.ts'],
  ['src/not-there/yet.ts', 'src/not-there/yet.ts'],
  ['src/a.ts/below', 'src/a.ts/below'],
])('%s lies inside', (given, name) => {
  expect(toWorkspacePath(given, single).name).toBe(name);
});

test.each<[given: string]>([
  ['..'],
  ['../x'],
  ['src/../../x'],
  ['/'],
  ['/etc/passwd'],
  [join(outside.path, 'a.ts')],
  [`${one.path}x/a.ts`],
  [pathToFileURL(join(outside.path, 'a.ts')).href],
  [`file://host${one.path}/src/a.ts`],
  ['file:///%00'],
  ['link.ts'],
  ['linked'],
  ['linked/a.ts'],
  ['linked/not-there.ts'],
  ['linked/app/a.ts'],
  ['loop'],
  ['loop/a.ts'],
  ['src/a.ts\0'],
  ['\\\\host\\share\\a.ts'],
])('%j lies outside', (given) => {
  expect(() => toWorkspacePath(given, single)).toThrow('does not lie in the workspace');
});

test('of several folders the name comes first, as in packs', () => {
  expect(toWorkspacePath(`${nameTwo}/a.ts`, both)).toMatchObject({
    name: `${nameTwo}/a.ts`,
    root: { folder: two.path },
  });
  expect(toWorkspacePath(join(two.path, 'a.ts'), both).name).toBe(`${nameTwo}/a.ts`);
  expect(toWorkspacePath('src/a.ts', both).name).toBe(`${nameOne}/src/a.ts`);
  expect(() => toWorkspacePath(`${nameTwo}/../x`, both)).toThrow('does not lie in the workspace');
});

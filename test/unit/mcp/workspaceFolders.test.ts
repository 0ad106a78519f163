import { symlinkSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { workspaceFolders } from '../../../server/src/mcp/workspaceFolders.ts';
import { temporaryFolder } from '../../helpers/temporary.ts';

const here = temporaryFolder();
const project = temporaryFolder({ 'app/a.ts': '', 'lib/b.ts': '', 'file.ts': '' });
const other = temporaryFolder();
symlinkSync(other.path, join(project.path, 'out'));
symlinkSync(join(project.path, 'app'), join(project.path, 'alias'));
afterAll(() => {
  for (const folder of [here, project, other]) folder.remove();
});

const uri = (...names: string[]) => pathToFileURL(join(...names)).href;
const app = join(project.path, 'app');
const lib = join(project.path, 'lib');
const choose = (workspace: string | undefined, clientRoots?: readonly string[]) =>
  workspaceFolders({ workspace, currentFolder: here.path, clientRoots });

test.each<
  [what: string, workspace: string | undefined, roots: readonly string[] | undefined, chosen: readonly string[]]
>([
  ['nothing is said', undefined, undefined, [here.path]],
  ['no folder is open', undefined, [], [here.path]],
  ['roots', undefined, [uri(app), uri(other.path)], [app, other.path]],
  [
    'what is no folder or no file: URI is left',
    undefined,
    ['https://x/', uri(project.path, 'file.ts'), uri(lib)],
    [lib],
  ],
  ['a root in a root comes once', undefined, [uri(app), uri(project.path), uri(lib)], [project.path]],
  ['the same root by another name comes once', undefined, [uri(app), uri(project.path, 'alias')], [app]],
  ['--workspace', project.path, undefined, [project.path]],
  ['--workspace, and no folder is open', project.path, [], [project.path]],
  ['roots inside --workspace', project.path, [uri(app), uri(lib), uri(other.path)], [app, lib]],
  ['a root around --workspace', app, [uri(project.path)], [app]],
])('%s', (_, workspace, roots, chosen) => {
  expect(choose(workspace, roots)).toEqual(chosen);
});

test.each<[what: string, workspace: string | undefined, roots: readonly string[], says: string]>([
  ['only URIs of other kinds', undefined, ['https://x/'], 'none of the client’s roots is a folder'],
  ['only what is not there', undefined, [uri(project.path, 'none')], 'none of the client’s roots is a folder'],
  ['roots elsewhere', project.path, [uri(other.path)], 'outside --workspace'],
  ['a root that a link leads elsewhere', project.path, [uri(project.path, 'out')], 'outside --workspace'],
  ['roots that are none, beside --workspace', project.path, ['https://x/'], 'outside --workspace'],
])('%s: refused', (_, workspace, roots, says) => {
  expect(() => choose(workspace, roots)).toThrow(says);
});

test('a whole disk or home is no workspace unless it is named', () => {
  for (const currentFolder of ['/', homedir()]) {
    const choice = { currentFolder, clientRoots: undefined };
    expect(() => workspaceFolders({ ...choice, workspace: undefined })).toThrow('there is no workspace');
    expect(workspaceFolders({ ...choice, workspace: currentFolder })).toEqual([currentFolder]);
  }
});

import { basename } from 'node:path';
import type { InitializeParams } from 'vscode-languageserver/node';
import type { WorkspaceRoot } from '../workspace/indexFiles.ts';
import { toFilePath } from './convert.ts';

/** The workspace's folders on disk. Folders of one name are numbered, so that paths stay apart. */
export function toRoots({
  workspaceFolders,
  // Clients older than workspace folders send this alone.
  // oxlint-disable-next-line typescript/no-deprecated
  rootUri,
}: Pick<InitializeParams, 'workspaceFolders' | 'rootUri'>): readonly WorkspaceRoot[] {
  const uris = workspaceFolders?.map(({ uri }) => uri) ?? (rootUri ? [rootUri] : []);
  const used = new Map<string, number>();
  return uris.flatMap((uri) => {
    const folder = toFilePath(uri);
    if (folder === undefined) return [];
    const name = basename(folder);
    const count = (used.get(name) ?? 0) + 1;
    used.set(name, count);
    return [{ name: count === 1 ? name : `${name}-${count}`, folder }];
  });
}

import type { InitializeParams } from 'vscode-languageserver/node';
import type { WorkspaceRoot } from '../workspace/indexFiles.ts';
import { workspaceRoots } from '../workspace/workspaceRoots.ts';
import { toFilePath } from './convert.ts';

/** The workspace's folders on disk. */
export function toRoots({
  workspaceFolders,
  // Clients older than workspace folders send this alone.
  // oxlint-disable-next-line typescript/no-deprecated
  rootUri,
}: Pick<InitializeParams, 'workspaceFolders' | 'rootUri'>): readonly WorkspaceRoot[] {
  const uris = workspaceFolders?.map(({ uri }) => uri) ?? (rootUri ? [rootUri] : []);
  return workspaceRoots(uris.flatMap((uri) => toFilePath(uri) ?? []));
}

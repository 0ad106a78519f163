import * as vscode from 'vscode';
import { folderNames } from './folderNames.ts';

/** Where a path of a pack lies; undefined for one that names no folder of the workspace. */
export function uriInWorkspace(path: string): vscode.Uri | undefined {
  const folders = vscode.workspace.workspaceFolders ?? [];
  const [first] = folders;
  if (!first) return undefined;
  if (folders.length === 1) return vscode.Uri.joinPath(first.uri, path);
  const at = folderNames(folders.map(({ uri }) => uri.path)).findIndex((name) => path.startsWith(`${name}/`));
  const folder = folders[at];
  return folder && vscode.Uri.joinPath(folder.uri, path.slice(path.indexOf('/') + 1));
}

/** A file or folder as packs name it; undefined for one outside the workspace and for a folder of the workspace itself. */
export function pathInWorkspace(uri: vscode.Uri): string | undefined {
  const folder = vscode.workspace.getWorkspaceFolder(uri);
  if (!folder || folder.uri.scheme !== uri.scheme) return undefined;
  const inside = uri.path.slice(folder.uri.path.replace(/\/$/, '').length + 1).replace(/\/$/, '');
  if (inside === '') return undefined;
  const folders = vscode.workspace.workspaceFolders ?? [];
  if (folders.length < 2) return inside;
  return `${folderNames(folders.map((one) => one.uri.path))[folder.index] ?? folder.name}/${inside}`;
}

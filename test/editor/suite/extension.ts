import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import type { WinnowApi } from '../../../client/src/api.ts';

/** What the installed extension exports, once it is active. */
export async function winnow(): Promise<WinnowApi> {
  const extension = vscode.extensions.getExtension<WinnowApi>('winnow.winnow');
  assert.ok(extension, 'winnow.winnow is not installed');
  return extension.activate();
}

/** The address of a file of the test's workspace. */
export function workspaceFile(...path: readonly string[]): vscode.Uri {
  const folder = vscode.workspace.workspaceFolders?.[0];
  assert.ok(folder, 'no folder is open');
  return vscode.Uri.joinPath(folder.uri, ...path);
}

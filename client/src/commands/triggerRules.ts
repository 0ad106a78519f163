import * as vscode from 'vscode';
import { ExecuteCommandRequest, type LanguageClient } from 'vscode-languageclient/node';
import type { CommandContext } from './commandContext.ts';

export const RULES_PATH = ['.winnow', 'triggers.yaml'] as const;
/** A server-side command: it owns the default rules and never overwrites a file. */
const CREATE_RULES = 'winnow.server.createTriggerRules';

/** Lets the server write the default rules into a workspace folder, unless there are some, and opens them. */
export async function createTriggerRules({ server }: CommandContext): Promise<void> {
  const folder = await pickFolder();
  if (folder !== undefined) await createAndOpen(server.client, folder);
}

/** Opens the rules of a workspace folder; offers to create them when there are none. */
export async function openTriggerRules({ server }: CommandContext): Promise<void> {
  const folder = await pickFolder();
  if (folder === undefined) return;
  const uri = vscode.Uri.joinPath(folder.uri, ...RULES_PATH);
  if (await exists(uri)) {
    await vscode.window.showTextDocument(uri);
    return;
  }
  const create = vscode.l10n.t('Create');
  const message = vscode.l10n.t('{0} has no trigger rules yet; the built-in ones apply.', folder.name);
  if ((await vscode.window.showInformationMessage(message, create)) === create) {
    await createAndOpen(server.client, folder);
  }
}

async function createAndOpen(client: LanguageClient, folder: vscode.WorkspaceFolder): Promise<void> {
  const folderUri = client.code2ProtocolConverter.asUri(folder.uri);
  try {
    await client.sendRequest(ExecuteCommandRequest.type, { command: CREATE_RULES, arguments: [{ folderUri }] });
    await vscode.window.showTextDocument(vscode.Uri.joinPath(folder.uri, ...RULES_PATH));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    void vscode.window.showErrorMessage(vscode.l10n.t('Winnow could not create the trigger rules: {0}', reason));
  }
}

async function pickFolder(): Promise<vscode.WorkspaceFolder | undefined> {
  const folders = vscode.workspace.workspaceFolders ?? [];
  return folders.length > 1 ? vscode.window.showWorkspaceFolderPick() : folders[0];
}

async function exists(uri: vscode.Uri): Promise<boolean> {
  return vscode.workspace.fs.stat(uri).then(
    () => true,
    () => false,
  );
}

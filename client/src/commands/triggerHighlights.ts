import * as vscode from 'vscode';

/** Shows or hides the highlights: changes the workspace's setting where it has one, else the user's. */
export async function toggleTriggerHighlights(): Promise<void> {
  const configuration = vscode.workspace.getConfiguration('winnow.triggers');
  const shown = configuration.get<boolean>('highlights') ?? true;
  const { Workspace, Global } = vscode.ConfigurationTarget;
  const target = configuration.inspect('highlights')?.workspaceValue === undefined ? Global : Workspace;
  await configuration.update('highlights', !shown, target);
}

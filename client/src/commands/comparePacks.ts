import * as vscode from 'vscode';
import type { CommandContext } from './commandContext.ts';
import { packOf } from './packActions.ts';

/** Shows what a pack has gained and lost against the answer before it. */
export async function comparePacks(context: CommandContext, argument: unknown): Promise<void> {
  const pack = packOf(context.packs, argument);
  if (pack === undefined) return;
  const before = await context.packs.previousOf(pack);
  if (before === undefined) {
    void vscode.window.showInformationMessage(vscode.l10n.t('There is no pack before this one to compare it with.'));
    return;
  }
  const name = pack.uri.path.slice(1);
  await vscode.commands.executeCommand('vscode.diff', before, pack.uri, vscode.l10n.t('{0} (previous ↔ now)', name));
}

import { extname } from 'node:path';
import * as vscode from 'vscode';
import type { Pack, PackDocuments } from '../preview/packDocuments.ts';
import { tellAccepted } from '../preview/packFeedback.ts';
import type { CommandContext } from './commandContext.ts';

/** Copies the pack of the active preview, or the current one, to the clipboard. */
export async function copyPack(context: CommandContext, argument: unknown): Promise<void> {
  const pack = packOf(context.packs, argument);
  if (pack === undefined) return;
  await vscode.env.clipboard.writeText(pack.result.text);
  tellAccepted(context, pack);
  const message = vscode.l10n.t('Pack copied: {0} tokens.', pack.result.tokens.toLocaleString(vscode.env.language));
  vscode.window.setStatusBarMessage(message, 4000);
}

/** Writes the pack of the active preview, or the current one, to a file that the user names. */
export async function savePack(context: CommandContext, argument: unknown): Promise<void> {
  const pack = packOf(context.packs, argument);
  if (pack === undefined) return;
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  const extension = extname(pack.uri.path);
  const target = await vscode.window.showSaveDialog({
    title: vscode.l10n.t('Save Pack'),
    filters: { [vscode.l10n.t('Pack')]: [extension.slice(1)] },
    ...(folder === undefined ? {} : { defaultUri: vscode.Uri.joinPath(folder, `pack${extension}`) }),
  });
  if (target === undefined) return;
  await vscode.workspace.fs.writeFile(target, Buffer.from(pack.result.text, 'utf8'));
  tellAccepted(context, pack);
}

/** The pack of a document that a command names, of the active editor, or the current one; says so where there is none. */
export function packOf(packs: PackDocuments, argument: unknown): Pack | undefined {
  const uri = argument instanceof vscode.Uri ? argument : vscode.window.activeTextEditor?.document.uri;
  const pack = packs.find(uri) ?? packs.current;
  if (pack === undefined) {
    void vscode.window.showInformationMessage(vscode.l10n.t('There is no pack yet: run Optimize Context first.'));
  }
  return pack;
}

import * as vscode from 'vscode';
import { tellAccepted } from '../preview/packFeedback.ts';
import type { CommandContext } from './commandContext.ts';
import { packOf } from './packActions.ts';

const OPEN_CHAT = 'workbench.action.chat.open';

/** Puts the pack into the chat's box, to be read and sent by hand; copies it where the editor has no chat. */
export async function sendPackToChat(context: CommandContext, argument: unknown): Promise<void> {
  const pack = packOf(context.packs, argument);
  if (pack === undefined) return;
  const { text, tokens } = pack.result;
  if (!(await openedInChat(context.log, text))) {
    await vscode.env.clipboard.writeText(text);
    const told = vscode.l10n.t(
      'There is no chat here: the pack was copied, {0} tokens.',
      tokens.toLocaleString(vscode.env.language),
    );
    void vscode.window.showInformationMessage(told);
  }
  tellAccepted(context, pack);
}

async function openedInChat(log: vscode.LogOutputChannel, query: string): Promise<boolean> {
  const known = await vscode.commands.getCommands(true);
  if (!known.includes(OPEN_CHAT) || chatIsOff()) return false;
  try {
    await vscode.commands.executeCommand(OPEN_CHAT, { query, isPartialQuery: true });
    return true;
  } catch (error) {
    log.warn(`${OPEN_CHAT}: ${error instanceof Error ? error.message : String(error)}`);
    return false;
  }
}

/** The command stays registered where the user has switched the chat off. */
function chatIsOff(): boolean {
  return vscode.workspace.getConfiguration('chat').get<boolean>('disableAIFeatures') === true;
}

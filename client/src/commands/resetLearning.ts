import * as vscode from 'vscode';
import { FEEDBACK } from '../requests.ts';
import type { CommandContext } from './commandContext.ts';

/** Forgets, after a question, what was learned in this workspace from pins, exclusions and used packs. */
export async function resetLearning({ server }: CommandContext): Promise<void> {
  const forget = vscode.l10n.t('Forget');
  const question = vscode.l10n.t(
    'Forget what Winnow has learned in this workspace from pins, exclusions and used packs?',
  );
  if ((await vscode.window.showWarningMessage(question, { modal: true }, forget)) !== forget) return;
  const { recorded, reason } = await server.client.sendRequest(FEEDBACK, { kind: 'reset' });
  if (recorded)
    vscode.window.setStatusBarMessage(vscode.l10n.t('Winnow has forgotten what it had learned here.'), 4000);
  else void vscode.window.showWarningMessage(vscode.l10n.t('Nothing was forgotten: {0}', reason ?? ''));
}

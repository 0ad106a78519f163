import * as vscode from 'vscode';
import { CloseAction, ErrorAction, type CloseHandlerResult, type ErrorHandler } from 'vscode-languageclient/node';
import type { CommandName } from '../../shared/src/commands.ts';

const CRASHES = 3;
const WINDOW_MS = 3 * 60 * 1000;
const WRITE_ERRORS = 3;

/** Restarts a crashed server silently twice; the third crash within three minutes leaves it stopped and says so. */
export class CrashHandler implements ErrorHandler {
  #crashes: number[] = [];

  error(_error: Error, _message: unknown, count: number | undefined): { action: ErrorAction } {
    return { action: (count ?? 0) <= WRITE_ERRORS ? ErrorAction.Continue : ErrorAction.Shutdown };
  }

  closed(): CloseHandlerResult {
    const now = Date.now();
    this.#crashes = [...this.#crashes.filter((at) => now - at < WINDOW_MS), now];
    // `handled`: the library writes to the log only; what the user sees is ours.
    if (this.#crashes.length < CRASHES) return { action: CloseAction.Restart, handled: true };
    void offerRestart();
    return { action: CloseAction.DoNotRestart, handled: true };
  }

  reset(): void {
    this.#crashes = [];
  }
}

async function offerRestart(): Promise<void> {
  const restart = vscode.l10n.t('Restart Server');
  const logs = vscode.l10n.t('Show Logs');
  const message = vscode.l10n.t('The Winnow server stopped three times within three minutes and was not restarted.');
  const choice = await vscode.window.showErrorMessage(message, restart, logs);
  if (choice === undefined) return;
  const command: CommandName = choice === restart ? 'winnow.restartServer' : 'winnow.showLogs';
  await vscode.commands.executeCommand(command);
}

import * as vscode from 'vscode';
import {
  CloseAction,
  ErrorAction,
  type CloseHandlerResult,
  type ErrorHandler,
  type Middleware,
} from 'vscode-languageclient/node';
import type { CommandName } from '../../shared/src/commands.ts';
import { CrashSuspects } from './crashSuspects.ts';

const CRASHES = 3;
const WINDOW_MS = 3 * 60 * 1000;
const WRITE_ERRORS = 3;
const MOST_NAMED = 3;

/**
 * Restarts a crashed server silently twice; the third crash within three minutes leaves it stopped and says so. A document
 * that two crashes in a row may be due to is kept from the server until the user restarts it.
 */
export class CrashHandler implements ErrorHandler {
  #crashes: number[] = [];
  readonly #suspects = new CrashSuspects();

  /** Keeps documents in quarantine from the server, and remembers what it was told of. */
  readonly middleware: Pick<Middleware, 'didOpen' | 'didChange' | 'didClose'> = {
    didOpen: (document, next) => this.#tell(document, () => next(document)),
    didChange: (event, next) => this.#tell(event.document, () => next(event)),
    didClose: (document, next) => {
      this.#suspects.closed(document.uri.toString());
      return next(document);
    },
  };

  error(_error: Error, _message: unknown, count: number | undefined): { action: ErrorAction } {
    return { action: (count ?? 0) <= WRITE_ERRORS ? ErrorAction.Continue : ErrorAction.Shutdown };
  }

  closed(): CloseHandlerResult {
    const now = Date.now();
    this.#crashes = [...this.#crashes.filter((at) => now - at < WINDOW_MS), now];
    const caught = this.#suspects.crashed(performance.now());
    // `handled`: the library writes to the log only; what the user sees is ours.
    if (this.#crashes.length < CRASHES) {
      if (caught.length > 0) void offer(quarantined(caught));
      return { action: CloseAction.Restart, handled: true };
    }
    void offer(vscode.l10n.t('The Winnow server stopped three times within three minutes and was not restarted.'));
    return { action: CloseAction.DoNotRestart, handled: true };
  }

  reset(): void {
    this.#crashes = [];
    this.#suspects.forget();
  }

  async #tell(document: vscode.TextDocument, next: () => Promise<void>): Promise<void> {
    const uri = document.uri.toString();
    if (this.#suspects.isQuarantined(uri)) return;
    this.#suspects.told(uri, performance.now());
    await next();
  }
}

function quarantined(uris: readonly string[]): string {
  const names = uris.slice(0, MOST_NAMED).map((uri) => vscode.workspace.asRelativePath(vscode.Uri.parse(uri)));
  const more = uris.length > MOST_NAMED ? ` +${uris.length - MOST_NAMED}` : '';
  return vscode.l10n.t(
    'The Winnow server stopped twice after it was told of {0}. It is not analyzed until you restart the server.',
    `${names.join(', ')}${more}`,
  );
}

async function offer(message: string): Promise<void> {
  const restart = vscode.l10n.t('Restart Server');
  const logs = vscode.l10n.t('Show Logs');
  const choice = await vscode.window.showErrorMessage(message, restart, logs);
  if (choice === undefined) return;
  const command: CommandName = choice === restart ? 'winnow.restartServer' : 'winnow.showLogs';
  await vscode.commands.executeCommand(command);
}

import * as vscode from 'vscode';
import { documentSchemes } from '../languageClient.ts';
import { PlaceholderMemory, type PlacedPlaceholder } from './placeholders.ts';

/** Tells when a file is saved with placeholders that were not in it when it was opened: code that came back from a model. */
export class PlaceholderGuard {
  readonly #memory = new PlaceholderMemory();
  readonly #subscriptions: vscode.Disposable;

  constructor() {
    for (const document of vscode.workspace.textDocuments) this.#opened(document);
    this.#subscriptions = vscode.Disposable.from(
      vscode.workspace.onDidOpenTextDocument((document) => this.#opened(document)),
      vscode.workspace.onDidCloseTextDocument(({ uri }) => this.#memory.close(uri.toString())),
      vscode.workspace.onWillSaveTextDocument(({ document }) => {
        const found = isGuarded(document) ? this.#memory.takeNew(document.uri.toString(), document.getText()) : [];
        if (found.length > 0) void this.#warn(document, found);
      }),
    );
  }

  dispose(): void {
    this.#subscriptions.dispose();
  }

  #opened(document: vscode.TextDocument): void {
    if (isGuarded(document)) this.#memory.open(document.uri.toString(), document.getText());
  }

  async #warn(document: vscode.TextDocument, found: readonly PlacedPlaceholder[]): Promise<void> {
    const name = vscode.workspace.asRelativePath(document.uri);
    const anyway = vscode.l10n.t('Save Anyway');
    const show = vscode.l10n.t('Show Placeholder');
    const message =
      found.length === 1
        ? vscode.l10n.t('{0} is saved with a placeholder where a secret stood: it will not work as it is.', name)
        : vscode.l10n.t(
            '{0} is saved with {1} placeholders where secrets stood: it will not work as it is.',
            name,
            found.length,
          );
    const choice = await vscode.window.showWarningMessage(message, anyway, show);
    if (choice === anyway) this.#memory.silence(document.uri.toString());
    const [first] = found;
    if (choice !== show || first === undefined) return;
    const start = document.positionAt(first.start);
    const end = document.positionAt(first.start + first.placeholder.length);
    await vscode.window.showTextDocument(document, { selection: new vscode.Range(start, end) });
  }
}

function isGuarded({ uri }: vscode.TextDocument): boolean {
  return documentSchemes().includes(uri.scheme);
}

import * as vscode from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';
import { documentSchemes } from '../languageClient.ts';
import { RESTORE } from '../requests.ts';
import { placeholdersOf, restored } from './placeholders.ts';

const SETTING = 'winnow.secrets.restoreOnApply';

/** Puts values back where their placeholders are pasted, while the setting says so and the workspace is trusted. */
export class Restoring {
  readonly #client: LanguageClient;
  readonly #subscriptions: vscode.Disposable;
  #provider: vscode.Disposable | undefined;

  constructor(client: LanguageClient) {
    this.#client = client;
    this.#subscriptions = vscode.Disposable.from(
      vscode.workspace.onDidGrantWorkspaceTrust(() => this.#follow()),
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration(SETTING)) this.#follow();
      }),
    );
    this.#follow();
  }

  dispose(): void {
    this.#subscriptions.dispose();
    this.#provider?.dispose();
  }

  /** Puts the values back in the active document. */
  async restoreActive(): Promise<void> {
    const editor = vscode.window.activeTextEditor;
    if (editor === undefined) return;
    if (!isWanted()) {
      const message = vscode.l10n.t(
        'Placeholders are restored only in a trusted workspace, with the setting {0} on.',
        SETTING,
      );
      void vscode.window.showInformationMessage(message);
      return;
    }
    const { document } = editor;
    const { version } = document;
    const found = placeholdersOf(document.getText());
    const values = await this.#valuesOf(found.map(({ placeholder }) => placeholder));
    const known = found.filter(({ placeholder }) => Object.hasOwn(values, placeholder));
    if (known.length > 0 && document.version === version) {
      await editor.edit((edit) => {
        for (const { placeholder, start } of known) {
          const range = new vscode.Range(document.positionAt(start), document.positionAt(start + placeholder.length));
          edit.replace(range, values[placeholder] ?? placeholder);
        }
      });
    }
    const message = vscode.l10n.t('{0} of {1} placeholders restored.', known.length, found.length);
    vscode.window.setStatusBarMessage(message, 4000);
  }

  #follow(): void {
    this.#provider?.dispose();
    this.#provider = isWanted() ? this.#register() : undefined;
  }

  #register(): vscode.Disposable {
    const kind = vscode.DocumentDropOrPasteEditKind.Text.append('winnow', 'restored');
    const provider: vscode.DocumentPasteEditProvider = {
      provideDocumentPasteEdits: async (_document, _ranges, transfer, _context, token) => {
        const text = await transfer.get('text/plain')?.asString();
        const found = placeholdersOf(text ?? '').map(({ placeholder }) => placeholder);
        if (text === undefined || found.length === 0) return undefined;
        const values = await this.#valuesOf(found, token);
        const title = vscode.l10n.t('Paste with Redacted Values');
        return Object.keys(values).length === 0
          ? undefined
          : [new vscode.DocumentPasteEdit(restored(text, values), title, kind)];
      },
    };
    const selector = documentSchemes().map((scheme) => ({ scheme }));
    return vscode.languages.registerDocumentPasteEditProvider(selector, provider, {
      providedPasteEditKinds: [kind],
      pasteMimeTypes: ['text/plain'],
    });
  }

  async #valuesOf(
    placeholders: readonly string[],
    token?: vscode.CancellationToken,
  ): Promise<Readonly<Record<string, string>>> {
    try {
      return (await this.#client.sendRequest(RESTORE, { placeholders: [...new Set(placeholders)] }, token)).values;
    } catch (error) {
      this.#client.outputChannel.warn(`winnow/restore: ${String(error)}`);
      return {};
    }
  }
}

function isWanted(): boolean {
  return vscode.workspace.isTrusted && (vscode.workspace.getConfiguration().get<boolean>(SETTING) ?? false);
}

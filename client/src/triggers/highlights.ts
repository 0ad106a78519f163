import * as vscode from 'vscode';
import { State, type LanguageClient } from 'vscode-languageclient/node';
import type { TriggersResult } from '../../../shared/src/protocol.ts';
import { DOCUMENT_SCHEMES } from '../languageClient.ts';
import { TRIGGERS } from '../requests.ts';
import { TriggerDecorations, type ColoredRange } from './triggerDecorations.ts';

/** Long enough to skip the letters of a fast typist, short enough to feel immediate. */
const DEBOUNCE_MS = 60;
/** The language client holds file events back for 250 ms before it tells the server. */
const RULES_SETTLE_MS = 500;

interface Shown {
  readonly version: number;
  readonly hits: readonly ColoredRange[];
}

interface Pending {
  readonly version: number;
  readonly timer: NodeJS.Timeout;
  readonly cancellation: vscode.CancellationTokenSource;
}

/** Marks trigger keywords in visible editors. For each document the newest version wins; older answers are dropped. */
export class Highlights {
  readonly #client: LanguageClient;
  readonly #decorations = new TriggerDecorations();
  readonly #shown = new Map<string, Shown>();
  readonly #pending = new Map<string, Pending>();
  readonly #subscriptions: vscode.Disposable;
  #settling: NodeJS.Timeout | undefined;

  constructor(client: LanguageClient) {
    this.#client = client;
    const rules = vscode.workspace.createFileSystemWatcher('**/.winnow/triggers.yaml');
    const rulesChanged = (): void => this.#settle();
    this.#subscriptions = vscode.Disposable.from(
      rules,
      rules.onDidChange(rulesChanged),
      rules.onDidCreate(rulesChanged),
      rules.onDidDelete(rulesChanged),
      vscode.window.onDidChangeVisibleTextEditors((editors) =>
        editors.forEach((editor) => this.#showOrRequest(editor)),
      ),
      vscode.workspace.onDidChangeTextDocument(({ document }) => this.#request(document)),
      vscode.workspace.onDidCloseTextDocument((document) => this.#forget(document)),
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration('winnow.highlights')) this.#refreshAll();
      }),
      client.onDidChangeState(({ newState }) => {
        if (newState === State.Running) this.#refreshAll();
      }),
    );
  }

  dispose(): void {
    clearTimeout(this.#settling);
    this.#subscriptions.dispose();
    for (const key of this.#pending.keys()) this.#cancel(key);
    this.#decorations.dispose();
  }

  #settle(): void {
    clearTimeout(this.#settling);
    this.#settling = setTimeout(() => this.#refreshAll(), RULES_SETTLE_MS);
  }

  #refreshAll(): void {
    this.#shown.clear();
    for (const editor of vscode.window.visibleTextEditors) {
      if (isEnabled()) this.#request(editor.document, 0);
      else this.#decorations.paint(editor, []);
    }
  }

  #showOrRequest(editor: vscode.TextEditor): void {
    const shown = this.#shown.get(editor.document.uri.toString());
    if (shown?.version === editor.document.version) this.#decorations.paint(editor, shown.hits);
    else this.#request(editor.document, 0);
  }

  #request(document: vscode.TextDocument, delayMs = DEBOUNCE_MS): void {
    if (!isEnabled() || !isHighlightable(document)) return;
    const key = document.uri.toString();
    const version = document.version;
    // The same version is on its way: asking again would only put it off.
    if (delayMs === 0 && this.#pending.get(key)?.version === version) return;
    this.#cancel(key);
    const cancellation = new vscode.CancellationTokenSource();
    const timer = setTimeout(() => void this.#fetch(document, pending), delayMs);
    const pending: Pending = { version, timer, cancellation };
    this.#pending.set(key, pending);
  }

  async #fetch(document: vscode.TextDocument, pending: Pending): Promise<void> {
    const key = document.uri.toString();
    try {
      if (!this.#client.isRunning()) return;
      const uri = this.#client.code2ProtocolConverter.asUri(document.uri);
      const result = await this.#client.sendRequest(TRIGGERS, { textDocument: { uri } }, pending.cancellation.token);
      if (this.#pending.get(key) === pending && result.version === document.version) this.#show(document, result);
    } catch (error) {
      // A newer version cancelled this one, or the server went away: the next change or start asks again.
      this.#client.outputChannel.debug(`winnow/triggers: ${String(error)}`);
    } finally {
      if (this.#pending.get(key) === pending) this.#cancel(key);
    }
  }

  #show(document: vscode.TextDocument, result: TriggersResult): void {
    const hits = result.hits.map(({ range, color }) => ({
      range: this.#client.protocol2CodeConverter.asRange(range),
      ...(color === undefined ? {} : { color }),
    }));
    this.#shown.set(document.uri.toString(), { version: result.version, hits });
    const editors = vscode.window.visibleTextEditors.filter((editor) => editor.document === document);
    for (const editor of editors) this.#decorations.paint(editor, isEnabled() ? hits : []);
  }

  #cancel(key: string): void {
    const pending = this.#pending.get(key);
    if (pending === undefined) return;
    clearTimeout(pending.timer);
    pending.cancellation.cancel();
    pending.cancellation.dispose();
    this.#pending.delete(key);
  }

  #forget(document: vscode.TextDocument): void {
    const key = document.uri.toString();
    this.#cancel(key);
    this.#shown.delete(key);
  }
}

function isEnabled(): boolean {
  return vscode.workspace.getConfiguration('winnow').get<boolean>('highlights') ?? true;
}

function isHighlightable(document: vscode.TextDocument): boolean {
  return DOCUMENT_SCHEMES.some((scheme) => scheme === document.uri.scheme);
}

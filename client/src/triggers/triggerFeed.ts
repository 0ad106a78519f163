import * as vscode from 'vscode';
import { State, type LanguageClient } from 'vscode-languageclient/node';
import type { TriggersResult } from '../../../shared/src/protocol.ts';
import { TRIGGERS } from '../requests.ts';
import { coversVisible, linesToAsk, type LineSpan } from './lineSpans.ts';
import type { RulesMonitor } from './rulesMonitor.ts';
import type { TriggerScope } from './triggerScope.ts';

/** Long enough to skip the letters of a fast typist, short enough to feel immediate. */
const EDIT_SETTLE_MS = 60;
const SCROLL_SETTLE_MS = 80;

interface Asked {
  readonly version: number;
  /** The lines whose hits are wanted; `undefined` is all of them. */
  readonly lines: readonly LineSpan[] | undefined;
}

interface Known extends Asked {
  readonly result: TriggersResult;
  /** Of the rules that it was found by. */
  readonly generation: number;
}

interface Pending extends Asked {
  readonly timer: NodeJS.Timeout;
  readonly cancellation: vscode.CancellationTokenSource;
}

/** What the server says of the triggers in visible documents. The newest version wins; older answers are dropped. */
export class TriggerFeed {
  readonly #client: LanguageClient;
  readonly #scope: TriggerScope;
  readonly #known = new Map<string, Known>();
  readonly #pending = new Map<string, Pending>();
  readonly #changed = new vscode.EventEmitter<vscode.TextDocument>();
  readonly #subscriptions: vscode.Disposable;
  #generation = 0;

  /** Another answer applies to this document, or none. */
  readonly onDidChange = this.#changed.event;

  constructor(options: {
    readonly client: LanguageClient;
    readonly rules: RulesMonitor;
    readonly scope: TriggerScope;
  }) {
    const { client, rules, scope } = options;
    this.#client = client;
    this.#scope = scope;
    this.#subscriptions = vscode.Disposable.from(
      this.#changed,
      rules.onDidChange(() => this.#askAgain()),
      vscode.window.onDidChangeVisibleTextEditors(() => this.#askVisible()),
      vscode.window.onDidChangeTextEditorVisibleRanges(({ textEditor }) =>
        this.#ask(textEditor.document, SCROLL_SETTLE_MS),
      ),
      vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        if (contentChanges.length > 0) this.#askShown(document, EDIT_SETTLE_MS);
      }),
      vscode.workspace.onDidCloseTextDocument((document) => this.#forget(document)),
      // A document that gets another language is closed and opened, in the same editor.
      vscode.workspace.onDidOpenTextDocument((document) => this.#askShown(document, 0)),
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration('winnow.triggers')) this.#reconfigured();
      }),
      client.onDidChangeState(({ newState }) => {
        if (newState === State.Running) this.#askAgain();
      }),
    );
  }

  /** The newest answer; its `version` is older than the document's while an edit is on its way. */
  of(document: vscode.TextDocument): TriggersResult | undefined {
    return this.#known.get(document.uri.toString())?.result;
  }

  dispose(): void {
    this.#subscriptions.dispose();
    for (const key of this.#pending.keys()) this.#cancel(key);
  }

  /** The rules or the server are others: what is shown stays until it answers. */
  #askAgain(): void {
    for (const key of this.#pending.keys()) this.#cancel(key);
    this.#generation++;
    this.#askVisible();
  }

  #reconfigured(): void {
    this.#scope.forget();
    for (const document of vscode.workspace.textDocuments) {
      if (!this.#scope.includes(document)) this.#forget(document);
    }
    this.#askVisible();
  }

  #askVisible(): void {
    for (const { document } of vscode.window.visibleTextEditors) this.#ask(document, 0);
  }

  #askShown(document: vscode.TextDocument, delayMs: number): void {
    if (vscode.window.visibleTextEditors.some((editor) => editor.document === document)) this.#ask(document, delayMs);
  }

  /** Asks after `delayMs`, unless the answer is known or on its way. */
  #ask(document: vscode.TextDocument, delayMs: number): void {
    if (!this.#scope.includes(document)) return;
    const key = document.uri.toString();
    const visible = visibleLines(document);
    const answers = (asked: Asked | undefined): boolean =>
      asked?.version === document.version && coversVisible(asked.lines, visible, document.lineCount);
    const known = this.#known.get(key);
    if (known?.generation === this.#generation && answers(known)) return;
    if (answers(this.#pending.get(key))) return;
    this.#cancel(key);
    const pending: Pending = {
      version: document.version,
      lines: linesToAsk(visible, document.lineCount),
      timer: setTimeout(() => void this.#fetch(document, pending), delayMs),
      cancellation: new vscode.CancellationTokenSource(),
    };
    this.#pending.set(key, pending);
  }

  async #fetch(document: vscode.TextDocument, pending: Pending): Promise<void> {
    const key = document.uri.toString();
    const { lines, version, cancellation } = pending;
    try {
      if (!this.#client.isRunning()) return;
      const textDocument = { uri: this.#client.code2ProtocolConverter.asUri(document.uri) };
      const params = { textDocument, ...(lines === undefined ? {} : { ranges: lines.map(toRange) }) };
      const result = await this.#client.sendRequest(TRIGGERS, params, cancellation.token);
      if (this.#pending.get(key) !== pending || result.version !== document.version) return;
      this.#known.set(key, { version, lines, result, generation: this.#generation });
      this.#changed.fire(document);
    } catch (error) {
      // A newer version cancelled this one, or the server went away: the next change or start asks again.
      this.#client.outputChannel.debug(`winnow/triggers: ${String(error)}`);
    } finally {
      if (this.#pending.get(key) === pending) this.#cancel(key);
    }
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
    if (this.#known.delete(key)) this.#changed.fire(document);
  }
}

/** The lines of a document that editors show. */
function visibleLines(document: vscode.TextDocument): readonly LineSpan[] {
  return vscode.window.visibleTextEditors
    .filter((editor) => editor.document === document)
    .flatMap(({ visibleRanges }) => visibleRanges.map(({ start, end }) => ({ first: start.line, last: end.line })));
}

const toRange = ({ first, last }: LineSpan) => ({
  start: { line: first, character: 0 },
  end: { line: last + 1, character: 0 },
});

import * as vscode from 'vscode';
import { marksByColor } from './marks.ts';
import { TriggerDecorations } from './triggerDecorations.ts';
import type { TriggerFeed } from './triggerFeed.ts';

/** Marks trigger keywords in visible editors. Marks stay in place, and move with the text, until an answer replaces them. */
export class Highlights {
  readonly #feed: TriggerFeed;
  readonly #decorations = new TriggerDecorations(setting('overviewRuler'));
  readonly #subscriptions: vscode.Disposable;

  constructor(feed: TriggerFeed) {
    this.#feed = feed;
    this.#subscriptions = vscode.Disposable.from(
      this.#decorations,
      feed.onDidChange((document) => this.#paint(editorsOf(document))),
      vscode.window.onDidChangeVisibleTextEditors((editors) => this.#paint(editors)),
      vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        for (const editor of editorsOf(document)) this.#decorations.edited(editor, contentChanges);
      }),
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration('winnow.triggers.overviewRuler')) {
          this.#decorations.restart(setting('overviewRuler'));
        }
        if (event.affectsConfiguration('winnow.triggers')) this.#paint(vscode.window.visibleTextEditors);
      }),
    );
  }

  dispose(): void {
    this.#subscriptions.dispose();
  }

  #paint(editors: readonly vscode.TextEditor[]): void {
    const shown = setting('highlights');
    for (const editor of editors) {
      const result = this.#feed.of(editor.document);
      if (!shown || result === undefined) this.#decorations.paint(editor, new Map());
      // The answer to an edit is on its way.
      else if (result.version === editor.document.version) this.#decorations.paint(editor, marksByColor(result));
    }
  }
}

function editorsOf(document: vscode.TextDocument): readonly vscode.TextEditor[] {
  return vscode.window.visibleTextEditors.filter((editor) => editor.document === document);
}

function setting(name: 'highlights' | 'overviewRuler'): boolean {
  return vscode.workspace.getConfiguration('winnow.triggers').get<boolean>(name) ?? true;
}

import * as vscode from 'vscode';
import type { Position, Range } from '../../../shared/src/protocol.ts';
import type { TriggerFeed } from './triggerFeed.ts';

/** Keeps the context key `winnow.triggerAtCursor`: whether the cursor stands on a trigger keyword. */
export class TriggerCursor {
  readonly #feed: TriggerFeed;
  readonly #subscriptions: vscode.Disposable;
  #told = false;

  constructor(feed: TriggerFeed) {
    this.#feed = feed;
    this.#subscriptions = vscode.Disposable.from(
      vscode.window.onDidChangeTextEditorSelection(({ textEditor }) => this.#look(textEditor)),
      vscode.window.onDidChangeActiveTextEditor((editor) => this.#look(editor)),
      feed.onDidChange(() => this.#look(vscode.window.activeTextEditor)),
    );
  }

  dispose(): void {
    this.#subscriptions.dispose();
  }

  #look(editor: vscode.TextEditor | undefined): void {
    if (editor !== vscode.window.activeTextEditor) return;
    const result = editor && this.#feed.of(editor.document);
    // While an edit is on its way the answer's places are not the document's; it looks again.
    if (editor !== undefined && result !== undefined && result.version !== editor.document.version) return;
    const at = editor?.selection.active;
    const onHit = at !== undefined && (result?.hits.some(({ range }) => contains(range, at)) ?? false);
    if (onHit === this.#told) return;
    this.#told = onHit;
    void vscode.commands.executeCommand('setContext', 'winnow.triggerAtCursor', onHit);
  }
}

function contains({ start, end }: Range, { line, character }: Position): boolean {
  const afterStart = line > start.line || (line === start.line && character >= start.character);
  return afterStart && (line < end.line || (line === end.line && character <= end.character));
}

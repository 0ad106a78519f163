import * as vscode from 'vscode';
import { TRIGGERS_VIEW } from '../../../shared/src/manifest.ts';
import type { TriggersResult } from '../../../shared/src/protocol.ts';
import { agentsText, firedNames } from './firedText.ts';
import type { TriggerFeed } from './triggerFeed.ts';

/** Beside the language's name: what fired in the active document and which agents it calls. Absent when nothing did. */
export class TriggerStatus {
  readonly #feed: TriggerFeed;
  readonly #item = vscode.languages.createLanguageStatusItem('winnow.fired', []);
  readonly #subscriptions: vscode.Disposable;

  constructor(feed: TriggerFeed) {
    this.#feed = feed;
    this.#item.name = vscode.l10n.t('Winnow triggers');
    this.#item.command = { title: vscode.l10n.t('Show Triggers'), command: `${TRIGGERS_VIEW}.focus` };
    this.#subscriptions = vscode.Disposable.from(
      this.#item,
      vscode.window.onDidChangeActiveTextEditor((editor) => this.#show(editor?.document)),
      feed.onDidChange((document) => {
        if (document === vscode.window.activeTextEditor?.document) this.#show(document);
      }),
    );
  }

  dispose(): void {
    this.#subscriptions.dispose();
  }

  #show(document: vscode.TextDocument | undefined): void {
    const result = document && this.#feed.of(document);
    if (document === undefined || result === undefined || result.fired.length === 0) {
      this.#item.selector = [];
      return;
    }
    this.#item.selector = { scheme: document.uri.scheme, language: document.languageId };
    this.#item.text = statusText(result);
    this.#item.detail = agentsText(result, {
      parallel: vscode.l10n.t('at the same time'),
      sequential: vscode.l10n.t('one after the other'),
    });
  }
}

function statusText(result: TriggersResult): string {
  const count = new Set(result.fired.map(({ rule }) => rule)).size;
  const names = firedNames(result);
  return count === 1 ? vscode.l10n.t('1 trigger: {0}', names) : vscode.l10n.t('{0} triggers: {1}', count, names);
}

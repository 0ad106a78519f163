import * as vscode from 'vscode';
import { State, type LanguageClient } from 'vscode-languageclient/node';
import type { CommandName } from '../../../shared/src/commands.ts';
import type { TriggersChanged } from '../../../shared/src/protocol.ts';
import { documentSchemes } from '../languageClient.ts';
import { DID_CHANGE_TRIGGERS } from '../requests.ts';

const OPEN_RULES: CommandName = 'winnow.openTriggerRules';

/** Hears of changed rules, and shows quietly, beside the language's name, that their file is broken. */
export class RulesMonitor {
  readonly #item = vscode.languages.createLanguageStatusItem('winnow.triggerRules', []);
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #subscriptions: vscode.Disposable;

  /** Other rules apply from now on, or could not be read. */
  readonly onDidChange = this.#changed.event;

  constructor(client: LanguageClient) {
    this.#item.name = vscode.l10n.t('Winnow trigger rules');
    this.#item.severity = vscode.LanguageStatusSeverity.Warning;
    this.#subscriptions = vscode.Disposable.from(
      this.#item,
      this.#changed,
      client.onNotification(DID_CHANGE_TRIGGERS, (change) => {
        this.#show(change);
        this.#changed.fire();
      }),
      client.onDidChangeState(({ newState }) => {
        // Another server reads the rules anew, and says so.
        if (newState === State.Starting) this.#item.selector = [];
      }),
    );
  }

  dispose(): void {
    this.#subscriptions.dispose();
  }

  #show({ errors, kept }: TriggersChanged): void {
    const broken = kept || errors > 0;
    this.#item.selector = broken ? documentSchemes().map((scheme) => ({ scheme })) : [];
    this.#item.text = kept
      ? vscode.l10n.t('Trigger rules: broken, the last good ones apply')
      : vscode.l10n.t('Trigger rules: errors found, the rest applies');
    this.#item.detail = errors === 1 ? vscode.l10n.t('1 error') : vscode.l10n.t('{0} errors', errors);
    this.#item.command = { title: vscode.l10n.t('Open Trigger Rules'), command: OPEN_RULES };
  }
}

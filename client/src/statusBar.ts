import * as vscode from 'vscode';
import { State, type LanguageClient } from 'vscode-languageclient/node';
import type { CommandName } from '../../shared/src/commands.ts';
import type { StatsResult } from '../../shared/src/protocol.ts';
import { fromServer } from './serverTexts.ts';
import type { StatsFeed } from './statsFeed.ts';
import { problemsOf, statusText } from './statusText.ts';
import { statusTooltip } from './statusTooltip.ts';

const DASHBOARD_COMMAND: CommandName = 'winnow.showDashboard';
const RESTART_COMMAND: CommandName = 'winnow.restartServer';

/** The one status bar item: last latency and memory, or what keeps the server from working. */
export class StatusBar {
  readonly #item = vscode.window.createStatusBarItem('winnow.status', vscode.StatusBarAlignment.Right, 100);
  readonly #subscriptions: vscode.Disposable;

  constructor(client: LanguageClient, stats: StatsFeed) {
    this.#item.name = 'Winnow';
    this.#subscriptions = vscode.Disposable.from(
      stats.onDidChange((told) => this.#showStats(told)),
      client.onDidChangeState(({ newState }) => this.#showState(newState)),
    );
  }

  dispose(): void {
    this.#subscriptions.dispose();
    this.#item.dispose();
  }

  /** A server that was not needed yet is no news. */
  #showState(state: State): void {
    this.#item.show();
    // What it tells comes at once.
    if (state === State.Running) return;
    const starting = state === State.Starting;
    this.#item.text = starting ? '$(sync~spin) Winnow' : '$(error) Winnow';
    this.#item.tooltip = starting
      ? vscode.l10n.t('The Winnow server is starting.')
      : vscode.l10n.t('The Winnow server is not running. Click to start it.');
    this.#item.command = starting ? DASHBOARD_COMMAND : RESTART_COMMAND;
    this.#item.backgroundColor = starting ? undefined : new vscode.ThemeColor('statusBarItem.errorBackground');
  }

  #showStats(stats: StatsResult): void {
    this.#item.text = statusText(stats);
    this.#item.tooltip = statusTooltip(stats);
    this.#item.command = DASHBOARD_COMMAND;
    const problems = problemsOf(stats).map(fromServer);
    this.#item.accessibilityInformation = {
      label: [statusText(stats).replace(/\$\([^)]*\) /, ''), ...problems].join('. '),
    };
    this.#item.backgroundColor =
      problems.length > 0 ? new vscode.ThemeColor('statusBarItem.warningBackground') : undefined;
  }
}

import * as vscode from 'vscode';
import { State, type LanguageClient } from 'vscode-languageclient/node';
import type { StatsResult } from '../../shared/src/protocol.ts';
import { DID_CHANGE_STATS, STATS } from './requests.ts';

/** What the server tells of itself, for all who show it: the client's library lets one handler take a notification. */
export class StatsFeed {
  readonly #client: LanguageClient;
  readonly #changed = new vscode.EventEmitter<StatsResult>();
  readonly #subscriptions: vscode.Disposable;
  #newest: StatsResult | undefined;

  readonly onDidChange = this.#changed.event;

  constructor(client: LanguageClient) {
    this.#client = client;
    this.#subscriptions = vscode.Disposable.from(
      this.#changed,
      client.onNotification(DID_CHANGE_STATS, (stats) => this.#tell(stats)),
      client.onDidChangeState(({ newState }) => {
        this.#newest = undefined;
        if (newState === State.Running) void this.refresh();
      }),
    );
  }

  /** Undefined while no server runs that has told anything. */
  get newest(): StatsResult | undefined {
    return this.#newest;
  }

  /** Asks, since the server only tells when something changed. */
  async refresh(): Promise<void> {
    try {
      this.#tell(await this.#client.sendRequest(STATS));
    } catch (error) {
      this.#client.outputChannel.warn(`winnow/stats: ${String(error)}`);
    }
  }

  dispose(): void {
    this.#subscriptions.dispose();
  }

  #tell(stats: StatsResult): void {
    this.#newest = stats;
    this.#changed.fire(stats);
  }
}

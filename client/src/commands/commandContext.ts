import type * as vscode from 'vscode';
import type { Dashboard } from '../dashboard/dashboard.ts';
import type { ServerHandle } from '../languageClient.ts';
import type { PackView } from '../packView/packView.ts';
import type { PackDocuments } from '../preview/packDocuments.ts';
import type { PackExplanations } from '../preview/packExplanations.ts';
import type { Restoring } from '../secrets/restoring.ts';
import type { SecretsView } from '../secrets/secretsView.ts';
import type { StatsFeed } from '../statsFeed.ts';
import type { StoreUrls } from '../stores/storeUrls.ts';
import type { TriggersView } from '../triggersView/triggersView.ts';
import type { QueryHistory } from './queryHistory.ts';

/** What every command may use. */
export interface CommandContext {
  readonly server: ServerHandle;
  readonly packs: PackDocuments;
  readonly packView: PackView;
  readonly explanations: PackExplanations;
  readonly history: QueryHistory;
  readonly stats: StatsFeed;
  readonly triggers: TriggersView;
  readonly secrets: SecretsView;
  readonly restoring: Restoring;
  readonly stores: StoreUrls;
  readonly dashboard: Dashboard;
  /** The command line's bundle. */
  readonly cli: string;
  readonly log: vscode.LogOutputChannel;
}

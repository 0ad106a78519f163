import * as vscode from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';
import { createApi, type WinnowApi } from './api.ts';
import { ChatParticipant } from './assistants/chatParticipant.ts';
import { offerMcpServer } from './assistants/mcpProvider.ts';
import { offerTools } from './assistants/editorTools.ts';
import { pinFiles } from './commands/pinFiles.ts';
import { QueryHistory } from './commands/queryHistory.ts';
import { registerCommands } from './commands/registerCommands.ts';
import { iconIn } from './icon.ts';
import { createLanguageClient } from './languageClient.ts';
import { Dashboard } from './dashboard/dashboard.ts';
import { PackView } from './packView/packView.ts';
import { PackDocuments } from './preview/packDocuments.ts';
import { PackExplanations } from './preview/packExplanations.ts';
import { PackLenses } from './preview/packLenses.ts';
import { PackMarks } from './preview/packMarks.ts';
import { PlaceholderGuard } from './secrets/placeholderGuard.ts';
import { Restoring } from './secrets/restoring.ts';
import { SecretMarks } from './secrets/secretMarks.ts';
import { SecretStatus } from './secrets/secretStatus.ts';
import { SecretsView } from './secrets/secretsView.ts';
import { restartOnChanges, startWhenUseful } from './serverStart.ts';
import { StatsFeed } from './statsFeed.ts';
import { StatusBar } from './statusBar.ts';
import { StoreUrls } from './stores/storeUrls.ts';
import { Highlights } from './triggers/highlights.ts';
import { RulesMonitor } from './triggers/rulesMonitor.ts';
import { TriggerCursor } from './triggers/triggerCursor.ts';
import { TriggerFeed } from './triggers/triggerFeed.ts';
import { TriggerScope } from './triggers/triggerScope.ts';
import { TriggerStatus } from './triggers/triggerStatus.ts';
import { TriggersView } from './triggersView/triggersView.ts';

let client: LanguageClient | undefined;

/** Starts the language server and everything that shows its work. Returns what other extensions may call. */
export function activate(context: vscode.ExtensionContext): WinnowApi {
  const log = vscode.window.createOutputChannel('Winnow', { log: true });
  const cli = context.asAbsolutePath('dist/cli.cjs');
  const stores = new StoreUrls(context.secrets);
  const server = createLanguageClient(context.asAbsolutePath('dist/server.cjs'), log, stores);
  client = server.client;
  const packs = new PackDocuments();
  const explanations = new PackExplanations(server.client);
  const history = new QueryHistory({ memory: context.workspaceState, mayKeep: () => vscode.workspace.isTrusted });
  const stats = new StatsFeed(server.client);
  const pin = (uris: readonly vscode.Uri[]) => pinFiles({ server, packs, history, stats, log }, uris);
  const packView = new PackView({ packs, explanations, pin, log });
  const dashboard = new Dashboard({
    stats,
    folder: vscode.Uri.joinPath(context.extensionUri, 'dist'),
    log,
  });
  const rules = new RulesMonitor(server.client);
  const feed = new TriggerFeed({ client: server.client, rules, scope: new TriggerScope() });
  const triggers = new TriggersView({ client: server.client, rules, memory: context.workspaceState });
  const secrets = new SecretsView(server.client);
  const restoring = new Restoring(server.client);
  context.subscriptions.push(
    log,
    packs,
    stats,
    packView,
    new PackLenses(packs, explanations),
    new PackMarks(packs),
    dashboard,
    new StatusBar(server.client, stats),
    rules,
    feed,
    new Highlights(feed),
    new TriggerStatus(feed),
    new TriggerCursor(feed),
    triggers,
    secrets,
    new SecretMarks(),
    new SecretStatus(),
    new PlaceholderGuard(),
    restoring,
    offerMcpServer(cli, String(context.extension.packageJSON.version)),
    offerTools(server.client),
    new ChatParticipant({ client: server.client, icon: iconIn(context.extensionUri) }),
    registerCommands({
      server,
      packs,
      packView,
      explanations,
      history,
      stats,
      triggers,
      secrets,
      restoring,
      stores,
      dashboard,
      cli,
      log,
    }),
    stores.watch(() => server.restart()),
    // The trust state is part of `initialize`: a server that learns of it later would have to forget what it refused.
    vscode.workspace.onDidGrantWorkspaceTrust(() => server.restart()),
    startWhenUseful(server.client, log),
    restartOnChanges(server, log),
  );
  return createApi(server.client);
}

/** Stops the server; VS Code waits for it. */
export async function deactivate(): Promise<void> {
  const stopping = client;
  client = undefined;
  if (stopping?.needsStop() === true) await stopping.stop();
}

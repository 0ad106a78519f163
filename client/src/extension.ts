import * as vscode from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';
import { createApi, type WinnowApi } from './api.ts';
import { registerCommands } from './commands/registerCommands.ts';
import { createLanguageClient } from './languageClient.ts';
import { PackDocuments } from './preview/packDocuments.ts';
import { StatusBar } from './statusBar.ts';
import { Highlights } from './triggers/highlights.ts';

let client: LanguageClient | undefined;

/** Starts the language server and everything that shows its work. Returns what other extensions may call. */
export function activate(context: vscode.ExtensionContext): WinnowApi {
  const log = vscode.window.createOutputChannel('Winnow', { log: true });
  const server = createLanguageClient(context.asAbsolutePath('dist/server.cjs'), log);
  client = server.client;
  const packs = new PackDocuments();
  context.subscriptions.push(
    log,
    packs,
    new StatusBar(server.client),
    new Highlights(server.client),
    registerCommands({ server, packs, log }),
    // The trust state is part of `initialize`: a server that learns of it later would have to forget what it refused.
    vscode.workspace.onDidGrantWorkspaceTrust(() => server.restart()),
  );
  server.client.start().catch((error: unknown) => log.error(`The server did not start: ${String(error)}`));
  return createApi(server.client);
}

/** Stops the server; VS Code waits for it. */
export async function deactivate(): Promise<void> {
  const stopping = client;
  client = undefined;
  if (stopping?.needsStop() === true) await stopping.stop();
}

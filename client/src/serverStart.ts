import * as vscode from 'vscode';
import { State, type LanguageClient } from 'vscode-languageclient/node';
import { documentSchemes, type ServerHandle } from './languageClient.ts';
import { SETTINGS, type Setting } from '../../shared/src/settings.ts';

const REST_MS = 500;

/** Settings that the server reads once, and the editor's own that it heeds. */
const READ_AT_START: readonly string[] = [
  'files.exclude',
  ...Object.entries(SETTINGS as Record<string, Setting>).flatMap(([name, { restarts }]) => (restarts ? [name] : [])),
];

/**
 * Starts the server when there is something to look at: a folder, or a document that a user types in. A window without
 * either costs no process; a command that needs the server starts it, too.
 */
export function startWhenUseful(client: LanguageClient, log: vscode.LogOutputChannel): vscode.Disposable {
  const waiting: vscode.Disposable[] = [];
  const start = () => {
    if (!isUseful()) return;
    for (const one of waiting.splice(0)) one.dispose();
    client.start().catch((error: unknown) => log.error(`The server did not start: ${String(error)}`));
  };
  waiting.push(vscode.workspace.onDidOpenTextDocument(start), vscode.workspace.onDidChangeWorkspaceFolders(start));
  start();
  return { dispose: () => waiting.splice(0).forEach((one) => void one.dispose()) };
}

function isUseful(): boolean {
  const isTyped = ({ uri }: vscode.TextDocument) => documentSchemes().includes(uri.scheme);
  return (vscode.workspace.workspaceFolders ?? []).length > 0 || vscode.workspace.textDocuments.some(isTyped);
}

/** Starts a running server anew when what it reads at its start has changed: settings, or the folders of the workspace. */
export function restartOnChanges(server: ServerHandle, log: vscode.LogOutputChannel): vscode.Disposable {
  let timer: NodeJS.Timeout | undefined;
  const restart = (why: string) => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      // One that does not run reads them when it starts.
      if (server.client.state === State.Stopped) return;
      log.info(`The server starts anew: ${why}.`);
      server.restart().catch((error: unknown) => log.error(`The server did not start: ${String(error)}`));
    }, REST_MS);
  };
  return vscode.Disposable.from(
    { dispose: () => clearTimeout(timer) },
    vscode.workspace.onDidChangeWorkspaceFolders(() => restart('the folders of the workspace have changed')),
    vscode.workspace.onDidChangeConfiguration((change) => {
      const changed = READ_AT_START.find((name) => change.affectsConfiguration(name));
      if (changed !== undefined) restart(`${changed} has changed`);
    }),
  );
}

import * as vscode from 'vscode';
import { LSPErrorCodes, ResponseError, WorkDoneProgress, type LanguageClient } from 'vscode-languageclient/node';
import type { CommandName } from '../../../shared/src/commands.ts';
import {
  PACK_FORMATS,
  type OptimizeParams,
  type OptimizeResult,
  type PackFormat,
} from '../../../shared/src/protocol.ts';
import { OPTIMIZE } from '../requests.ts';
import { workDoneReporter } from '../workDone.ts';
import { queryFromSelection } from './queryFromSelection.ts';
import type { CommandContext } from './commandContext.ts';

/**
 * Asks for the question (or takes `argument.query`), builds the pack and shows it.
 * Returns the server's reply; `undefined` when the user gave up or the request failed, which was then shown.
 */
export async function optimizeContext(context: CommandContext, argument: unknown): Promise<OptimizeResult | undefined> {
  if (vscode.workspace.workspaceFolders === undefined) {
    void vscode.window.showInformationMessage(vscode.l10n.t('Open a folder to build a context pack from it.'));
    return undefined;
  }
  const query = queryOf(argument) ?? (await askQuery());
  if (query === undefined) return undefined;
  const params = { query, format: configuredFormat() };
  const result = await requestPack(context, params);
  if (result !== undefined) await context.packs.show(result, params);
  return result;
}

/** Asks for a pack with progress; `undefined` when the user gave up or the request failed, which was then shown. */
export async function requestPack(
  { server, log }: Pick<CommandContext, 'server' | 'log'>,
  params: OptimizeParams,
): Promise<OptimizeResult | undefined> {
  try {
    return await optimizeWithProgress(server.client, params);
  } catch (error) {
    if (!isCancellation(error)) await reportFailure(log, error);
    return undefined;
  }
}

/** Menus pass a resource as the argument, keybindings and other extensions `{ query }`. */
function queryOf(argument: unknown): string | undefined {
  if (typeof argument !== 'object' || argument === null || !('query' in argument)) return undefined;
  return typeof argument.query === 'string' && argument.query.trim() !== '' ? argument.query.trim() : undefined;
}

async function askQuery(): Promise<string | undefined> {
  const editor = vscode.window.activeTextEditor;
  const selected = editor === undefined ? '' : queryFromSelection(editor.document.getText(editor.selection));
  const query = await vscode.window.showInputBox({
    title: vscode.l10n.t('Optimize Context'),
    prompt: vscode.l10n.t('What do you want to ask or change? The pack holds the code that answers it.'),
    placeHolder: vscode.l10n.t('Where are requests retried after a timeout?'),
    value: selected,
  });
  return query === undefined || query.trim() === '' ? undefined : query.trim();
}

function configuredFormat(): PackFormat {
  const folder = vscode.workspace.workspaceFolders?.[0];
  const value = vscode.workspace.getConfiguration('winnow', folder).get<string>('format');
  return PACK_FORMATS.find((format) => format === value) ?? 'markdown';
}

let lastToken = 0;

function optimizeWithProgress(client: LanguageClient, params: OptimizeParams): Promise<OptimizeResult> {
  const options = {
    location: vscode.ProgressLocation.Notification,
    title: vscode.l10n.t('Winnow: building the context pack'),
    cancellable: true,
  };
  const request = async (
    progress: vscode.Progress<{ message?: string; increment?: number }>,
    token: vscode.CancellationToken,
  ) => {
    const workDoneToken = `winnow-optimize-${++lastToken}`;
    const listener = client.onProgress(WorkDoneProgress.type, workDoneToken, workDoneReporter(progress));
    try {
      return await client.sendRequest(OPTIMIZE, { ...params, workDoneToken }, token);
    } finally {
      listener.dispose();
    }
  };
  return Promise.resolve(vscode.window.withProgress(options, request));
}

function isCancellation(error: unknown): boolean {
  if (error instanceof vscode.CancellationError) return true;
  return error instanceof ResponseError && error.code === LSPErrorCodes.RequestCancelled;
}

async function reportFailure(log: vscode.LogOutputChannel, error: unknown): Promise<void> {
  const reason = error instanceof Error ? error.message : String(error);
  log.error(`winnow/optimize: ${reason}`);
  const logs = vscode.l10n.t('Show Logs');
  const choice = await vscode.window.showErrorMessage(
    vscode.l10n.t('Winnow could not build the pack: {0}', reason),
    logs,
  );
  const command: CommandName = 'winnow.showLogs';
  if (choice === logs) await vscode.commands.executeCommand(command);
}

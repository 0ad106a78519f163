import * as vscode from 'vscode';
import { LSPErrorCodes, ResponseError, WorkDoneProgress, type LanguageClient } from 'vscode-languageclient/node';
import type { CommandName } from '../../../shared/src/commands.ts';
import type { OptimizeParams, OptimizeResult } from '../../../shared/src/protocol.ts';
import { OPTIMIZE } from '../requests.ts';
import { workDoneReporter } from '../workDone.ts';
import type { CommandContext } from './commandContext.ts';

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

import * as vscode from 'vscode';
import { LSPErrorCodes, ResponseError, WorkDoneProgress, type LanguageClient } from 'vscode-languageclient/node';
import type { CommandName } from '../../../shared/src/commands.ts';
import type { OptimizeParams, OptimizeResult } from '../../../shared/src/protocol.ts';
import { OPTIMIZE } from '../requests.ts';
import { workDoneReporter } from '../workDone.ts';
import type { CommandContext } from './commandContext.ts';

type RequestContext = Pick<CommandContext, 'server' | 'log'>;

/** Asks for a pack with progress; `undefined` when the user gave up or the request failed, which was then shown. */
export function requestPack(context: RequestContext, params: OptimizeParams): Promise<OptimizeResult | undefined> {
  const { client } = context.server;
  return requestWithProgress(context, (progress, token) =>
    client.sendRequest(OPTIMIZE, { ...params, ...progress }, token),
  );
}

/** The same for another request that makes a pack. */
export async function requestWithProgress<Result>(
  { server, log }: RequestContext,
  send: Send<Result>,
): Promise<Result | undefined> {
  try {
    return await sendWithProgress(server.client, send);
  } catch (error) {
    if (!isCancellation(error)) await reportFailure(log, error);
    return undefined;
  }
}

type Send<Result> = (progress: { readonly workDoneToken: string }, token: vscode.CancellationToken) => Promise<Result>;

let lastToken = 0;

function sendWithProgress<Result>(client: LanguageClient, send: Send<Result>): Promise<Result> {
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
      return await send({ workDoneToken }, token);
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
  log.error(`building a pack: ${reason}`);
  const logs = vscode.l10n.t('Show Logs');
  const choice = await vscode.window.showErrorMessage(
    vscode.l10n.t('Winnow could not build the pack: {0}', reason),
    logs,
  );
  const command: CommandName = 'winnow.showLogs';
  if (choice === logs) await vscode.commands.executeCommand(command);
}

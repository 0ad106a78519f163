import { execFile } from 'node:child_process';
import * as vscode from 'vscode';
import type { CommandContext } from './commandContext.ts';

const MOST_MS = 60_000;
const MOST_OUTPUT_BYTES = 1_000_000;

/** `winnow doctor` on the workspace, in a document of its own. */
export async function runDoctor({ cli, log }: CommandContext): Promise<void> {
  const title = vscode.l10n.t('Winnow: looking at Node, stores and rules…');
  const told = await vscode.window.withProgress({ location: vscode.ProgressLocation.Window, title }, () =>
    commandLine(cli, ['doctor']),
  );
  log.info(`doctor:\n${told}`);
  const document = await vscode.workspace.openTextDocument({ content: told, language: 'plaintext' });
  await vscode.window.showTextDocument(document, { preview: true });
}

/** Forgets the packs that are kept on this machine, and those in memory: the server begins anew. */
export async function clearCaches({ cli, server, log }: CommandContext): Promise<void> {
  const clear = vscode.l10n.t('Clear');
  const question = vscode.l10n.t(
    'Forget all packs that are kept on this machine? The index and what was learned stay.',
  );
  if ((await vscode.window.showWarningMessage(question, { modal: true }, clear)) !== clear) return;
  const told = await commandLine(cli, ['cache', 'clear']);
  log.info(told.trim());
  await server.restart();
  void vscode.window.setStatusBarMessage(vscode.l10n.t('Winnow: the caches are empty.'), 5000);
}

/** What the command line says, run by the editor's own Node; a check that fails ends with 1 and is told all the same. */
function commandLine(cli: string, args: readonly string[]): Promise<string> {
  const folder = vscode.workspace.workspaceFolders?.find(({ uri }) => uri.scheme === 'file')?.uri.fsPath;
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [cli, ...args, ...(folder === undefined ? [] : ['--workspace', folder])],
      {
        env: { ...process.env, ELECTRON_RUN_AS_NODE: '1', NO_COLOR: '1' },
        timeout: MOST_MS,
        maxBuffer: MOST_OUTPUT_BYTES,
      },
      (error, stdout, stderr) => resolve(stdout + stderr || (error?.message ?? '')),
    );
  });
}

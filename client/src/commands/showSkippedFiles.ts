import * as vscode from 'vscode';
import type { SkippedFile } from '../../../shared/src/protocol.ts';
import { SKIPPED_FILES } from '../requests.ts';
import { fromServer } from '../serverTexts.ts';
import { uriInWorkspace } from '../workspacePaths.ts';
import type { CommandContext } from './commandContext.ts';

interface SkippedItem extends vscode.QuickPickItem {
  readonly path?: string;
}

/** Lists the files that are not in the index, by the reason for it; the one that is chosen is opened or shown. */
export async function showSkippedFiles({ server, log }: CommandContext): Promise<void> {
  const list = vscode.window.createQuickPick<SkippedItem>();
  list.title = vscode.l10n.t('Skipped Files');
  list.placeholder = vscode.l10n.t('Filter by path or reason; Enter shows the file');
  list.matchOnDescription = true;
  list.busy = true;
  const closed = new vscode.CancellationTokenSource();
  list.onDidHide(() => {
    closed.cancel();
    closed.dispose();
    list.dispose();
  });
  list.onDidAccept(() => {
    const path = list.activeItems[0]?.path;
    list.hide();
    if (path !== undefined) void reveal(path);
  });
  list.show();
  try {
    const { total, files } = await server.client.sendRequest(SKIPPED_FILES, closed.token);
    if (closed.token.isCancellationRequested) return;
    list.items = itemsOf(files);
    if (total > files.length)
      list.title = vscode.l10n.t('Skipped Files: the first {0} of {1}', counted(files.length), counted(total));
    list.busy = false;
  } catch (error) {
    if (closed.token.isCancellationRequested) return;
    list.hide();
    const reason = error instanceof Error ? error.message : String(error);
    log.error(`winnow/skippedFiles: ${reason}`);
    void vscode.window.showErrorMessage(vscode.l10n.t('The skipped files could not be listed: {0}', reason));
  }
}

/** Under a heading for each reason, the commonest first. */
function itemsOf(files: readonly SkippedFile[]): readonly SkippedItem[] {
  const byReason = [...Map.groupBy(files, ({ reason }) => reason)].toSorted(([, a], [, b]) => b.length - a.length);
  return byReason.flatMap(([reason, skipped]): SkippedItem[] => [
    { label: `${fromServer(reason)} · ${counted(skipped.length)}`, kind: vscode.QuickPickItemKind.Separator },
    // A label's `$(name)` would become an icon.
    ...skipped.map(({ path }) => ({ label: path.replaceAll('$(', '$ ('), description: fromServer(reason), path })),
  ]);
}

/** A folder, and a file that no editor shows, is shown in the explorer. */
async function reveal(path: string): Promise<void> {
  const uri = uriInWorkspace(path.replace(/\/$/, ''));
  if (!uri) return;
  await vscode.commands.executeCommand('revealInExplorer', uri);
  if (!path.endsWith('/')) await vscode.commands.executeCommand('vscode.open', uri);
}

function counted(count: number): string {
  return count.toLocaleString(vscode.env.language);
}

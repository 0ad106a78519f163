import * as vscode from 'vscode';
import { LOCK_NAME, type CheckLockResult, type LockChange } from '../../../shared/src/lockProtocol.ts';
import type { CommandContext } from '../commands/commandContext.ts';
import { packOf } from '../commands/packActions.ts';
import { requestWithProgress } from '../commands/requestPack.ts';
import { CHECK_LOCK, LOCK } from '../requests.ts';
import { fromServer } from '../serverTexts.ts';
import { uriInWorkspace } from '../workspacePaths.ts';

type LockContext = Pick<CommandContext, 'server' | 'packs' | 'log'>;

/** Pins the pack of the active preview, or the current one, in the first folder's lockfile. */
export async function writeLock(context: LockContext, argument: unknown): Promise<void> {
  const pack = packOf(context.packs, argument);
  const file = lockfileUri();
  if (pack === undefined || file === undefined) return;
  const { client } = context.server;
  const made = await requestWithProgress(context, (progress, token) =>
    client.sendRequest(LOCK, { ...pack.params, ...progress }, token),
  );
  if (made === undefined) return;
  await vscode.workspace.fs.writeFile(file, Buffer.from(made.lock, 'utf8'));
  const open = vscode.l10n.t('Open');
  const told = vscode.l10n.t('{0} blocks are pinned in {1}.', made.pack.chunks.length, LOCK_NAME);
  if ((await vscode.window.showInformationMessage(told, open)) === open) await vscode.window.showTextDocument(file);
}

/** Shows the pack that the first folder's lockfile pins, or what changed since. */
export async function checkLock(context: LockContext): Promise<CheckLockResult | undefined> {
  const file = lockfileUri();
  const lock = file && (await textOf(file));
  if (lock === undefined) {
    const told = vscode.l10n.t('There is no {0} in this folder: build a pack, then run Write Lockfile.', LOCK_NAME);
    void vscode.window.showInformationMessage(told);
    return undefined;
  }
  const { client } = context.server;
  const checked = await requestWithProgress(context, (_, token) => client.sendRequest(CHECK_LOCK, { lock }, token));
  if (checked?.pack) await context.packs.show(checked.pack, { query: checked.question });
  else if (checked) void showChanges(checked);
  return checked;
}

async function showChanges({ changes, pinned }: CheckLockResult): Promise<void> {
  const items = changes.map((change) => ({ label: placeOf(change), detail: fromServer(change.reason), change }));
  const title = vscode.l10n.t('Changed since the pack was pinned: {0} of {1} blocks', changes.length, pinned);
  const placeHolder = vscode.l10n.t('Choose one to go there');
  const picked = await vscode.window.showQuickPick(items, { title, placeHolder, matchOnDetail: true });
  const uri = picked?.change.path === undefined ? undefined : uriInWorkspace(picked.change.path);
  if (!picked || !uri) return;
  const line = (picked.change.movedToLine ?? picked.change.startLine ?? 1) - 1;
  await vscode.window.showTextDocument(uri, { selection: new vscode.Range(line, 0, line, 0) });
}

function placeOf({ what, path, startLine, endLine }: LockChange): string {
  return path === undefined ? what : `${path}:${startLine ?? 1}-${endLine ?? 1}`;
}

function lockfileUri(): vscode.Uri | undefined {
  const folder = vscode.workspace.workspaceFolders?.[0];
  return folder && vscode.Uri.joinPath(folder.uri, LOCK_NAME);
}

/** Undefined where there is no such file. */
async function textOf(file: vscode.Uri): Promise<string | undefined> {
  try {
    return Buffer.from(await vscode.workspace.fs.readFile(file)).toString('utf8');
  } catch {
    return undefined;
  }
}

import * as vscode from 'vscode';
import { pathInWorkspace } from '../workspacePaths.ts';
import { tellOf } from '../preview/packFeedback.ts';
import { makePack, type QuestionContext } from './optimizeContext.ts';
import { packAnew } from './packAnew.ts';
import { resourcesOf } from './resources.ts';

/** More files than these are no longer chosen one by one. */
export const MOST_PINS = 100;

/** Pins the files that a menu names, or the active editor's. */
export async function pinToPack(context: QuestionContext, ...given: readonly unknown[]): Promise<void> {
  const active = vscode.window.activeTextEditor?.document.uri;
  const named = resourcesOf(given);
  await pinFiles(context, named.length > 0 || !active ? named : [active]);
}

/** Pins files to the current pack and packs anew; without a pack, asks the question of one that holds them. */
export async function pinFiles(context: QuestionContext, uris: readonly vscode.Uri[]): Promise<void> {
  const pins = await pathsOf(uris);
  if (pins.length === 0) return;
  const pack = context.packs.current;
  if (!pack) {
    await makePack(context, { title: vscode.l10n.t('Optimize Context with Pins'), params: { pins } });
    return;
  }
  tellOf(context, { kind: 'pin', query: pack.result.query, chunks: pins.map((path) => ({ path })) });
  await packAnew(context, pack.uri, ({ pins: before = [] }) => ({ pins: [...new Set([...before, ...pins])] }));
}

/** The files among them that lie in the workspace; says which cannot be pinned. */
async function pathsOf(uris: readonly vscode.Uri[]): Promise<readonly string[]> {
  const paths: string[] = [];
  for (const uri of uris.slice(0, MOST_PINS)) {
    const path = pathInWorkspace(uri);
    if (path !== undefined && (await isFile(uri))) paths.push(path);
  }
  const refused = uris.length - paths.length;
  if (refused > 0) {
    const reason = vscode.l10n.t(
      '{0} not pinned: only files of this workspace can be, {1} at a time.',
      refused,
      MOST_PINS,
    );
    void vscode.window.showWarningMessage(reason);
  }
  return paths;
}

async function isFile(uri: vscode.Uri): Promise<boolean> {
  try {
    return ((await vscode.workspace.fs.stat(uri)).type & vscode.FileType.File) !== 0;
  } catch {
    return false;
  }
}

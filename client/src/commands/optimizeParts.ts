import * as vscode from 'vscode';
import { globOf, pinOf } from '../preview/packTexts.ts';
import { pathInWorkspace } from '../workspacePaths.ts';
import { changedFiles } from './changedFiles.ts';
import { MOST_PINS } from './pinFiles.ts';
import { makePack, type QuestionContext } from './optimizeContext.ts';
import { queryFromSelection } from './queryFromSelection.ts';
import { resourcesOf } from './resources.ts';

/** A pack about what is selected: its text is the question, its lines are pinned. */
export async function optimizeForSelection(context: QuestionContext): Promise<void> {
  const editor = vscode.window.activeTextEditor;
  const query = editor ? queryFromSelection(editor.document.getText(editor.selection)) : '';
  if (!editor || query === '') {
    void vscode.window.showInformationMessage(vscode.l10n.t('Select the code or text that the pack is to be about.'));
    return;
  }
  const path = pathInWorkspace(editor.document.uri);
  const { start, end } = editor.selection;
  // A selection of whole lines ends at the beginning of the next.
  const last = end.character === 0 && end.line > start.line ? end.line - 1 : end.line;
  const pins = path === undefined ? [] : [pinOf({ path, startLine: start.line + 1, endLine: last + 1 })];
  await makePack(context, { query, params: { pins } });
}

/** A pack of the files that stand in tabs. */
export async function optimizeOpenEditors(context: QuestionContext): Promise<void> {
  const tabs = vscode.window.tabGroups.all.flatMap((group) => group.tabs);
  const uris = tabs.flatMap(({ input }) => {
    if (input instanceof vscode.TabInputText || input instanceof vscode.TabInputNotebook) return [input.uri];
    return input instanceof vscode.TabInputTextDiff ? [input.modified] : [];
  });
  await optimizeFiles(context, uris, {
    title: vscode.l10n.t('Optimize Open Editors'),
    none: vscode.l10n.t('No file of this workspace is open in an editor.'),
  });
}

/** A pack of the files that differ from the last commit. */
export async function optimizeChangedFiles(context: QuestionContext): Promise<void> {
  const uris = await changedFiles();
  if (uris === undefined) {
    void vscode.window.showInformationMessage(
      vscode.l10n.t('Which files have changed is known through VS Code’s Git extension, which is not active here.'),
    );
    return;
  }
  await optimizeFiles(context, uris, {
    title: vscode.l10n.t('Optimize Changed Files'),
    none: vscode.l10n.t('No file of this workspace differs from the last commit.'),
  });
}

/** A pack of the files and folders that a menu names. */
export async function optimizeHere(context: QuestionContext, ...given: readonly unknown[]): Promise<void> {
  await optimizeFiles(context, resourcesOf(given), {
    title: vscode.l10n.t('Optimize Context from Here'),
    none: vscode.l10n.t('Choose files or folders of this workspace.'),
  });
}

interface FilesTexts {
  /** Of the box that asks. */
  readonly title: string;
  /** Said where there is no file. */
  readonly none: string;
}

/** Only from these files, and from all that lies in those that are folders. */
async function optimizeFiles(
  context: QuestionContext,
  uris: readonly vscode.Uri[],
  { title, none }: FilesTexts,
): Promise<void> {
  // The folder of the workspace itself stands for all of it.
  const isWhole = uris.some(({ path, scheme }) =>
    vscode.workspace.workspaceFolders?.some(({ uri }) => uri.path === path && uri.scheme === scheme),
  );
  const paths = [...new Set(uris.flatMap((uri) => pathInWorkspace(uri) ?? []))];
  if (!isWhole && paths.length === 0) {
    void vscode.window.showInformationMessage(none);
    return;
  }
  const include = paths.map(globOf).flatMap((glob) => [glob, `${glob}/**`]);
  await makePack(context, {
    title,
    ...(isWhole ? {} : { params: { include }, otherwisePinned: paths.slice(0, MOST_PINS) }),
  });
}

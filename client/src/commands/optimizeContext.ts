import * as vscode from 'vscode';
import { PACK_FORMATS, type OptimizeResult, type PackFormat } from '../../../shared/src/protocol.ts';
import { queryFromSelection } from './queryFromSelection.ts';
import type { CommandContext } from './commandContext.ts';
import { requestPack } from './requestPack.ts';

export type QuestionContext = Pick<CommandContext, 'server' | 'packs' | 'log'>;

/**
 * Asks for the question (or takes `argument.query`), builds the pack and shows it.
 * Returns the server's reply; `undefined` when the user gave up or the request failed, which was then shown.
 */
export async function optimizeContext(
  context: QuestionContext,
  argument: unknown,
): Promise<OptimizeResult | undefined> {
  if (vscode.workspace.workspaceFolders === undefined) {
    void vscode.window.showInformationMessage(vscode.l10n.t('Open a folder to build a context pack from it.'));
    return undefined;
  }
  const query = queryOf(argument) ?? (await askQuery());
  if (query === undefined) return undefined;
  const pins = pinsOf(argument);
  const params = { query, format: configuredFormat(), ...(pins.length > 0 ? { pins } : {}) };
  const result = await requestPack(context, params);
  if (result !== undefined) await context.packs.show(result, params);
  return result;
}

/** Menus pass a resource as the argument, keybindings and other extensions `{ query }`. */
function queryOf(argument: unknown): string | undefined {
  if (typeof argument !== 'object' || argument === null || !('query' in argument)) return undefined;
  return typeof argument.query === 'string' && argument.query.trim() !== '' ? argument.query.trim() : undefined;
}

function pinsOf(argument: unknown): readonly string[] {
  if (typeof argument !== 'object' || argument === null || !('pins' in argument)) return [];
  return Array.isArray(argument.pins) ? argument.pins.filter((pin) => typeof pin === 'string') : [];
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

import * as vscode from 'vscode';
import type { OptimizeParams, OptimizeResult } from '../../../shared/src/protocol.ts';
import type { CommandContext } from './commandContext.ts';
import { askQuestion, type Question } from './queryBox.ts';
import { queryFromSelection } from './queryFromSelection.ts';
import { requestPack } from './requestPack.ts';

export type QuestionContext = Pick<CommandContext, 'server' | 'packs' | 'history' | 'stats' | 'log'>;

export interface PackRequest {
  /** Asked for where it is missing. */
  readonly query?: string;
  /** Of the box that asks. */
  readonly title?: string;
  /** What the pack is made of, besides the choices of the box. */
  readonly params?: Pick<OptimizeParams, 'pins' | 'include'>;
  /** Pinned where nothing would be in the pack otherwise: a question such as “review this” names nothing of the code. */
  readonly otherwisePinned?: readonly string[];
}

/**
 * Asks for the question (or takes `argument.query`), builds the pack and shows it.
 * Returns the server's reply; `undefined` when the user gave up or the request failed, which was then shown.
 */
export function optimizeContext(context: QuestionContext, argument: unknown): Promise<OptimizeResult | undefined> {
  const query = queryOf(argument);
  return makePack(context, query === undefined ? {} : { query });
}

/** Builds a pack and shows it; see `optimizeContext`. */
export async function makePack(context: QuestionContext, request: PackRequest): Promise<OptimizeResult | undefined> {
  if (vscode.workspace.workspaceFolders === undefined) {
    void vscode.window.showInformationMessage(vscode.l10n.t('Open a folder to build a context pack from it.'));
    return undefined;
  }
  const question = await questionOf(context, request);
  if (question === undefined) return undefined;
  const asked = { query: question.query, ...question.choices, ...request.params };
  const first = await requestPack(context, asked);
  if (first === undefined) return undefined;
  const pins = first.chunks.length === 0 ? (request.otherwisePinned ?? []) : [];
  const params = pins.length > 0 ? { ...asked, pins } : asked;
  const result = pins.length > 0 ? await requestPack(context, params) : first;
  if (result === undefined) return undefined;
  if (request.query === undefined) context.history.add(result.query);
  await context.packs.show(result, params);
  return result;
}

function questionOf({ history, stats }: QuestionContext, { query, title }: PackRequest): Promise<Question | undefined> {
  if (query !== undefined) return Promise.resolve({ query, choices: {} });
  const editor = vscode.window.activeTextEditor;
  const value = editor === undefined ? '' : queryFromSelection(editor.document.getText(editor.selection));
  return askQuestion({ title: title ?? vscode.l10n.t('Optimize Context'), value, history, stats });
}

/** Menus pass a resource as the argument, keybindings and other extensions `{ query }`. */
function queryOf(argument: unknown): string | undefined {
  if (typeof argument !== 'object' || argument === null || !('query' in argument)) return undefined;
  return typeof argument.query === 'string' && argument.query.trim() !== '' ? argument.query.trim() : undefined;
}

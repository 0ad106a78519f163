import * as vscode from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';
import { editorToolName } from '../../../shared/src/editorTools.ts';
import { SETTINGS } from '../../../shared/src/settings.ts';
import { SMALLEST_BUDGET, TOOL_NAMES, type ToolName } from '../../../shared/src/toolList.ts';
import { TOOL } from '../requests.ts';

/**
 * Gives the editor's assistants the tools that the manifest contributes, answered by the running server. None in editors
 * without the interface.
 */
export function offerTools(client: LanguageClient): vscode.Disposable {
  // Editors that build on VS Code may lack it.
  const lm = vscode.lm as Partial<typeof vscode.lm> | undefined;
  const register = lm?.registerTool;
  if (typeof register !== 'function') return { dispose: () => {} };
  return vscode.Disposable.from(...TOOL_NAMES.map((name) => register(editorToolName(name), toolOf(name, client))));
}

function toolOf(name: ToolName, client: LanguageClient): vscode.LanguageModelTool<object> {
  return {
    prepareInvocation: () => ({ invocationMessage: progressText(name) }),
    async invoke({ input, tokenizationOptions }, token) {
      const given = name === 'optimize' ? withinBudget(input, tokenizationOptions?.tokenBudget) : input;
      const { texts, isError } = await client.sendRequest(TOOL, { name, arguments: given }, token);
      // What is thrown is told to the model.
      if (isError) throw new Error(texts.join('\n'));
      return new vscode.LanguageModelToolResult(texts.map((text) => new vscode.LanguageModelTextPart(text)));
    },
  };
}

/** An assistant says how much room is left for the answer. */
function withinBudget(input: object, roomTokens: number | undefined): object {
  if (roomTokens === undefined) return input;
  const folder = vscode.workspace.workspaceFolders?.[0];
  const configured = vscode.workspace.getConfiguration('winnow', folder).get<number>('budget');
  const asked = 'budget' in input && typeof input.budget === 'number' ? input.budget : configured;
  const budget = Math.min(asked ?? SETTINGS['winnow.budget'].default, Math.floor(roomTokens));
  return { ...input, budget: Math.max(SMALLEST_BUDGET, budget) };
}

function progressText(name: ToolName): string {
  switch (name) {
    case 'optimize':
      return vscode.l10n.t('Looking for the code that matters');
    case 'explain':
      return vscode.l10n.t('Explaining the selection of code');
    case 'scan':
      return vscode.l10n.t('Looking for secrets');
    case 'triggers':
      return vscode.l10n.t('Evaluating the trigger rules');
    case 'stats':
      return vscode.l10n.t('Reading Winnow’s figures');
  }
}

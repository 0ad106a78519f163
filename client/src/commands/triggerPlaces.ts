import * as vscode from 'vscode';
import type { Location, Position } from 'vscode-languageclient/node';
import type { CommandName } from '../../../shared/src/commands.ts';
import type { TriggerNode } from '../triggersView/triggerNodes.ts';
import type { CommandContext } from './commandContext.ts';
import { RULES_PATH } from './triggerRules.ts';

const OPEN_RULES: CommandName = 'winnow.openTriggerRules';

/** The target of the server's code lenses: shows places, given as LSP gives them, in the references view of a rule. */
export async function showTriggerMatches(
  { server }: CommandContext,
  uri: unknown,
  position: unknown,
  locations: unknown,
): Promise<void> {
  if (typeof uri !== 'string' || !isPosition(position) || !Array.isArray(locations)) return;
  const { protocol2CodeConverter: convert } = server.client;
  await vscode.commands.executeCommand(
    'editor.action.showReferences',
    convert.asUri(uri),
    convert.asPosition(position),
    (locations as readonly Location[]).map((location) => convert.asLocation(location)),
  );
}

/** Opens the rule of the keyword at the cursor, or of a rule in the Triggers view. */
export async function goToTriggerRule(_context: CommandContext, node: unknown): Promise<void> {
  const place = placeOfNode(node as TriggerNode | undefined) ?? placeOfCursor();
  if (place === undefined) return;
  // Of a document that no editor has opened yet, the server has not been told.
  await vscode.workspace.openTextDocument(place.uri);
  const rule = await definitionIn(RULES_PATH.join('/'), place);
  if (rule === undefined) await offerRules();
  else await vscode.window.showTextDocument(rule.uri, { selection: rule.range });
}

interface Place {
  readonly uri: vscode.Uri;
  readonly position: vscode.Position;
}

function placeOfNode(node: TriggerNode | undefined): Place | undefined {
  if (node?.kind !== 'rule' || node.first === undefined) return undefined;
  const { line, character } = node.first.range.start;
  return { uri: vscode.Uri.parse(node.first.uri), position: new vscode.Position(line, character) };
}

function placeOfCursor(): Place | undefined {
  const editor = vscode.window.activeTextEditor;
  return editor && { uri: editor.document.uri, position: editor.selection.active };
}

/** Languages define names too: only what leads into the rules file is meant. */
async function definitionIn(path: string, { uri, position }: Place): Promise<vscode.Location | undefined> {
  const found = await vscode.commands.executeCommand<readonly (vscode.Location | vscode.LocationLink)[]>(
    'vscode.executeDefinitionProvider',
    uri,
    position,
  );
  return found
    .map((one) =>
      'targetUri' in one ? new vscode.Location(one.targetUri, one.targetSelectionRange ?? one.targetRange) : one,
    )
    .find((location) => location.uri.path.endsWith(`/${path}`));
}

async function offerRules(): Promise<void> {
  const open = vscode.l10n.t('Open Trigger Rules');
  const message = vscode.l10n.t('This keyword belongs to no rule of a file of the workspace.');
  if ((await vscode.window.showInformationMessage(message, open)) === open) {
    await vscode.commands.executeCommand(OPEN_RULES);
  }
}

function isPosition(value: unknown): value is Position {
  return typeof value === 'object' && value !== null && 'line' in value && 'character' in value;
}

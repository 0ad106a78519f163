import * as vscode from 'vscode';
import { CodeActionRequest, CodeActionResolveRequest, type CodeAction, type Range } from 'vscode-languageclient/node';
import { SECRETS } from '../requests.ts';
import type { CommandContext } from './commandContext.ts';

/** More secrets than these at once are no selection any more. */
const MOST_SECRETS = 200;

/** Replaces the secrets in the selection, or in all of the document where nothing is selected, by their placeholders. */
export async function redactSelection({ server }: Pick<CommandContext, 'server'>): Promise<void> {
  const editor = vscode.window.activeTextEditor;
  if (!editor) return;
  const { document } = editor;
  const { client } = server;
  const uri = client.code2ProtocolConverter.asUri(document.uri);
  const { findings, version } = await client.sendRequest(SECRETS, { textDocument: { uri } });
  const chosen = editor.selections.every(({ isEmpty }) => isEmpty) ? [wholeOf(document)] : editor.selections;
  const touched = findings
    .map(({ range }) => range)
    .filter((range) => chosen.some((selection) => selection.intersection(toRange(range)) !== undefined))
    .slice(0, MOST_SECRETS);
  if (touched.length === 0) {
    void vscode.window.showInformationMessage(vscode.l10n.t('Winnow finds no secret here.'));
    return;
  }
  const edit = new vscode.WorkspaceEdit();
  for (const range of touched) {
    for (const { range: replaced, newText } of await placeholderEdits({ client, uri, range }))
      edit.replace(document.uri, toRange(replaced), newText);
  }
  // What was typed meanwhile has moved the places.
  if (document.version !== version || !(await vscode.workspace.applyEdit(edit))) {
    void vscode.window.showWarningMessage(vscode.l10n.t('The document has changed meanwhile: redact again.'));
    return;
  }
  const told = vscode.l10n.t('{0} secrets replaced by placeholders.', touched.length);
  vscode.window.setStatusBarMessage(
    touched.length === 1 ? vscode.l10n.t('1 secret replaced by its placeholder.') : told,
    4000,
  );
}

interface FindingPlace {
  readonly client: CommandContext['server']['client'];
  readonly uri: string;
  readonly range: Range;
}

/** What the server's own fix for this finding writes. */
async function placeholderEdits({ client, uri, range }: FindingPlace) {
  const params = { textDocument: { uri }, range, context: { diagnostics: [], only: ['quickfix'] } };
  const actions = (await client.sendRequest(CodeActionRequest.type, params)) ?? [];
  const found = actions.find((action): action is CodeAction => isRedactionOf(action, range));
  if (!found) return [];
  const { edit } = await client.sendRequest(CodeActionResolveRequest.type, found);
  return edit?.changes?.[uri] ?? [];
}

function isRedactionOf(action: object, range: Range): boolean {
  const { data } = action as { readonly data?: { readonly winnow?: unknown; readonly range?: Range } };
  if (data?.winnow !== 'redact' || !data.range) return false;
  const { start, end } = data.range;
  return toRange({ start, end }).isEqual(toRange(range));
}

function toRange({ start, end }: Range): vscode.Range {
  return new vscode.Range(start.line, start.character, end.line, end.character);
}

function wholeOf(document: vscode.TextDocument): vscode.Range {
  return document.validateRange(new vscode.Range(0, 0, document.lineCount, 0));
}

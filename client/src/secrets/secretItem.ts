import * as vscode from 'vscode';
import type { Range } from '../../../shared/src/protocol.ts';
import { secretColorId } from './secretColors.ts';
import type { SecretFileNode, SecretNode } from './secretNodes.ts';

/** How a node is shown. Labels of a tree are plain text: names of a workspace need no escaping there. */
export function secretItem(node: SecretNode): vscode.TreeItem {
  const item = itemOf(node);
  item.id = node.id;
  item.contextValue = node.kind;
  return item;
}

function itemOf(node: SecretNode): vscode.TreeItem {
  switch (node.kind) {
    case 'file':
      return fileItem(node);
    case 'finding': {
      const { line, character } = node.range.start;
      const item = new vscode.TreeItem(node.rule);
      item.description = vscode.l10n.t('{0} · line {1}', node.level, line + 1);
      item.tooltip = vscode.l10n.t('{0}, {1}: line {2}, column {3}', node.rule, node.level, line + 1, character + 1);
      item.iconPath = new vscode.ThemeIcon('key', new vscode.ThemeColor(secretColorId(node.level)));
      item.command = openCommand(node.uri, node.range);
      return item;
    }
    case 'more': {
      const item = new vscode.TreeItem(vscode.l10n.t('{0} more', node.count.toLocaleString(vscode.env.language)));
      item.iconPath = new vscode.ThemeIcon('ellipsis');
      item.command = openCommand(node.uri);
      return item;
    }
  }
}

/** The file's name and icon as the explorer shows them, then how many findings, then its folder. */
function fileItem({ uri, path, count }: SecretFileNode): vscode.TreeItem {
  const item = new vscode.TreeItem(vscode.Uri.parse(uri), vscode.TreeItemCollapsibleState.Expanded);
  item.iconPath = vscode.ThemeIcon.File;
  const folder = path.slice(0, Math.max(0, path.lastIndexOf('/')));
  item.description = [count.toLocaleString(vscode.env.language), ...(folder === '' ? [] : [folder])].join(' · ');
  item.tooltip = path;
  return item;
}

function openCommand(uri: string, range?: Range): vscode.Command {
  const options: vscode.TextDocumentShowOptions =
    range === undefined
      ? {}
      : { selection: new vscode.Range(range.start.line, range.start.character, range.end.line, range.end.character) };
  return { title: vscode.l10n.t('Open'), command: 'vscode.open', arguments: [vscode.Uri.parse(uri), options] };
}

import * as vscode from 'vscode';
import type { Range } from '../../../shared/src/protocol.ts';
import { lineColorId, triggerColorOf } from '../triggers/triggerColors.ts';
import type { FileNode, TriggerNode } from './triggerNodes.ts';

/** How a node is shown. Labels of a tree are plain text: names of a workspace need no escaping there. */
export function triggerItem(node: TriggerNode): vscode.TreeItem {
  const item = itemOf(node);
  item.id = node.id;
  item.contextValue = node.kind === 'rule' && node.first === undefined ? 'ruleWithoutPlace' : node.kind;
  return item;
}

function itemOf(node: TriggerNode): vscode.TreeItem {
  switch (node.kind) {
    case 'agent':
      return parentItem(node.agent ?? vscode.l10n.t('No agent'), {
        icon: new vscode.ThemeIcon('hubot'),
        count: node.count,
        open: true,
      });
    case 'rule': {
      if (node.aboutFiles)
        return parentItem(node.rule, { icon: new vscode.ThemeIcon('symbol-file'), count: node.count });
      const color = new vscode.ThemeColor(lineColorId(triggerColorOf(node.color)));
      return parentItem(node.rule, { icon: new vscode.ThemeIcon('circle-filled', color), count: node.count });
    }
    case 'file':
      return fileItem(node);
    case 'hit': {
      const { line, character } = node.range.start;
      const item = new vscode.TreeItem(vscode.l10n.t('Line {0}, column {1}', line + 1, character + 1));
      item.iconPath = new vscode.ThemeIcon('circle-small');
      item.command = openCommand(node.uri, node.range);
      return item;
    }
    case 'more': {
      const count = node.count.toLocaleString(vscode.env.language);
      const label =
        node.uri === undefined ? vscode.l10n.t('{0} more in other files', count) : vscode.l10n.t('{0} more', count);
      const item = new vscode.TreeItem(label);
      item.iconPath = new vscode.ThemeIcon('ellipsis');
      if (node.uri !== undefined) item.command = openCommand(node.uri);
      return item;
    }
  }
}

interface ParentLook {
  readonly icon: vscode.ThemeIcon;
  readonly count: number;
  readonly open?: boolean;
}

function parentItem(label: string, { icon, count, open = false }: ParentLook): vscode.TreeItem {
  const { Expanded, Collapsed } = vscode.TreeItemCollapsibleState;
  const item = new vscode.TreeItem(label, open ? Expanded : Collapsed);
  item.iconPath = icon;
  item.description = count.toLocaleString(vscode.env.language);
  return item;
}

/** The file's name and icon as the explorer shows them, then how many hits, then its folder. */
function fileItem({ uri, path, leaf, count }: FileNode): vscode.TreeItem {
  const { None, Collapsed } = vscode.TreeItemCollapsibleState;
  const item = new vscode.TreeItem(vscode.Uri.parse(uri), leaf ? None : Collapsed);
  item.iconPath = vscode.ThemeIcon.File;
  const folder = path.slice(0, Math.max(0, path.lastIndexOf('/')));
  item.description = [
    ...(leaf ? [] : [count.toLocaleString(vscode.env.language)]),
    ...(folder === '' ? [] : [folder]),
  ].join(' · ');
  if (leaf) item.command = openCommand(uri);
  item.tooltip = path;
  return item;
}

function openCommand(uri: string, range?: Range): vscode.Command {
  const options: vscode.TextDocumentShowOptions = range === undefined ? {} : { selection: selectionOf(range) };
  return { title: vscode.l10n.t('Open'), command: 'vscode.open', arguments: [vscode.Uri.parse(uri), options] };
}

const selectionOf = ({ start, end }: Range): vscode.Range =>
  new vscode.Range(start.line, start.character, end.line, end.character);

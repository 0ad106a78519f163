import * as vscode from 'vscode';
import type { CommandName } from '../../../shared/src/commands.ts';
import { LEVELS } from '../../../shared/src/protocol.ts';
import { secretColorId } from '../secrets/secretColors.ts';
import { fromServer } from '../serverTexts.ts';
import { uriInWorkspace } from '../workspacePaths.ts';
import { groupItem, originItem } from './packGroupItem.ts';
import type { PackChunkNode, PackCountNode, PackFileNode, PackNode, PackRedactionNode } from './packNodes.ts';

/** How a node is shown. Labels of a tree are plain text: names of a workspace need no escaping there. */
export function packItem(node: PackNode): vscode.TreeItem {
  const item = itemOf(node);
  item.id = node.id;
  item.contextValue = 'isPinned' in node && node.isPinned ? `${node.kind}Pinned` : node.kind;
  return item;
}

function itemOf(node: PackNode): vscode.TreeItem {
  switch (node.kind) {
    case 'file':
      return fileItem(node);
    case 'chunk':
      return chunkItem(node);
    case 'group':
    case 'nextGroup':
      return groupItem(node);
    case 'next': {
      const item = new vscode.TreeItem(`${node.path}:${node.startLine}-${node.endLine}`);
      item.description = tokensText(node.tokens);
      item.iconPath = new vscode.ThemeIcon('add');
      item.command = command('winnow.openBlock', vscode.l10n.t('Open'), node);
      return item;
    }
    case 'excluded': {
      const item = new vscode.TreeItem(node.path ?? node.glob);
      item.description = vscode.l10n.t('excluded');
      item.iconPath = new vscode.ThemeIcon('close');
      return item;
    }
    case 'unmetPin': {
      const item = new vscode.TreeItem(node.pin);
      item.description = vscode.l10n.t('pinned, not in the pack');
      item.tooltip = vscode.l10n.t('It does not fit, is held back or is not in the index.');
      item.iconPath = new vscode.ThemeIcon('pinned', new vscode.ThemeColor('list.warningForeground'));
      return item;
    }
    case 'heldBack':
    case 'skipped':
      return countItem(node);
    case 'redaction':
      return redactionItem(node);
    case 'trigger':
    case 'agent': {
      const item = new vscode.TreeItem(node.name);
      item.iconPath = new vscode.ThemeIcon(node.kind === 'agent' ? 'hubot' : 'symbol-keyword');
      item.description = node.kind === 'agent' ? vscode.l10n.t('agent') : vscode.l10n.t('fired');
      return item;
    }
    case 'origin':
      return originItem(node);
  }
}

/** The file's name and icon as the explorer shows them, then its figures, then its folder. */
function fileItem({ path, tokens, score, redactions, isPinned }: PackFileNode): vscode.TreeItem {
  const { Expanded } = vscode.TreeItemCollapsibleState;
  const uri = uriInWorkspace(path);
  const name = path.slice(path.lastIndexOf('/') + 1);
  const item = uri ? new vscode.TreeItem(uri, Expanded) : new vscode.TreeItem(name, Expanded);
  item.label = name;
  item.iconPath = isPinned ? new vscode.ThemeIcon('pinned') : vscode.ThemeIcon.File;
  const folder = path.slice(0, Math.max(0, path.lastIndexOf('/')));
  item.description = figures([score.toFixed(2), tokensText(tokens), redactionsText(redactions), folder]);
  item.tooltip = `${path}\n${vscode.l10n.t('Score {0}, {1}', score.toFixed(3), tokensText(tokens))}`;
  return item;
}

function chunkItem(node: PackChunkNode): vscode.TreeItem {
  const { chunk, isPinned } = node;
  const item = new vscode.TreeItem(vscode.l10n.t('Lines {0}-{1}', chunk.startLine, chunk.endLine));
  const outline = chunk.shownLines ? vscode.l10n.t('outline') : '';
  item.description = figures([
    chunk.score.toFixed(2),
    tokensText(chunk.tokens),
    outline,
    redactionsText(chunk.redactions),
    fromServer(chunk.reasons[0] ?? ''),
  ]);
  item.tooltip = [
    `${chunk.path}:${chunk.startLine}-${chunk.endLine}`,
    vscode.l10n.t('Score {0}, {1}', chunk.score.toFixed(3), tokensText(chunk.tokens)),
    ...chunk.reasons.map((reason) => `• ${fromServer(reason)}`),
  ].join('\n');
  item.iconPath = new vscode.ThemeIcon(isPinned ? 'pinned' : 'symbol-snippet');
  item.command = command('winnow.showBlock', vscode.l10n.t('Show in Pack'), node);
  return item;
}

function redactionItem(node: PackRedactionNode): vscode.TreeItem {
  const level = LEVELS.find((one) => one === node.level) ?? 'public';
  const item = new vscode.TreeItem(node.rule);
  item.description = figures([node.level, `${node.path}:${node.startLine}`]);
  item.tooltip = vscode.l10n.t('{0}, {1}: replaced at {2}, line {3}', node.rule, node.level, node.path, node.startLine);
  item.iconPath = new vscode.ThemeIcon('key', new vscode.ThemeColor(secretColorId(level)));
  item.command = command('winnow.showBlock', vscode.l10n.t('Show in Pack'), node);
  return item;
}

function countItem({ kind, reason, count, examples }: PackCountNode): vscode.TreeItem {
  const item = new vscode.TreeItem(fromServer(reason));
  const shown = count.toLocaleString(vscode.env.language);
  item.description =
    kind === 'heldBack' ? vscode.l10n.t('{0} blocks held back', shown) : vscode.l10n.t('{0} files skipped', shown);
  item.iconPath = new vscode.ThemeIcon(kind === 'heldBack' ? 'lock' : 'circle-slash');
  item.tooltip =
    kind === 'heldBack'
      ? vscode.l10n.t('They stand at a level that may not leave this machine.')
      : [...examples, ...(count > examples.length ? ['…'] : [])].join('\n');
  return item;
}

function command(name: CommandName, title: string, argument: unknown): vscode.Command {
  return { command: name, title, arguments: [argument] };
}

function figures(parts: readonly string[]): string {
  return parts.filter((part) => part !== '').join(' · ');
}

function tokensText(count: number): string {
  return count === 1
    ? vscode.l10n.t('1 token')
    : vscode.l10n.t('{0} tokens', count.toLocaleString(vscode.env.language));
}

function redactionsText(count: number): string {
  if (count === 0) return '';
  return count === 1
    ? vscode.l10n.t('1 redaction')
    : vscode.l10n.t('{0} redactions', count.toLocaleString(vscode.env.language));
}

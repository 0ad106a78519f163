import * as vscode from 'vscode';
import type { PackGroupNode, PackNextGroupNode, PackOriginNode } from './packNodes.ts';

/** A group's line: what it holds and how many. */
export function groupItem(node: PackGroupNode | PackNextGroupNode): vscode.TreeItem {
  const { Collapsed } = vscode.TreeItemCollapsibleState;
  if (node.kind === 'nextGroup') {
    const item = new vscode.TreeItem(vscode.l10n.t('With 2,000 More Tokens'), Collapsed);
    item.iconPath = new vscode.ThemeIcon('diff-added');
    item.tooltip = vscode.l10n.t('What would enter the pack next. Pin what should not wait.');
    return item;
  }
  const [label, icon] = looks()[node.group];
  const item = new vscode.TreeItem(label, Collapsed);
  item.description = node.count.toLocaleString(vscode.env.language);
  item.iconPath = new vscode.ThemeIcon(icon);
  return item;
}

function looks(): Readonly<Record<PackGroupNode['group'], readonly [label: string, icon: string]>> {
  return {
    leftOut: [vscode.l10n.t('Left Out'), 'circle-slash'],
    redactions: [vscode.l10n.t('Redactions'), 'key'],
    triggers: [vscode.l10n.t('Triggers'), 'symbol-keyword'],
  };
}

/** Where the pack came from, in one line. */
export function originItem({ result }: PackOriginNode): vscode.TreeItem {
  const { cacheLevel, latencyMs, filesSeen, degraded } = result;
  const fresh = cacheLevel === 'none';
  const item = new vscode.TreeItem(fresh ? vscode.l10n.t('Built Anew') : vscode.l10n.t('From the Cache'));
  const files = vscode.l10n.t('{0} files looked at', filesSeen.toLocaleString(vscode.env.language));
  item.description = [...(fresh ? [] : [cacheLevel]), `${latencyMs.toFixed(1)} ms`, files].join(' · ');
  item.tooltip = [`${vscode.l10n.t('Cache level')}: ${cacheLevel}`, ...degraded].join('\n');
  const icon = degraded.length > 0 ? 'warning' : fresh ? 'server-process' : 'database';
  item.iconPath = new vscode.ThemeIcon(icon);
  return item;
}

import * as vscode from 'vscode';

/**
 * What a context menu hands to a command: the resource that was clicked and all that are selected (explorer, tabs), or
 * the selected changes (source control). Without duplicates.
 */
export function resourcesOf(given: readonly unknown[]): readonly vscode.Uri[] {
  const [clicked, selected] = given;
  const all = Array.isArray(selected) && selected.length > 0 ? selected : [clicked];
  const found = new Map<string, vscode.Uri>();
  for (const uri of all.map(uriOf)) if (uri) found.set(uri.toString(), uri);
  return [...found.values()];
}

function uriOf(one: unknown): vscode.Uri | undefined {
  if (one instanceof vscode.Uri) return one;
  if (typeof one !== 'object' || one === null || !('resourceUri' in one)) return undefined;
  return one.resourceUri instanceof vscode.Uri ? one.resourceUri : undefined;
}

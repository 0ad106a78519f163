import * as vscode from 'vscode';

/**
 * What a context menu hands to a command, without duplicates: the resource that was clicked, then a list of all that are
 * selected (explorer) or the place of its tab; from source control the selected changes, each an argument of its own.
 */
export function resourcesOf(given: readonly unknown[]): readonly vscode.Uri[] {
  const [, selected] = given;
  const all: readonly unknown[] = Array.isArray(selected) && selected.length > 0 ? selected : given;
  const found = new Map<string, vscode.Uri>();
  for (const uri of all.map(uriOf)) if (uri) found.set(uri.toString(), uri);
  return [...found.values()];
}

function uriOf(one: unknown): vscode.Uri | undefined {
  if (one instanceof vscode.Uri) return one;
  if (typeof one !== 'object' || one === null || !('resourceUri' in one)) return undefined;
  return one.resourceUri instanceof vscode.Uri ? one.resourceUri : undefined;
}

import * as vscode from 'vscode';

/** Winnow's icon where VS Code does not paint it in the theme's own colours. */
export function iconIn(extension: vscode.Uri): { readonly light: vscode.Uri; readonly dark: vscode.Uri } {
  const media = (name: string) => vscode.Uri.joinPath(extension, 'client', 'media', name);
  return { light: media('activity-light.svg'), dark: media('activity.svg') };
}

import type { ClientCapabilities } from 'vscode-languageserver/node';

/** True for a client that asks for an action's edits once the user has chosen it (LSP 3.17, `resolveSupport`). */
export function resolvesActions({ textDocument }: ClientCapabilities): boolean {
  return textDocument?.codeAction?.resolveSupport?.properties.includes('edit') ?? false;
}

import * as vscode from 'vscode';
import { MCP_PROVIDER } from '../../../shared/src/manifest.ts';

/**
 * Offers Winnow's MCP server to the editor's assistants. The editor starts it when it is first needed and tells it the
 * workspace's folders as its roots. None in a workspace that is not trusted, where the settings name another way, and in
 * editors without the interface.
 * `cli` is the command line's bundle.
 */
export function offerMcpServer(cli: string, version: string): vscode.Disposable {
  // Editors that build on VS Code may lack it.
  const lm = vscode.lm as Partial<typeof vscode.lm> | undefined;
  if (typeof lm?.registerMcpServerDefinitionProvider !== 'function') return { dispose: () => {} };
  const changed = new vscode.EventEmitter<void>();
  return vscode.Disposable.from(
    changed,
    vscode.workspace.onDidGrantWorkspaceTrust(() => changed.fire()),
    vscode.workspace.onDidChangeWorkspaceFolders(() => changed.fire()),
    vscode.workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration(OFFERED_AS)) changed.fire();
    }),
    lm.registerMcpServerDefinitionProvider(MCP_PROVIDER.id, {
      onDidChangeMcpServerDefinitions: changed.event,
      provideMcpServerDefinitions: () => (mayOffer() ? [definition(cli, version)] : []),
    }),
  );
}

const OFFERED_AS = 'winnow.assistants';

function mayOffer(): boolean {
  return vscode.workspace.isTrusted && vscode.workspace.getConfiguration().get(OFFERED_AS) === 'mcp';
}

/** Run by the editor's own Node: nobody needs to install another. */
function definition(cli: string, version: string): vscode.McpStdioServerDefinition {
  const env = { ELECTRON_RUN_AS_NODE: '1' };
  const server = new vscode.McpStdioServerDefinition(MCP_PROVIDER.label, process.execPath, [cli, 'mcp'], env, version);
  const folder = vscode.workspace.workspaceFolders?.find(({ uri }) => uri.scheme === 'file');
  if (folder) server.cwd = folder.uri;
  return server;
}

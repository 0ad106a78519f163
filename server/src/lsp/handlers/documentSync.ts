import type { ServerContext } from '../context.ts';
import { isRulesFile } from '../rules/rulesUri.ts';

/** Open documents follow the editor at once, whether or not the session has started. */
export function registerDocumentSync({ connection, documents, keystrokes, session, rulesReload }: ServerContext): void {
  connection.onDidOpenTextDocument(({ textDocument: { uri, languageId, version, text } }) =>
    documents.open(uri, languageId, version, text),
  );
  connection.onDidChangeTextDocument(({ textDocument: { uri, version }, contentChanges }) => {
    const startedMs = performance.now();
    documents.change(uri, version, contentChanges);
    keystrokes.record(performance.now() - startedMs);
  });
  connection.onDidSaveTextDocument(async ({ textDocument: { uri } }) => {
    // Not every client watches files.
    if (isRulesFile(uri)) await rulesReload.reload();
    await backToDisk(uri);
    rulesReload.filesChanged();
  });
  connection.onDidCloseTextDocument(async ({ textDocument: { uri } }) => {
    documents.close(uri);
    await backToDisk(uri);
  });

  /** The file on disk counts again. */
  async function backToDisk(uri: string): Promise<void> {
    const started = await session;
    const path = started.workspacePath(uri);
    if (path === undefined) return;
    void started.optimizer.overlay(path, undefined);
    await started.optimizer.update([path]);
  }
}

import type { ServerContext } from '../context.ts';
import { isRulesFile } from '../rules/rulesUri.ts';

/** Open documents follow the editor at once, whether or not the session has started. */
export function registerDocumentSync(context: ServerContext): void {
  const { connection, documents, keystrokes, session, rulesReload, allowReload } = context;
  connection.onDidOpenTextDocument(({ textDocument: { uri, languageId, version, text } }) => {
    documents.open(uri, languageId, version, text);
    allowReload.changed(uri);
  });
  connection.onDidChangeTextDocument(({ textDocument: { uri, version }, contentChanges }) => {
    const startedMs = performance.now();
    documents.change(uri, version, contentChanges);
    keystrokes.record(performance.now() - startedMs);
    allowReload.changed(uri);
  });
  connection.onDidSaveTextDocument(async ({ textDocument: { uri } }) => {
    // Not every client watches files.
    allowReload.changed(uri);
    if (isRulesFile(uri)) await rulesReload.reload();
    await backToDisk(uri);
    rulesReload.filesChanged();
  });
  connection.onDidCloseTextDocument(async ({ textDocument: { uri } }) => {
    documents.close(uri);
    allowReload.changed(uri);
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

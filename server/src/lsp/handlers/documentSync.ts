import type { ServerContext } from '../context.ts';

/** Open documents follow the editor at once, whether or not the session has started. */
export function registerDocumentSync({ connection, documents, session }: ServerContext): void {
  connection.onDidOpenTextDocument(({ textDocument: { uri, languageId, version, text } }) =>
    documents.open(uri, languageId, version, text),
  );
  connection.onDidChangeTextDocument(({ textDocument: { uri, version }, contentChanges }) =>
    documents.change(uri, version, contentChanges),
  );
  connection.onDidSaveTextDocument(async ({ textDocument: { uri } }) => backToDisk(uri));
  connection.onDidCloseTextDocument(async ({ textDocument: { uri } }) => {
    documents.close(uri);
    await backToDisk(uri);
    (await session).forget(uri);
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

import type { ServerContext } from '../context.ts';
import { parseDidChangeParams, parseDidOpenParams, parseDocumentUri } from '../documentParams.ts';
import { isRulesFile } from '../rules/rulesUri.ts';

/** Open documents follow the editor at once, whether or not the session has started. */
export function registerDocumentSync(context: ServerContext): void {
  const { connection, documents, keystrokes, session, rulesReload, allowReload } = context;
  connection.onDidOpenTextDocument((raw) => {
    const { uri, languageId, version, text } = parseDidOpenParams(raw).textDocument;
    documents.open(uri, languageId, version, text);
    allowReload.changed(uri);
  });
  connection.onDidChangeTextDocument((raw) => {
    const startedMs = performance.now();
    const { textDocument, contentChanges } = parseDidChangeParams(raw);
    const { uri, version } = textDocument;
    documents.change(uri, version, contentChanges);
    keystrokes.record(performance.now() - startedMs);
    allowReload.changed(uri);
  });
  connection.onDidSaveTextDocument(async (raw) => {
    const uri = parseDocumentUri(raw);
    // Not every client watches files.
    allowReload.changed(uri);
    if (isRulesFile(uri)) await rulesReload.reload();
    await backToDisk(uri);
    rulesReload.filesChanged();
  });
  connection.onDidCloseTextDocument(async (raw) => {
    const uri = parseDocumentUri(raw);
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

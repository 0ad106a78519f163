import {
  DocumentDiagnosticReportKind,
  type Diagnostic,
  type DocumentDiagnosticReport,
} from 'vscode-languageserver/node';
import { toDiagnostic } from '../convert.ts';
import { answer } from '../request.ts';
import type { ServerContext } from '../context.ts';
import { readSettings } from '../settings.ts';

/** Typing must not be followed by a flicker of problems: pushed diagnostics wait until it pauses. */
const QUIET_MS = 150;

/** Secrets in open documents: pulled by clients that can, pushed to the others. */
export function registerDiagnostics(context: ServerContext): void {
  const { connection, capabilities, log } = context;
  let enabled: Promise<boolean> | undefined;
  const isEnabled = () =>
    (enabled ??= readSettings(connection, capabilities, undefined, log).then(
      (settings) => settings['winnow.secrets.diagnostics'],
    ));
  connection.onDidChangeConfiguration(() => {
    enabled = undefined;
    if (capabilities.workspace?.diagnostics?.refreshSupport) void connection.languages.diagnostics.refresh();
  });

  const diagnostics = async (uri: string): Promise<Diagnostic[]> => {
    if (!context.documents.get(uri) || !(await isEnabled())) return [];
    return (await context.session).findings(uri).map(toDiagnostic);
  };

  if (capabilities.textDocument?.diagnostic) {
    connection.languages.diagnostics.on((params, token) =>
      answer({ method: 'textDocument/diagnostic', token, log }, async (): Promise<DocumentDiagnosticReport> => {
        return { kind: DocumentDiagnosticReportKind.Full, items: await diagnostics(params.textDocument.uri) };
      }),
    );
  } else {
    pushDiagnostics(context, diagnostics);
  }
}

function pushDiagnostics(
  { connection, documents }: ServerContext,
  diagnostics: (uri: string) => Promise<Diagnostic[]>,
): void {
  const timers = new Map<string, NodeJS.Timeout>();
  documents.onChange((uri) => {
    clearTimeout(timers.get(uri));
    timers.set(
      uri,
      setTimeout(() => {
        timers.delete(uri);
        diagnostics(uri).then(
          (items) => connection.sendDiagnostics({ uri, diagnostics: items }),
          () => undefined,
        );
      }, QUIET_MS),
    );
  });
}

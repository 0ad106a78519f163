import {
  DocumentDiagnosticReportKind,
  type Diagnostic,
  type DocumentDiagnosticReport,
} from 'vscode-languageserver/node';
import { toDiagnostic } from '../convert.ts';
import { answer } from '../request.ts';
import type { ServerContext } from '../context.ts';
import { isRulesFile } from '../rules/rulesUri.ts';

/** Typing must not be followed by a flicker of problems: pushed diagnostics wait until it pauses. */
const QUIET_MS = 150;

/**
 * Secrets in open documents, and what is wrong in an open rules file: pulled by clients that can, pushed to the others.
 */
export function registerDiagnostics(context: ServerContext): void {
  const { connection, capabilities, log, rulesReload, allowReload } = context;
  let enabled: Promise<boolean> | undefined;
  const isEnabled = () =>
    (enabled ??= import('../settings.ts')
      .then(({ readSettings }) => readSettings(connection, capabilities, undefined, log))
      .then((settings) => settings['winnow.secrets.diagnostics']));
  const refresh = () => {
    // A client that is leaving answers nothing, and nothing is lost.
    if (capabilities.workspace?.diagnostics?.refreshSupport)
      connection.languages.diagnostics.refresh().catch(() => undefined);
  };
  connection.onDidChangeConfiguration(() => {
    enabled = undefined;
    refresh();
  });

  const diagnostics = async (uri: string): Promise<Diagnostic[]> => {
    if (!context.documents.get(uri)) return [];
    const rules = isRulesFile(uri) ? await ruleProblems(context, uri) : [];
    if (!(await isEnabled()) || !context.documents.get(uri)) return [...rules];
    return [...rules, ...(await context.session).findings(uri).map(toDiagnostic)];
  };

  if (capabilities.textDocument?.diagnostic) {
    connection.languages.diagnostics.on((params, token) =>
      answer({ method: 'textDocument/diagnostic', token, log }, async (): Promise<DocumentDiagnosticReport> => {
        return { kind: DocumentDiagnosticReportKind.Full, items: await diagnostics(params.textDocument.uri) };
      }),
    );
    rulesReload.onReload(refresh);
    allowReload.onReload(refresh);
  } else {
    pushDiagnostics(context, diagnostics);
  }
}

async function ruleProblems({ session, rulesFile }: ServerContext, uri: string): Promise<readonly Diagnostic[]> {
  const service = await rulesFile();
  const view = service.open(uri);
  if (!view) return [];
  await service.problems(view);
  // Every secret rule comes with it: it is not loaded at start.
  const { ruleDiagnostics } = await import('../rules/ruleDiagnostics.ts');
  return ruleDiagnostics(view, { kept: (await session).rules.kept && service.applied() === view });
}

function pushDiagnostics(
  { connection, documents, rulesReload, allowReload }: ServerContext,
  diagnostics: (uri: string) => Promise<Diagnostic[]>,
): void {
  const timers = new Map<string, NodeJS.Timeout>();
  const pushSoon = (uri: string) => {
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
  };
  documents.onChange(pushSoon);
  allowReload.onReload(() => documents.uris().forEach(pushSoon));
  rulesReload.onReload(() => {
    for (const uri of documents.uris()) if (isRulesFile(uri)) pushSoon(uri);
  });
}

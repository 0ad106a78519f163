import {
  createConnection,
  DidChangeConfigurationNotification,
  DidChangeWatchedFilesNotification,
  ErrorCodes,
  ProposedFeatures,
  ResponseError,
  TextDocumentSyncKind,
  type ClientCapabilities,
  type InitializeParams,
  type InitializeResult,
} from 'vscode-languageserver/node';
import { PROTOCOL_VERSION } from '../../../shared/src/protocol.ts';
import type { Logger } from '../base/logger.ts';
import { letYoungGenerationGrow } from '../base/youngGeneration.ts';
import { Latency } from '../metrics/latency.ts';
import { VERSION } from '../version.ts';
import { OpenDocuments } from '../workspace/documents.ts';
import { registerDocumentSync } from './handlers/documentSync.ts';
import { registerCompress } from './handlers/compress.ts';
import { registerDiagnostics } from './handlers/diagnostics.ts';
import { registerExecuteCommand } from './handlers/executeCommand.ts';
import { registerTool } from './handlers/tool.ts';
import { registerFeedback } from './handlers/feedback.ts';
import { registerHover } from './handlers/hover.ts';
import { registerNavigation } from './handlers/navigation.ts';
import { registerRequests } from './handlers/requests.ts';
import { registerRulesEditing } from './handlers/rulesEditing.ts';
import { registerRulesOverview } from './handlers/rulesOverview.ts';
import { registerSecretActions } from './handlers/secretActions.ts';
import { registerWatchedFiles } from './handlers/watchedFiles.ts';
import { registerRulesFeatures, rulesProviders } from './capabilities.ts';
import { ownClientWatch } from './clientProcess.ts';
import type { ServerContext } from './context.ts';
import { FrameWriter } from './frameWriter.ts';
import { endOnException, endWith, redactingConsole } from './redactingConsole.ts';
import { cancelQueued } from './request.ts';
import { toRoots } from './roots.ts';
import type { RulesFileService } from './rules/rulesFile.ts';
import { RulesReload } from './rules/rulesReload.ts';
import { AllowReload } from './secrets/allowReload.ts';
import type { Session } from './session.ts';
import { StatsReporter } from './statsReporter.ts';
import { asReader, openStream, sayInLog, watchFrames } from './transport.ts';

/** Serves one client over the transport that the command line names: `--node-ipc`, `--stdio`, `--socket=PORT`, `--pipe=NAME`. */
export function startServer(): void {
  const features = { ...ProposedFeatures.all, console: redactingConsole };
  const options = { connectionStrategy: cancelQueued, ...ownClientWatch };
  const stream = openStream(process.argv.slice(2));
  const input = stream ?? (process.argv.includes('--stdio') ? process.stdin : undefined);
  const connection = input
    ? createConnection(features, asReader(input), new FrameWriter(stream ?? process.stdout), options)
    : createConnection(features, options);
  const log: Logger = {
    info: (message) => connection.console.info(message),
    warn: (message) => connection.console.warn(message),
    error: (message) => connection.console.error(message),
  };
  endOnException(log);
  if (input === process.stdin) sayInLog(log);
  if (input) watchFrames(input, (reason) => endWith(log, `${reason}: messages were lost, and a client starts it anew`));
  const documents = new OpenDocuments();
  const session = Promise.withResolvers<Session>();
  session.promise.catch((error: Error) => log.error(`the server could not start: ${error.message}`));
  let greeted = false;
  let started = false;

  connection.onInitialize((params) => {
    // A second session would be a second index and a second worker, and nobody would close the first.
    if (greeted) return new ResponseError(ErrorCodes.InvalidRequest, 'initialize was sent before');
    const described = describeServer(params.capabilities);
    greeted = true;
    const stats = new StatsReporter(connection, session.promise);
    let service: Promise<RulesFileService> | undefined;
    const rulesFile = () => (service ??= loadRulesFile(documents, session.promise));
    const context: ServerContext = {
      connection,
      documents,
      keystrokes: new Latency(),
      log,
      capabilities: params.capabilities,
      session: session.promise,
      stats,
      rulesFile,
      rulesReload: new RulesReload({ connection, log, session: session.promise, rulesFile }),
      allowReload: new AllowReload({ connection, log, session: session.promise }),
    };
    registerDocumentSync(context);
    registerRequests(context);
    registerFeedback(context);
    registerCompress(context);
    registerTool(context);
    registerHover(context);
    registerDiagnostics(context);
    registerWatchedFiles(context);
    registerExecuteCommand(context);
    registerNavigation(context);
    registerRulesEditing(context);
    registerRulesOverview(context);
    registerSecretActions(context);
    connection.onInitialized(() => {
      if (started) return;
      started = true;
      // The entry holds it (`esbuild.mjs`): what loading leaves behind is garbage, and 3 MB of it would stay resident.
      startSession(context, params).then(session.resolve, session.reject).finally(letYoungGenerationGrow);
    });
    return described;
  });
  connection.onShutdown(async () => {
    // A client may leave before it said `initialized`: then there is nothing to close, and nothing to wait for.
    if (started) await session.promise.then((open) => open.close()).catch(() => undefined);
  });
  connection.listen();
}

/** Loaded when first asked for, as the session is: it reads YAML. */
async function loadRulesFile(documents: OpenDocuments, session: Promise<Session>): Promise<RulesFileService> {
  const started = await session;
  const { RulesFileService } = await import('./rules/rulesFile.ts');
  return new RulesFileService(documents, started);
}

function describeServer(client: ClientCapabilities): InitializeResult {
  return {
    serverInfo: { name: 'winnow', version: VERSION },
    capabilities: {
      textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental, save: { includeText: false } },
      hoverProvider: true,
      definitionProvider: true,
      referencesProvider: true,
      documentHighlightProvider: true,
      ...rulesProviders(client),
      // Pull where the client can (LSP 3.17), push elsewhere: both would show every finding twice.
      ...(client.textDocument?.diagnostic
        ? { diagnosticProvider: { identifier: 'winnow', interFileDependencies: false, workspaceDiagnostics: false } }
        : {}),
      workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
      experimental: { winnow: { protocol: PROTOCOL_VERSION } },
    },
  };
}

async function startSession(context: ServerContext, params: InitializeParams): Promise<Session> {
  const { connection, documents, log, capabilities } = context;
  const watching = capabilities.workspace?.didChangeWatchedFiles?.dynamicRegistration === true;
  if (watching)
    void connection.client.register(DidChangeWatchedFilesNotification.type, { watchers: [{ globPattern: '**/*' }] });
  if (capabilities.workspace?.didChangeConfiguration?.dynamicRegistration) {
    void connection.client.register(DidChangeConfigurationNotification.type, { section: 'winnow' });
  }
  registerRulesFeatures(connection, capabilities);
  const options = (params.initializationOptions ?? {}) as {
    readonly trusted?: boolean;
    readonly settings?: unknown;
  };
  // Loaded only now: `initialize` is answered before any setting is read or rule compiled.
  const { readFilesExclude, readSettings, readStoreUrls, takeKeptStoreUrls } = await import('./settings.ts');
  const [given, filesExclude] = await Promise.all([
    readSettings(connection, capabilities, options.settings, log),
    readFilesExclude(connection, capabilities),
  ]);
  const [{ Session }, { withWorkspaceConfig }] = await Promise.all([
    import('./session.ts'),
    import('./workspaceDefaults.ts'),
  ]);
  const roots = toRoots(params);
  const trusted = options.trusted ?? true;
  const settings = withWorkspaceConfig(given, { roots, trusted }, log);
  const session = new Session(
    {
      config: {
        roots,
        trusted,
        surface: 'lsp',
        policyFile: settings['winnow.policyFile'],
        stores: readStoreUrls(settings, takeKeptStoreUrls(process.env), log),
        personalData: settings['winnow.secrets.personalData'],
        exclude: [...settings['winnow.exclude'], ...filesExclude],
        maxFileBytes: settings['winnow.maxFileBytes'],
        defaults: {
          budget: settings['winnow.budget'],
          model: settings['winnow.model'],
          format: settings['winnow.format'],
          highestLevel: settings['winnow.highestLevel'],
          compaction: settings['winnow.compaction'],
        },
      },
      log,
      watching,
      keystrokes: context.keystrokes,
      onTriggersChange: () => void context.rulesReload.announce(),
    },
    documents,
  );
  const metricsPort = settings['winnow.metrics.port'];
  if (metricsPort > 0 && session.config.trusted) {
    const { exportMetrics } = await import('./metricsExport.ts');
    void exportMetrics(session, metricsPort, log);
  }
  // A file that is broken from the start is to be told of before anybody wonders.
  if (session.rules.path !== undefined && session.rules.kept) void context.rulesReload.announce();
  // Without a folder there is nothing to index until somebody asks.
  if (session.config.roots.length > 0) void warmUp(context, session);
  return session;
}

/** Indexes ahead of the first question, showing progress where the client can. */
async function warmUp({ connection, capabilities, log, stats }: ServerContext, session: Session): Promise<void> {
  const progress = capabilities.window?.workDoneProgress ? await connection.window.createWorkDoneProgress() : undefined;
  const controller = new AbortController();
  progress?.begin('Winnow: indexing', 0, undefined, true);
  progress?.token.onCancellationRequested(() => controller.abort());
  try {
    await session.optimizer.warmUp({
      signal: controller.signal,
      onProgress: ({ done, total }) => {
        progress?.report(Math.round((100 * done) / Math.max(1, total)), `${done} of ${total} files`);
        stats.changed();
      },
    });
  } catch (error) {
    log.warn(`indexing stopped: ${(error as Error).message}`);
  } finally {
    progress?.done();
    stats.changed();
  }
}

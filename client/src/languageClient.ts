import * as vscode from 'vscode';
import {
  LanguageClient,
  RevealOutputChannelOn,
  State,
  TransportKind,
  type LanguageClientOptions,
  type NodeModule,
} from 'vscode-languageclient/node';
import { SERVER_ENVIRONMENT } from '../../shared/src/serverEnvironment.ts';
import { KEPT_VARIABLES } from '../../shared/src/storeUrl.ts';
import { CrashHandler } from './crashHandler.ts';
import type { StoreUrls } from './stores/storeUrls.ts';
import { translatedReplies } from './translatedReplies.ts';

const DISK_SCHEMES = ['file', 'untitled'];

/**
 * The schemes whose documents the server is told of: what a user types in, not what extensions generate. In a virtual
 * workspace they are its folders' too: open documents are all that can be known of it.
 */
export function documentSchemes(): readonly string[] {
  const folders = vscode.workspace.workspaceFolders ?? [];
  return [...new Set([...DISK_SCHEMES, ...folders.map(({ uri }) => uri.scheme)])];
}

export interface ServerHandle {
  readonly client: LanguageClient;
  /** Stops the server if it runs, forgets earlier crashes and starts it. */
  restart(): Promise<void>;
}

/** Whoever sends the first request starts the server: each way leads through here. */
class StoreAwareClient extends LanguageClient {
  beforeStart: (() => Promise<void>) | undefined;

  override async start(): Promise<void> {
    await this.beforeStart?.();
    await super.start();
  }
}

/** The client of the server at `module`, not started yet. */
export function createLanguageClient(module: string, log: vscode.LogOutputChannel, stores: StoreUrls): ServerHandle {
  // Start options would be written to the log by a trace of the messages; the environment is in none.
  // Whoever set up the allocator has a reason.
  const env: Record<string, string> = { ...SERVER_ENVIRONMENT, ...allocatorSettings(process.env) };
  const run: NodeModule = { module, transport: TransportKind.ipc, options: { env } };
  const debug: NodeModule = { ...run, options: { env, execArgv: ['--nolazy', '--inspect=6009'] } };
  const crashes = new CrashHandler();
  const options: LanguageClientOptions = {
    documentSelector: documentSchemes().map((scheme) => ({ scheme })),
    outputChannel: log,
    revealOutputChannelOn: RevealOutputChannelOn.Never,
    // A function: read anew on every start, because trust can be granted in between.
    initializationOptions: () => ({ trusted: vscode.workspace.isTrusted }),
    errorHandler: crashes,
    middleware: { ...crashes.middleware, ...translatedReplies },
  };
  const client = new StoreAwareClient('winnow', 'Winnow', { run, debug }, options);
  client.beforeStart = async () => {
    await stores.load();
    for (const [name, variable] of Object.entries(KEPT_VARIABLES)) env[variable] = stores.current[name] ?? '';
  };
  return {
    client,
    async restart() {
      crashes.reset();
      // A client that is just starting cannot be stopped; whether that start fails is of no interest any more.
      if (client.state === State.Starting) await client.start().catch(() => undefined);
      if (client.needsStop()) await client.stop();
      await client.start();
    },
  };
}

function allocatorSettings(environment: NodeJS.ProcessEnv): Record<string, string> {
  const set = Object.entries(environment).filter(([name]) => name.startsWith('MALLOC_'));
  return Object.fromEntries(set.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));
}

import * as vscode from 'vscode';
import {
  LanguageClient,
  RevealOutputChannelOn,
  TransportKind,
  type LanguageClientOptions,
  type NodeModule,
} from 'vscode-languageclient/node';
import { CrashHandler } from './crashHandler.ts';

/** The schemes whose documents the server is told of: what a user types in, not what extensions generate. */
export const DOCUMENT_SCHEMES = ['file', 'untitled'] as const;

export interface ServerHandle {
  readonly client: LanguageClient;
  /** Stops the server if it runs, forgets earlier crashes and starts it. */
  restart(): Promise<void>;
}

/** The client of the server at `module`, not started yet. */
export function createLanguageClient(module: string, log: vscode.LogOutputChannel): ServerHandle {
  const run: NodeModule = { module, transport: TransportKind.ipc };
  const debug: NodeModule = { ...run, options: { execArgv: ['--nolazy', '--inspect=6009'] } };
  const crashes = new CrashHandler();
  const options: LanguageClientOptions = {
    documentSelector: DOCUMENT_SCHEMES.map((scheme) => ({ scheme })),
    outputChannel: log,
    revealOutputChannelOn: RevealOutputChannelOn.Never,
    // A function: read anew on every start, because trust can be granted in between.
    initializationOptions: () => ({ trusted: vscode.workspace.isTrusted }),
    errorHandler: crashes,
  };
  const client = new LanguageClient('winnow', 'Winnow', { run, debug }, options);
  return {
    client,
    async restart() {
      crashes.reset();
      if (client.needsStop()) await client.stop();
      await client.start();
    },
  };
}

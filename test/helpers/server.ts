import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { LspClient } from './lspClient.ts';
import { REPOSITORY } from './repository.ts';

const BUNDLE = join(REPOSITORY, 'dist', 'server.cjs');

export interface RunningServer {
  readonly client: LspClient;
  readonly process: ChildProcess;
  readonly initializeResult: unknown;
  stop(): Promise<number | null>;
}

export interface StartOptions {
  readonly folder: string;
  /** Where the server keeps its key and cache. */
  readonly home: string;
  /** Besides this process's own. */
  readonly environment?: Readonly<Record<string, string>>;
  readonly capabilities?: object;
  readonly initializationOptions?: object;
  /** `pipe` for who reads what the server writes to its standard error. */
  readonly standardError?: 'inherit' | 'pipe';
}

/** Starts the built server over stdio and shakes hands. */
export async function startServer({
  folder,
  home,
  environment = {},
  capabilities = {},
  initializationOptions = { trusted: true },
  standardError = 'inherit',
}: StartOptions): Promise<RunningServer> {
  if (!existsSync(BUNDLE)) throw new Error('dist/server.cjs is not there: run npm run build');
  const server = spawn(process.execPath, [BUNDLE, '--stdio'], {
    env: { ...process.env, WINNOW_HOME: home, ...environment },
    stdio: ['pipe', 'pipe', standardError],
  });
  const client = LspClient.of(server);
  const rootUri = pathToFileURL(folder).href;
  const initializeResult = await client.request('initialize', {
    processId: process.pid,
    rootUri,
    workspaceFolders: [{ uri: rootUri, name: 'workspace' }],
    capabilities,
    initializationOptions,
  });
  client.notify('initialized', {});
  return {
    client,
    process: server,
    initializeResult,
    stop: async () => {
      const exited = new Promise<number | null>((resolve) => void server.once('exit', resolve));
      await client.request('shutdown');
      client.notify('exit');
      return exited;
    },
  };
}

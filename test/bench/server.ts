import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { METHODS, type OptimizeParams, type OptimizeResult, type StatsResult } from '../../shared/src/protocol.ts';
import { SERVER_ENVIRONMENT } from '../../shared/src/serverEnvironment.ts';
import { LspClient } from '../helpers/lspClient.ts';
import { built, DIST_DIR } from './paths.ts';
import { HOOKS, pause, residentBytes } from './processes.ts';

/** How the built server is started: its own bundle where there is one, else the command line's. */
export function serverCommand(): readonly string[] {
  return existsSync(join(DIST_DIR, 'server.cjs'))
    ? [built('server.cjs'), '--stdio']
    : [built('cli.cjs'), 'lsp', '--stdio'];
}

const INDEXED_WITHIN_MS = 120_000;
const POLL_MS = 50;

/** The real server on a workspace, spoken to over stdio. */
export class ServerUnderTest {
  readonly client: LspClient;
  readonly #process: ChildProcess;

  private constructor(server: ChildProcess) {
    this.#process = server;
    this.client = LspClient.of(server);
  }

  /** Starts the server and waits until `files` files are indexed. `home` is where it may keep what it likes. */
  static async start(workspace: string, files: number, home: string): Promise<ServerUnderTest> {
    const server = spawn(process.execPath, ['--expose-gc', '--require', HOOKS, ...serverCommand()], {
      cwd: home,
      // As the extension starts it.
      env: { ...process.env, ...SERVER_ENVIRONMENT, ...homeVariables(home), WINNOW_BENCH_COLLECT: '1' },
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    const started = new ServerUnderTest(server);
    await started.client.request('initialize', initializeParams(workspace));
    started.client.notify('initialized', {});
    await started.#untilIndexed(files);
    return started;
  }

  optimize(params: OptimizeParams): Promise<OptimizeResult> {
    return this.client.request<OptimizeResult>(METHODS.optimize, params);
  }

  stats(): Promise<StatsResult> {
    return this.client.request<StatsResult>(METHODS.stats, {});
  }

  /** Opens a document and returns its URI. */
  open(path: string, text: string, languageId = 'plaintext'): string {
    const uri = pathToFileURL(path).href;
    this.client.notify('textDocument/didOpen', { textDocument: { uri, languageId, version: 1, text } });
    return uri;
  }

  /** Resident bytes after a full garbage collection of the main thread. */
  async residentAfterCollection(): Promise<number> {
    for (let round = 0; round < 3; round++) {
      this.#process.kill('SIGUSR2');
      await pause(400);
    }
    await this.stats();
    return residentBytes(this.#process.pid!);
  }

  async stop(): Promise<void> {
    const ended = new Promise((resolve) => this.#process.once('exit', resolve));
    await Promise.race([this.client.request('shutdown'), pause(5000)]);
    this.client.notify('exit');
    await Promise.race([ended, pause(5000)]);
    this.#process.kill('SIGKILL');
  }

  async #untilIndexed(files: number): Promise<void> {
    const deadline = performance.now() + INDEXED_WITHIN_MS;
    for (;;) {
      const stats = await this.stats();
      if (!stats.indexing && stats.files >= files) return;
      if (performance.now() > deadline) {
        throw new Error(`the server indexed ${stats.files} of ${files} files in ${INDEXED_WITHIN_MS / 1000} s`);
      }
      await pause(POLL_MS);
    }
  }
}

export function initializeParams(workspace: string | null): object {
  const uri = workspace === null ? null : pathToFileURL(workspace).href;
  return {
    processId: process.pid,
    rootUri: uri,
    workspaceFolders: uri === null ? null : [{ uri, name: 'corpus' }],
    initializationOptions: { trusted: true },
    capabilities: {
      // As VS Code: a client that cannot watch files makes the server look at the whole workspace before each answer.
      workspace: {
        workspaceFolders: true,
        didChangeWatchedFiles: { dynamicRegistration: true, relativePatternSupport: true },
      },
      window: { workDoneProgress: true },
    },
  };
}

/** Points every place where a program keeps state or caches at `home`, so that each measured run starts from nothing. */
export function homeVariables(home: string): Record<string, string> {
  return {
    WINNOW_HOME: join(home, 'winnow'),
    HOME: home,
    USERPROFILE: home,
    LOCALAPPDATA: join(home, 'local'),
    APPDATA: join(home, 'roaming'),
    XDG_CACHE_HOME: join(home, 'cache'),
    XDG_CONFIG_HOME: join(home, 'config'),
    XDG_DATA_HOME: join(home, 'data'),
    XDG_STATE_HOME: join(home, 'state'),
  };
}

import { spawn, type ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { LspClient } from '../helpers/lspClient.ts';
import { REPOSITORY } from '../helpers/repository.ts';

export interface ProcessOptions {
  readonly home: string;
  /** Besides this process's own. */
  readonly environment?: Readonly<Record<string, string>>;
  /** For Node, before the script. */
  readonly execArgv?: readonly string[];
}

const MOST_STANDARD_ERROR = 20_000;

/** The built server as a process that nobody has greeted yet. */
export class ServerProcess {
  readonly process: ChildProcess;
  readonly client: LspClient;
  /** Resolves to the exit code, or to the name of the signal that ended the process. */
  readonly exit: Promise<number | string>;
  #exited: number | string | undefined;
  #standardError = '';

  constructor({ home, environment = {}, execArgv = [] }: ProcessOptions) {
    this.process = spawn(process.execPath, [...execArgv, join(REPOSITORY, 'dist', 'server.cjs'), '--stdio'], {
      env: { ...process.env, WINNOW_HOME: home, ...environment },
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    this.client = LspClient.of(this.process);
    this.process.stderr?.on('data', (chunk: Buffer) => {
      this.#standardError = (this.#standardError + chunk.toString()).slice(-MOST_STANDARD_ERROR);
    });
    this.exit = new Promise((resolve) => {
      this.process.once('exit', (code, signal) => resolve((this.#exited = code ?? signal ?? 'unknown')));
    });
  }

  /** What it ended with; undefined while it runs. */
  get exited(): number | string | undefined {
    return this.#exited;
  }

  /** The end of what it wrote to its standard error. */
  get standardError(): string {
    return this.#standardError;
  }

  /** Shakes hands as a well-behaved client does. */
  async greet(folder: string, { capabilities = {}, trusted = true, options = {} }: Greeting = {}): Promise<void> {
    const rootUri = pathToFileURL(folder).href;
    await this.client.request('initialize', {
      processId: process.pid,
      rootUri,
      workspaceFolders: [{ uri: rootUri, name: 'workspace' }],
      capabilities,
      initializationOptions: { trusted, ...options },
    });
    this.client.notify('initialized', {});
  }

  /** Resident memory, now and at its highest; undefined where there is no /proc or no process. */
  memory(): { readonly rssBytes: number; readonly peakBytes: number } | undefined {
    try {
      const status = readFileSync(`/proc/${this.process.pid}/status`, 'latin1');
      const bytes = (name: string) => Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)?.[1]) * 1024;
      return { rssBytes: bytes('VmRSS'), peakBytes: bytes('VmHWM') };
    } catch {
      return undefined;
    }
  }

  /** Ends it as a client does; resolves to the exit code, by force to a signal. */
  async stop(withinMs: number): Promise<number | string> {
    if (this.#exited !== undefined) return this.#exited;
    await within(
      this.client.request('shutdown').catch(() => undefined),
      withinMs,
    );
    this.client.notify('exit');
    const exited = await within(this.exit, withinMs);
    return exited === LATE ? this.kill() : exited;
  }

  /** Ends it as a crash does. */
  async kill(): Promise<number | string> {
    this.process.kill('SIGKILL');
    return this.exit;
  }
}

export interface Greeting {
  readonly capabilities?: object;
  readonly trusted?: boolean;
  /** More of `initializationOptions`. */
  readonly options?: object;
}

/** What `within` resolves to when it took too long. */
export const LATE: unique symbol = Symbol('late');

/** The promise's value, or `LATE`. */
export async function within<T>(promise: Promise<T>, mostMs: number): Promise<T | typeof LATE> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<typeof LATE>((resolve) => {
    timer = setTimeout(resolve, mostMs, LATE);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

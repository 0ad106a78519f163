import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { REPOSITORY } from './repository.ts';

/** VS Code 1.139.1: the workbench in a browser, with the Node extension host and real extension installation. */
const PACKAGE = 'code-server@4.139.1';
const FOLDER = join(REPOSITORY, '.vscode-test');
const CODE_SERVER = join(FOLDER, 'node_modules', 'code-server');
const ENTRY = join(CODE_SERVER, 'out', 'node', 'entry.js');
const INSTALLED = join(FOLDER, `${PACKAGE}.installed`);
/** The extension host loads native modules of this Node's major version. */
const NODE = join(REPOSITORY, 'node_modules', 'node', 'bin', 'node');
const START_MS = 60_000;
const STOP_MS = 5_000;

/** Settings that keep a test's window quiet: nothing opens, suggests or calls out by itself. */
const QUIET_SETTINGS = {
  'workbench.startupEditor': 'none',
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.tips.enabled': false,
  'workbench.enableExperiments': false,
  'chat.disableAIFeatures': true,
  'extensions.autoCheckUpdates': false,
  'extensions.ignoreRecommendations': true,
  'telemetry.telemetryLevel': 'off',
  'git.openRepositoryInParentFolders': 'never',
};

export interface CodeServerOptions {
  readonly folder: string;
  /** Files to install before the start. */
  readonly vsix: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly settings?: Readonly<Record<string, unknown>>;
  /** False starts in Restricted Mode. Default true. */
  readonly trusted?: boolean;
  readonly port?: number;
}

export interface CodeServer {
  /** Of the window that shows the folder. */
  readonly url: string;
  /** All that the process has printed. */
  readonly output: () => string;
  /** Ends the process and all it started, and removes its folders. */
  readonly stop: () => Promise<void>;
}

/** Installs code-server once into `.vscode-test/`, about 25 s and 620 MB. */
export function installCodeServer(): void {
  if (existsSync(INSTALLED)) return;
  console.log(`Installing ${PACKAGE} (a real VS Code for tests, 620 MB) into ${FOLDER} …`);
  rmSync(FOLDER, { recursive: true, force: true });
  mkdirSync(FOLDER, { recursive: true });
  const vscode = join(CODE_SERVER, 'lib', 'vscode');
  // Its install script refuses to run as a dependency, so its three parts are installed one by one without scripts.
  npm(['install', '--prefix', FOLDER, '--no-save', PACKAGE]);
  npm(['install', '--prefix', vscode, '--omit=dev']);
  npm(['install', '--prefix', join(vscode, 'extensions'), '--omit=dev']);
  writeFileSync(INSTALLED, '');
}

/** Starts a real VS Code with the given extensions on a free port; resolves when it serves. */
export async function startCodeServer(options: CodeServerOptions): Promise<CodeServer> {
  installCodeServer();
  const home = mkdtempSync(join(tmpdir(), 'winnow-vscode-'));
  const profile = ['--user-data-dir', join(home, 'user'), '--extensions-dir', join(home, 'extensions')];
  mkdirSync(join(home, 'user', 'User'), { recursive: true });
  const settings = { ...QUIET_SETTINGS, ...options.settings };
  writeFileSync(join(home, 'user', 'User', 'settings.json'), JSON.stringify(settings, undefined, 2));
  for (const file of options.vsix) installExtension(profile, file);
  const port = options.port ?? (await freePort());
  const trust = (options.trusted ?? true) ? ['--disable-workspace-trust'] : [];
  const quiet = ['--disable-telemetry', '--disable-update-check', ...trust];
  const args = [...profile, '--auth', 'none', '--bind-addr', `127.0.0.1:${port}`, ...quiet, options.folder];
  // A process group of its own, so that its extension hosts and their servers end with it.
  const server = spawn(NODE, [ENTRY, ...args], {
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...cleanEnvironment(), WINNOW_HOME: join(home, 'winnow'), ...options.env },
  });
  const output = collectOutput(server);
  await untilListening(server, output);
  return {
    url: `http://127.0.0.1:${port}/?folder=${encodeURIComponent(options.folder)}`,
    output,
    stop: async () => {
      await stopGroup(server);
      rmSync(home, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
    },
  };
}

function npm(args: readonly string[]): void {
  const quiet = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  const { status } = spawnSync('npm', [...args, ...quiet], { stdio: 'inherit', env: cleanEnvironment() });
  if (status !== 0) throw new Error(`npm ${args.join(' ')} failed: see above`);
}

function installExtension(profile: readonly string[], file: string): void {
  const args = [ENTRY, ...profile, '--install-extension', file];
  const { status, stdout, stderr } = spawnSync(NODE, args, { encoding: 'utf8', env: cleanEnvironment() });
  if (status !== 0) throw new Error(`VS Code did not install ${file}:\n${stdout}${stderr}`);
}

/** The environment without what `npm run` and a surrounding VS Code put into it. */
function cleanEnvironment(): NodeJS.ProcessEnv {
  const foreign =
    /^(npm_config_(local_|global_)?prefix|npm_(package|lifecycle)_.*|VSCODE_.*|ELECTRON_.*|NODE_OPTIONS|VITEST.*)$/;
  const entries = Object.entries(process.env).filter(([name]) => !foreign.test(name));
  const path = `${join(REPOSITORY, 'node_modules', '.bin')}${delimiter}${process.env.PATH ?? ''}`;
  return { ...Object.fromEntries(entries), PATH: path };
}

function collectOutput(server: ChildProcess): () => string {
  let text = '';
  const add = (chunk: Buffer): void => void (text += chunk.toString());
  server.stdout?.on('data', add);
  server.stderr?.on('data', add);
  return () => text;
}

async function untilListening(server: ChildProcess, output: () => string): Promise<void> {
  const deadline = Date.now() + START_MS;
  while (!output().includes('HTTP server listening')) {
    if (server.exitCode !== null || Date.now() > deadline) {
      await stopGroup(server);
      throw new Error(`code-server did not start:\n${output()}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

async function stopGroup(server: ChildProcess): Promise<void> {
  const exited = new Promise<void>((resolve) => void server.once('exit', () => resolve()));
  const running = server.exitCode === null && server.signalCode === null;
  signalGroup(server, 'SIGTERM');
  if (running) await Promise.race([exited, new Promise((resolve) => setTimeout(resolve, STOP_MS))]);
  signalGroup(server, 'SIGKILL');
}

function signalGroup({ pid }: ChildProcess, signal: NodeJS.Signals): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, signal);
  } catch {
    // The group has ended already.
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      const port = typeof address === 'object' && address !== null ? address.port : 0;
      probe.close(() => resolve(port));
    });
  });
}

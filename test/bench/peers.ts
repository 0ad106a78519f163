import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, statSync, utimesSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { BENCH_DIR } from './paths.ts';

const MODULES = join(BENCH_DIR, 'node_modules');
const require = createRequire(join(BENCH_DIR, 'package.json'));

/** Installs the peers on first use and whenever their lock file changed. */
export function installPeers(log: (line: string) => void): void {
  const lock = join(BENCH_DIR, 'package-lock.json');
  const installed = join(MODULES, '.package-lock.json');
  if (existsSync(installed) && statSync(installed).mtimeMs >= statSync(lock).mtimeMs) return;
  log('bench: installing the peers into test/bench/node_modules (npm ci --ignore-scripts)');
  execFileSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], {
    cwd: BENCH_DIR,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const now = new Date();
  utimesSync(installed, now, now);
}

/** Loads a peer; typed by the caller, since the peers are not there when the sources are type-checked. */
export async function loadPeer<Module>(specifier: string): Promise<Module> {
  return (await import(pathToFileURL(require.resolve(specifier)).href)) as Module;
}

export function peerPath(specifier: string): string {
  return require.resolve(specifier);
}

export function peerFile(name: string, path: string): string {
  return join(MODULES, name, path);
}

/** The pinned versions of all peers. */
export function peerVersions(): Record<string, string> {
  const { dependencies } = JSON.parse(readFileSync(join(BENCH_DIR, 'package.json'), 'utf8')) as {
    dependencies: Record<string, string>;
  };
  return dependencies;
}

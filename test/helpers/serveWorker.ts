import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { freePort } from './redis.ts';
import { REPOSITORY } from './repository.ts';

const BUILT = join(REPOSITORY, 'dist/cli.cjs');

export interface CommandOptions {
  readonly args: readonly string[];
  /** Where the process keeps its own. */
  readonly home: string;
  readonly environment?: Readonly<Record<string, string>>;
  /** `pipe` for who has something to say to it. */
  readonly standardInput?: 'ignore' | 'pipe';
}

export interface ServeWorker {
  readonly process: ChildProcess;
  readonly port: number;
  readonly get: (path: string) => Promise<string>;
  /** The value of a line of `/metrics`; 0 when it is not there. */
  readonly metric: (line: string) => Promise<number>;
  /** SIGTERM; the exit code and what was said. */
  readonly stop: () => Promise<{ readonly code: number | null; readonly stderr: string }>;
}

/** The built command line with `args`. */
export function startCommand({ args, home, environment = {}, standardInput = 'ignore' }: CommandOptions): ChildProcess {
  if (!existsSync(BUILT)) throw new Error('dist/cli.cjs is not there: run npm run build');
  return spawn(process.execPath, [BUILT, ...args], {
    env: { ...process.env, WINNOW_HOME: home, ...environment },
    stdio: [standardInput, 'pipe', 'pipe'],
  });
}

/** Runs the built command line to its end. */
export async function runCommand(options: CommandOptions) {
  const child = startCommand(options);
  const [stdout, stderr] = await Promise.all([text(child.stdout!), text(child.stderr!), once(child, 'close')]);
  return { code: child.exitCode, stdout, stderr };
}

/** A real `winnow serve` that takes jobs. */
export async function startServeWorker({ args, ...rest }: CommandOptions): Promise<ServeWorker> {
  const port = await freePort();
  const child = startCommand({ ...rest, args: ['serve', '--json', '--metrics', String(port), ...args] });
  const ended = once(child, 'close');
  const said = text(child.stderr!);
  const first = await Promise.race([once(createInterface(child.stdout!), 'line'), ended.then(() => undefined)]);
  if (!first) throw new Error(`the worker ended: ${await said}`);
  const get = async (path: string) => (await fetch(`http://127.0.0.1:${port}${path}`)).text();
  return {
    process: child,
    port,
    get,
    metric: async (line) => {
      const found = (await get('/metrics')).split('\n').find((one) => one.startsWith(`${line} `));
      return Number(found?.slice(line.length + 1) ?? 0);
    },
    stop: async () => {
      child.kill('SIGTERM');
      await ended;
      return { code: child.exitCode, stderr: await said };
    },
  };
}

import { spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface TestRedis {
  readonly url: string;
  /** Kills the server at once (SIGKILL). */
  crash(): Promise<void>;
  /** Stops it without closing a connection (SIGSTOP): it hears, and does not answer. */
  freeze(): void;
  thaw(): void;
  /** Starts it again at the same place, empty. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

/** Starts a private server with a password, in memory only, on a free port of this machine alone. */
export async function startRedis(program: string): Promise<TestRedis> {
  const folder = mkdtempSync(join(tmpdir(), 'winnow-redis-'));
  const password = randomBytes(12).toString('hex');
  const port = await freePort();
  const start = (): Promise<ChildProcess> => launch(program, folder, { port, password });
  let server = await start();

  const crash = async (): Promise<void> => {
    if (server.exitCode !== null || server.signalCode !== null) return;
    const exited = once(server, 'exit');
    server.kill('SIGKILL');
    await exited;
  };
  return {
    url: `redis://:${password}@127.0.0.1:${port}`,
    crash,
    freeze: () => {
      server.kill('SIGSTOP');
    },
    thaw: () => {
      server.kill('SIGCONT');
    },
    restart: async () => {
      server = await start();
    },
    stop: async () => {
      await crash();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function launch(
  program: string,
  folder: string,
  { port, password }: { port: number; password: string },
): Promise<ChildProcess> {
  const settings = {
    bind: '127.0.0.1',
    port: String(port),
    requirepass: password,
    save: '',
    appendonly: 'no',
    dir: folder,
  };
  const args = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, value]);
  const server = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  endWithUs(server);
  await untilSaid(server, server.stdout, 'Ready to accept connections');
  return server;
}

/** A test run that is cut short leaves no server behind. */
export function endWithUs(server: ChildProcess): void {
  const kill = (): void => {
    server.kill('SIGKILL');
  };
  process.once('exit', kill);
  server.once('exit', () => process.off('exit', kill));
}

/** Resolves when the server's output holds `words`; rejects with the output when it ends before. */
export async function untilSaid(
  server: ChildProcess,
  output: NodeJS.ReadableStream | null,
  words: string,
): Promise<void> {
  let said = '';
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.once('exit', (code) => {
      reject(new Error(`the server ended (${code}): ${said}`));
    });
    output?.on('data', (part: Buffer) => {
      said = (said + part.toString()).slice(-10_000);
      if (said.includes(words)) resolve();
    });
  });
}

/** A port that nothing listens on at the moment. */
export async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  await once(probe, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

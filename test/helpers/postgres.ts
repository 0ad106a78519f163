import { execFile, execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { chownSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { Client } from 'pg';
import { endWithUs, untilSaid } from './redis.ts';

export interface TestPostgres {
  readonly url: string;
  /** Kills the server at once (SIGKILL); what was committed is kept. */
  crash(): Promise<void>;
  /** Starts it again on the same data. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

/** A schema of its own in a server that is not ours; `stop` drops it. */
export async function borrowPostgres(url: string): Promise<Pick<TestPostgres, 'url' | 'stop'>> {
  const schema = `winnow_test_${randomBytes(6).toString('hex')}`;
  const run = async (statement: string): Promise<void> => {
    const client = new Client({ connectionString: url });
    await client.connect();
    try {
      await client.query(statement);
    } finally {
      await client.end();
    }
  };
  await run(`CREATE SCHEMA ${schema}`);
  const options = `options=${encodeURIComponent(`-c search_path=${schema}`)}`;
  return {
    url: `${url}${url.includes('?') ? '&' : '?'}${options}`,
    stop: () => run(`DROP SCHEMA ${schema} CASCADE`),
  };
}

interface Identity {
  readonly uid?: number;
  readonly gid?: number;
}

const USER = 'winnow';

/**
 * Starts a private cluster in a folder of its own, reachable through a socket in that folder alone. PostgreSQL refuses to
 * run as root: then it runs as `postgres`, or `nobody`.
 */
export async function startPostgres(program: string): Promise<TestPostgres> {
  const folder = mkdtempSync(join(tmpdir(), 'winnow-pg-'));
  const identity = process.getuid?.() === 0 ? lesserIdentity() : {};
  if (identity.uid !== undefined && identity.gid !== undefined) chownSync(folder, identity.uid, identity.gid);
  const data = join(folder, 'data');
  const options = { ...identity, cwd: folder, env: { ...process.env, HOME: folder, LC_ALL: 'C' } };
  const initdb = ['-D', data, '-U', USER, '-A', 'trust', '-E', 'UTF8', '--no-sync'];
  await promisify(execFile)(join(dirname(program), 'initdb'), initdb, options);

  const start = async (): Promise<ChildProcess> => {
    const args = ['-D', data, '-k', folder, '-c', 'listen_addresses=', '-c', 'fsync=off', '-c', 'shared_buffers=16MB'];
    const server = spawn(program, args, { ...options, stdio: ['ignore', 'ignore', 'pipe'] });
    endWithUs(server);
    await untilSaid(server, server.stderr, 'database system is ready to accept connections');
    return server;
  };
  let server = await start();

  const end = async (signal: NodeJS.Signals): Promise<void> => {
    if (server.exitCode !== null || server.signalCode !== null) return;
    const exited = once(server, 'exit');
    server.kill(signal);
    await exited;
  };
  return {
    url: `postgres://${USER}@/postgres?host=${encodeURIComponent(folder)}`,
    crash: () => end('SIGKILL'),
    restart: async () => {
      server = await retrying(start);
    },
    stop: async () => {
      await end('SIGINT');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** After a crash the server's children take a moment to notice, and a new one does not start beside them. */
async function retrying<T>(start: () => Promise<T>, attempts = 20): Promise<T> {
  try {
    return await start();
  } catch (error) {
    if (attempts <= 1) throw error;
    await sleep(250);
    return retrying(start, attempts - 1);
  }
}

function lesserIdentity(): Identity {
  for (const name of ['postgres', 'nobody']) {
    try {
      const id = (option: string): number =>
        Number(execFileSync('id', [option, name], { encoding: 'utf8', stdio: 'pipe' }));
      return { uid: id('-u'), gid: id('-g') };
    } catch {
      // There is no such user here: the next one.
    }
  }
  throw new Error('PostgreSQL does not run as root, and there is neither a user postgres nor nobody');
}

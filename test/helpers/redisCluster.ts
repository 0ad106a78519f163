import { spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { endWithUs, freePort, untilSaid } from './redis.ts';

export interface TestRedisCluster {
  /** Of one of its servers, as Winnow is given it. */
  readonly url: string;
  /** How many keys each server holds. */
  keysByServer(): Promise<readonly number[]>;
  stop(): Promise<void>;
}

const SLOTS = 16_384;
const SERVERS = 3;

interface Server {
  readonly port: number;
  readonly busPort: number;
  readonly process: ChildProcess;
  readonly client: Redis;
}

/** Three servers of this machine alone with a password, each with a third of the slots and no replica. */
export async function startRedisCluster(program: string): Promise<TestRedisCluster> {
  const folder = mkdtempSync(join(tmpdir(), 'winnow-cluster-'));
  const password = randomBytes(12).toString('hex');
  const servers = await Promise.all(Array.from({ length: SERVERS }, () => launch(program, folder, password)));
  const [first] = servers as [Server];
  const share = Math.ceil(SLOTS / SERVERS);
  for (const [at, { client, port, busPort }] of servers.entries()) {
    const slots = Array.from({ length: Math.min(share, SLOTS - at * share) }, (_, slot) => at * share + slot);
    await client.call('CLUSTER', 'ADDSLOTS', ...slots);
    if (at > 0) await first.client.call('CLUSTER', 'MEET', '127.0.0.1', port, busPort);
  }
  for (const { client } of servers) await untilWhole(client);
  return {
    url: `redis://:${password}@127.0.0.1:${first.port}?cluster=true`,
    keysByServer: () => Promise.all(servers.map(({ client }) => client.dbsize())),
    stop: async () => {
      for (const { client } of servers) client.disconnect();
      await Promise.all(servers.map(({ process }) => end(process)));
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function launch(program: string, folder: string, password: string): Promise<Server> {
  const [port, busPort] = [await freePort(), await freePort()];
  const settings = {
    bind: '127.0.0.1',
    port,
    'cluster-port': busPort,
    'cluster-enabled': 'yes',
    'cluster-config-file': `nodes-${port}.conf`,
    requirepass: password,
    masterauth: password,
    save: '',
    dir: folder,
  };
  const args = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, String(value)]);
  const process = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  endWithUs(process);
  await untilSaid(process, process.stdout, 'Ready to accept connections');
  return { port, busPort, process, client: new Redis({ host: '127.0.0.1', port, password }) };
}

async function untilWhole(client: Redis): Promise<void> {
  while (!/cluster_state:ok[^]*cluster_known_nodes:3/.test(String(await client.call('CLUSTER', 'INFO'))))
    await sleep(50);
}

async function end(server: ChildProcess): Promise<void> {
  const ended = once(server, 'exit');
  server.kill('SIGKILL');
  await ended;
}

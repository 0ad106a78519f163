import { once } from 'node:events';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { OptimizeResult } from '../../shared/src/protocol.ts';
import { METHODS } from '../../shared/src/protocol.ts';
import { KEPT_VARIABLES } from '../../shared/src/storeUrl.ts';
import { startServer } from '../helpers/server.ts';
import { temporaryFolder, type TemporaryFolder } from '../helpers/temporary.ts';

let folder: TemporaryFolder;
let listener: Server;
let connections = 0;

beforeAll(async () => {
  folder = temporaryFolder({ 'workspace/budget.ts': 'export const budget = 8000;\n' });
  listener = createServer((socket) => {
    connections++;
    socket.destroy();
  }).listen(0, '127.0.0.1');
  await once(listener, 'listening');
});
afterAll(() => {
  listener.close();
  folder.remove();
});

/** One question to a language server that its client starts with a Redis kept safe. */
async function ask(trusted: boolean): Promise<OptimizeResult> {
  const { port } = listener.address() as AddressInfo;
  const server = await startServer({
    folder: join(folder.path, 'workspace'),
    home: join(folder.path, `home-${trusted}`),
    environment: { [KEPT_VARIABLES['redis']!]: `redis://127.0.0.1:${port}` },
    initializationOptions: { trusted },
  });
  const result = await server.client.request(METHODS.optimize, { query: 'budget' });
  await server.stop();
  return result as OptimizeResult;
}

test('a store that the client keeps safe is asked in a trusted workspace, and in no other', async () => {
  expect((await ask(false)).cacheLevel).toBe('none');
  expect(connections).toBe(0);
  expect((await ask(true)).cacheLevel).toBe('none');
  expect(connections).toBeGreaterThan(0);
});

test('a setting with a login is not used, and no message of the server shows it', async () => {
  const before = connections;
  const { port } = listener.address() as AddressInfo;
  const login = ['intruder', 'mistaken-word'].join(':');
  const server = await startServer({
    folder: join(folder.path, 'workspace'),
    home: join(folder.path, 'home-login'),
    standardError: 'pipe',
    initializationOptions: {
      trusted: true,
      settings: {
        cache: {
          redisUrl: `redis://${login}@127.0.0.1:${port}`,
          postgresUrl: `postgres://127.0.0.1:${port}/team?password=mistaken`,
        },
      },
    },
  });
  const said: string[] = [];
  for (const stream of [server.process.stdout, server.process.stderr])
    stream?.on('data', (bytes: Buffer) => said.push(bytes.toString()));
  const result = await server.client.request<OptimizeResult>(METHODS.optimize, { query: 'budget' });
  expect(await server.stop()).toBe(0);
  expect(result.cacheLevel).toBe('none');
  expect(connections).toBe(before);
  expect(said.join('')).toContain('setting winnow.cache.redisUrl holds a login and is not used');
  expect(said.join('')).toContain('setting winnow.cache.postgresUrl holds a login and is not used');
  expect(said.join('')).not.toMatch(/intruder|mistaken/);
});

import { once } from 'node:events';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { OptimizeResult } from '../../shared/src/protocol.ts';
import { METHODS } from '../../shared/src/protocol.ts';
import { STORE_URL_VARIABLES } from '../../shared/src/storeUrl.ts';
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
    environment: { [STORE_URL_VARIABLES['redis']!]: `redis://127.0.0.1:${port}` },
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

import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, expect, test } from 'vitest';
import { METHODS, type OptimizeResult } from '../../shared/src/protocol.ts';
import { indexersOf } from '../helpers/indexers.ts';
import { startServer } from '../helpers/server.ts';
import { temporaryFolder } from '../helpers/temporary.ts';

/** Together more than a server indexes by itself. */
const FILES = 1500;
const lines = (n: number) => Array.from({ length: 30 }, (_, at) => `  // the queue is drained by handler ${n} ${at}\n`);
const folder = temporaryFolder(
  Object.fromEntries(
    Array.from({ length: FILES }, (_, n) => [
      `src/handler${n}.ts`,
      `export function handle${n}() {\n${lines(n).join('')}}\n`,
    ]),
  ),
);
afterAll(() => folder.remove());

/** The first pack of a server whose first `kills` indexing processes are killed. */
async function packAmid(kills: number) {
  const home = temporaryFolder();
  const server = await startServer({ folder: folder.path, home: home.path });
  const params = { query: 'who drains queue 17?', budget: 2000 };
  let pack: OptimizeResult | undefined;
  const asked = server.client.request<OptimizeResult>(METHODS.optimize, params).then((reply) => (pack = reply));
  const killed = new Set<number>();
  while (!pack && killed.size < kills) {
    for (const pid of indexersOf(server.process.pid)) {
      if (killed.has(pid)) continue;
      killed.add(pid);
      process.kill(pid, 'SIGKILL');
    }
    await Promise.race([asked, delay(5)]);
  }
  const { text, filesSeen, filesSkipped } = await asked;
  expect(await server.stop()).toBe(0);
  home.remove();
  return { killed: killed.size, text, filesSeen, filesSkipped };
}

test.skipIf(process.platform !== 'linux')(
  'an indexing process that is killed is replaced, and where that one is killed, too, the server does its work',
  async () => {
    const whole = await packAmid(0);
    expect(whole.filesSeen).toBe(FILES);
    for (const kills of [1, 2]) expect(await packAmid(kills)).toEqual({ ...whole, killed: kills });
  },
);

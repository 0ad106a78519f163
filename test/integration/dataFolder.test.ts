import { once } from 'node:events';
import { chmodSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { METHODS, type FeedbackResult, type OptimizeResult } from '../../shared/src/protocol.ts';
import { REPOSITORY } from '../helpers/repository.ts';
import { runCommand, startCommand } from '../helpers/serveWorker.ts';
import { startServer } from '../helpers/server.ts';
import { temporaryFolder } from '../helpers/temporary.ts';

const folder = temporaryFolder({ 'src/queue.ts': 'export const queue = 1;\n', 'log.txt': 'line\n'.repeat(3000) });
const home = temporaryFolder();
afterAll(() => {
  folder.remove();
  home.remove();
});

async function winnow(...args: readonly string[]) {
  const all = [...args, '--workspace', folder.path];
  const { code, stdout, stderr } = await runCommand({ args: all, home: home.path });
  expect(code, stderr).toBe(0);
  return stdout;
}

const everything = () => readdirSync(home.path, { recursive: true, encoding: 'utf8' });
const modeOf = (path: string) => statSync(join(home.path, path)).mode & 0o777;

async function askInEditor(): Promise<OptimizeResult> {
  const server = await startServer({ folder: folder.path, home: home.path });
  const query = 'what is the queue?';
  const pack = await server.client.request<OptimizeResult>(METHODS.optimize, { query });
  const pin = { kind: 'pin', query, chunks: [{ path: 'src/queue.ts' }] };
  expect(await server.client.request<FeedbackResult>(METHODS.feedback, pin)).toEqual({ recorded: true });
  expect(await server.stop()).toBe(0);
  return pack;
}

/** As an assistant's hook does before each prompt. */
async function route(): Promise<void> {
  await winnow('init');
  const child = startCommand({ args: ['hook', 'claude'], home: home.path, standardInput: 'pipe' });
  child.stdin?.end(JSON.stringify({ prompt: 'fix bug', cwd: folder.path, hook_event_name: 'UserPromptSubmit' }));
  await once(child, 'close');
}

test('all that is kept is for this user alone, and SECURITY.md names it', async () => {
  await winnow('optimize', '--query', 'what is the queue?');
  await winnow('compress', join(folder.path, 'log.txt'));
  await route();
  await askInEditor();
  const documented = readFileSync(join(REPOSITORY, 'SECURITY.md'), 'utf8');
  const named = new Set([...documented.matchAll(/^\| `([a-z.]+)\/?`/gm)].map(([, name]) => name));
  const top = readdirSync(home.path).sort();
  expect(top).toEqual(
    expect.arrayContaining(['audit', 'cache.sqlite', 'key', 'learned', 'ledger', 'outputs', 'routing']),
  );
  expect(top.filter((name) => !named.has(name))).toEqual([]);
  for (const path of everything())
    expect([path, modeOf(path)]).toEqual([path, statSync(join(home.path, path)).isDirectory() ? 0o700 : 0o600]);
});

test('a database that an earlier version let all read is closed to others', async () => {
  chmodSync(join(home.path, 'cache.sqlite'), 0o644);
  await winnow('optimize', '--query', 'what is the queue?');
  expect(modeOf('cache.sqlite')).toBe(0o600);
});

test('without its key everything begins anew, and nothing fails', async () => {
  rmSync(join(home.path, 'key'));
  expect((await askInEditor()).cacheLevel).toBe('none');
  expect(await winnow('audit', 'verify')).toContain('sound');
});

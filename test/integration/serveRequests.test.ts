import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { METHODS, type OptimizeParams, type OptimizeResult, type StatsResult } from '../../shared/src/protocol.ts';
import type { PendingRequest, StrayResponse } from '../helpers/lspClient.ts';
import { freePort } from '../helpers/redis.ts';
import { REPOSITORY } from '../helpers/repository.ts';
import { startServer, type RunningServer } from '../helpers/server.ts';
import { until } from '../helpers/storeChecks.ts';
import { temporaryFolder, type TemporaryFolder } from '../helpers/temporary.ts';

// LSP 3.17, "Response Message".
const SERVER_CANCELLED = -32_802;
const REQUEST_FAILED = -32_803;
const REQUEST_CANCELLED = -32_800;

let folder: TemporaryFolder;
let server: RunningServer;
let metricsPort: number;

beforeAll(async () => {
  const sources = Array.from({ length: 400 }, (_, n) => [`workspace/part${n}.ts`, source(n)] as const);
  folder = temporaryFolder(Object.fromEntries(sources));
  metricsPort = await freePort();
  server = await start(true, metricsPort);
});
afterAll(async () => {
  await server.stop();
  folder.remove();
});

function start(trusted: boolean, port: number): Promise<RunningServer> {
  return startServer({
    folder: join(folder.path, 'workspace'),
    home: join(folder.path, `home-${trusted}`),
    capabilities: { workspace: { didChangeWatchedFiles: { dynamicRegistration: true } } },
    initializationOptions: { trusted, settings: { metrics: { port } } },
  });
}

function source(n: number): string {
  const lines = Array.from({ length: 30 }, (_, line) => `  if (tokens > ${line}) return budget${n} + ${line};`);
  return `export function plan${n}(tokens: number) {\n${lines.join('\n')}\n}\n`;
}

let asked = 0;
const ask = (params: Partial<OptimizeParams> = {}): PendingRequest<OptimizeResult> =>
  server.client.start<OptimizeResult>(METHODS.optimize, { query: `which plan keeps budget ${asked++}`, ...params });

const stats = async () => (await server.client.request<StatsResult>(METHODS.stats)).questions!;
const codeOf = (request: PendingRequest<unknown>): Promise<number | undefined> =>
  request.result.then(
    () => undefined,
    (error: { code: number }) => error.code,
  );

test('a flood is answered, and who cancels among it is told at once', async () => {
  const before = await stats();
  const requests = Array.from({ length: 300 }, () => ask());
  const cancelled = requests.filter((_, n) => n >= 100 && n % 2 === 0);
  // By then all of them have arrived.
  await requests[20]!.result;
  for (const { id } of cancelled) server.client.cancel(id);
  const codes = await Promise.all(requests.map(codeOf));
  expect(codes.filter((code) => code === REQUEST_CANCELLED)).toHaveLength(cancelled.length);
  expect(codes.filter((code) => code === undefined)).toHaveLength(requests.length - cancelled.length);
  const after = await stats();
  expect(after.outcomes.answered - before.outcomes.answered).toBe(200);
  expect(after.outcomes.cancelled - before.outcomes.cancelled).toBe(100);
  expect(after.queue).toEqual({ waiting: 0, running: 0 });
  expect(after.stages['rank']!.count).toBeGreaterThan(0);
});

test('of a thousand who ask the same at once one has it made, and the others share it', async () => {
  const packs = async () => {
    const text = await (await fetch(`http://127.0.0.1:${metricsPort}/metrics`)).text();
    const lines = text.matchAll(/^winnow_packs_total\{source="(\w+)"\} (\d+)$/gm);
    return Object.fromEntries([...lines].map(([, name = '', count]) => [name, Number(count)]));
  };
  // The port is opened behind the start.
  await until(async () =>
    packs().then(
      () => true,
      () => false,
    ),
  );
  const before = await packs();
  const query = `which plan do all keep ${asked++}`;
  const results = await Promise.all(Array.from({ length: 1000 }, () => ask({ query }).result));
  const after = await packs();
  const grown = Object.keys(after).map((name) => [name, after[name]! - before[name]!] as const);
  expect(new Set(results.map(({ text }) => text)).size).toBe(1);
  expect(Object.fromEntries(grown.filter(([, count]) => count > 0))).toEqual({ memory: 999, none: 1 });
});

test('who cancels behind many that the server has not looked at is answered before them', async () => {
  const ids = Array.from({ length: 200 }, (_, n) => `queued ${n}`);
  const frames = [
    ...ids.map((id) => ({ id, method: METHODS.optimize, params: { query: `which plan is ${id}` } })),
    { method: '$/cancelRequest', params: { id: ids.at(-1) } },
  ].map((message) => {
    const body = Buffer.from(JSON.stringify({ jsonrpc: '2.0', ...message }));
    return Buffer.concat([Buffer.from(`Content-Length: ${body.length}\r\n\r\n`), body]);
  });
  const replies: StrayResponse[] = [];
  const all = Promise.withResolvers<void>();
  server.client.onStray((reply) => {
    if (replies.push(reply) === ids.length) all.resolve();
  });
  server.client.sendRaw(Buffer.concat(frames));
  await all.promise;
  const at = replies.findIndex(({ error }) => error !== undefined);
  expect(replies[at]).toMatchObject({ id: ids.at(-1), error: { code: REQUEST_CANCELLED } });
  expect(at).toBeLessThan(ids.length / 2);
  expect(replies.filter(({ error }) => error !== undefined)).toHaveLength(1);
});

test('the newest question of a document wins', async () => {
  const requests = Array.from({ length: 20 }, () => ask({ document: 'file:///plan.ts' }));
  const codes = await Promise.all(requests.map(codeOf));
  expect(codes.at(-1)).toBeUndefined();
  expect(new Set(codes.slice(0, -1))).toEqual(new Set([SERVER_CANCELLED]));
});

test('an answer that is of no use any more is not waited for', async () => {
  const flood = Array.from({ length: 100 }, () => ask());
  expect(await codeOf(ask({ deadlineMs: 1, priority: 10 }))).toBe(REQUEST_FAILED);
  expect(await Promise.all(flood.map(codeOf))).toEqual(flood.map(() => undefined));
});

test('who matters most goes first', async () => {
  const done: string[] = [];
  const names = [...Array.from({ length: 60 }, (_, n) => `late ${n}`), 'first'];
  await Promise.all(
    names.map(async (name) => {
      await ask({ priority: name === 'first' ? 1 : 10 }).result;
      done.push(name);
    }),
  );
  expect(done.indexOf('first')).toBeLessThan(20);
});

test('too many are told that the server is busy, and the others are answered', async () => {
  const requests = Array.from({ length: 5000 }, () => ask({ cache: 'none' }));
  const codes = requests.map(codeOf);
  const isBusy = async (code: Promise<number | undefined>) => {
    if ((await code) !== REQUEST_FAILED) throw new Error('not busy');
  };
  await Promise.any(codes.map(isBusy));
  const first = await codes[0];
  for (const { id } of requests) server.client.cancel(id);
  const all = await Promise.all(codes);
  expect(new Set(all)).toEqual(new Set([first, REQUEST_FAILED, REQUEST_CANCELLED]));
  expect(first).toBeUndefined();
  expect((await stats()).outcomes.busy).toBe(all.filter((code) => code === REQUEST_FAILED).length);
  expect(await codeOf(ask())).toBeUndefined();
});

test('the setting exports metrics, and only in a trusted workspace', async () => {
  const text = await (await fetch(`http://127.0.0.1:${metricsPort}/metrics`)).text();
  expect(text).toMatch(/^winnow_requests_total\{outcome="answered"\} [1-9]/m);
  expect(text).toMatch(/^winnow_index_files 400$/m);
  expect(text).not.toMatch(/plan|budget/);
  const port = await freePort();
  const restricted = await start(false, port);
  await restricted.client.request(METHODS.optimize, { query: 'which plan?' });
  await expect(fetch(`http://127.0.0.1:${port}/metrics`)).rejects.toThrow();
  await restricted.stop();
});

/** In a process of its own: asks a pipeline whose thread is ended as soon as it begins, so many times. */
const DEATHS = `
const [repository, folder, deaths] = process.argv.slice(2);
const { silentLogger } = await import(repository + 'server/src/base/logger.ts');
const { WorkerOptimizer } = await import(repository + 'server/src/pipeline/workerOptimizer.ts');
let left = Number(deaths);
process.on('worker', (worker) => { if (left-- > 0) setImmediate(() => worker.terminate()); });
const optimizer = new WorkerOptimizer({
  roots: [{ name: 'workspace', folder }], trusted: true, ephemeral: true, exclude: [], maxFileBytes: 1_000_000,
  defaults: { budget: 1000, format: 'markdown', highestLevel: 'sensitive' },
}, silentLogger);
const outcome = await optimizer.optimize({ query: 'which plan?' }).then(() => 'answered', ({ name }) => name);
console.log(outcome, optimizer.metrics.threadRestarts);
await optimizer.close();
`;

test.each([
  [0, 'answered 0'],
  [1, 'answered 1'],
  [2, 'WorkerGone 2'],
])('a thread that dies %i times is replaced, and its question asked once more: %s', (deaths, expected) => {
  const script = join(folder.path, 'deaths.mjs');
  writeFileSync(script, DEATHS);
  const args = [script, pathToFileURL(REPOSITORY).href, join(folder.path, 'workspace'), String(deaths)];
  const { stdout } = spawnSync(process.execPath, args, {
    env: { ...process.env, WINNOW_HOME: join(folder.path, 'home-deaths') },
    encoding: 'utf8',
  });
  expect(stdout.trim()).toBe(expected);
});

/** In a process of its own: a thread whose index is kept on disk is flooded, and joined by a second one. */
const FLOOD = `
const [repository, folder] = process.argv.slice(2);
const { silentLogger } = await import(repository + 'server/src/base/logger.ts');
const { WorkerOptimizer } = await import(repository + 'server/src/pipeline/workerOptimizer.ts');
const config = {
  roots: [{ name: 'workspace', folder }], trusted: true, exclude: [], maxFileBytes: 1_000_000,
  defaults: { budget: 1000, format: 'markdown', highestLevel: 'sensitive' },
};
const once = new WorkerOptimizer(config, silentLogger);
const expected = await once.optimize({ query: 'which plan keeps budget 7', cache: 'none' });
await once.close();
let threads = 0;
const optimizer = new WorkerOptimizer(config, silentLogger, { mostThreads: 2, longWaitMs: 1 });
await optimizer.warmUp();
process.on('worker', () => threads++);
const ask = (query) => optimizer.optimize({ query, cache: 'none' });
let asked = 1;
const same = await ask('which plan keeps budget 7');
while (threads === 0 || asked < 500) {
  asked += 100;
  await Promise.all(Array.from({ length: 100 }, (_, n) => ask('which plan keeps budget ' + (n + asked))));
}
await optimizer.overlay('part7.ts', 'export const planOfTheMoon = 7;\\n'.repeat(5));
const seen = await Promise.all(Array.from({ length: 40 }, (_, n) => ask('plan of the moon ' + n)));
const { requests } = await optimizer.stats();
console.log(JSON.stringify({
  threads,
  same: same.text === expected.text,
  seen: seen.every(({ text }) => text.includes('planOfTheMoon')),
  counted: requests === asked + seen.length,
}));
await optimizer.close();
`;

test('a flood is answered by two threads that know the same', () => {
  const script = join(folder.path, 'flood.mjs');
  writeFileSync(script, FLOOD);
  const { stdout, stderr } = spawnSync(
    process.execPath,
    [script, pathToFileURL(REPOSITORY).href, join(folder.path, 'workspace')],
    { env: { ...process.env, WINNOW_HOME: join(folder.path, 'home-flood') }, encoding: 'utf8' },
  );
  expect(stderr).not.toContain('Error');
  expect(JSON.parse(stdout)).toEqual({ threads: 1, same: true, seen: true, counted: true });
});

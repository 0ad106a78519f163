import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Redis } from 'ioredis';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { METHODS, type OptimizeResult, type StatsResult } from '../../shared/src/protocol.ts';
import { migrate } from '../../server/src/cache/migrate.ts';
import { requireComponent } from '../helpers/components.ts';
import { borrowPostgres, startPostgres } from '../helpers/postgres.ts';
import { startRedis, type TestRedis } from '../helpers/redis.ts';
import { REPOSITORY } from '../helpers/repository.ts';
import { githubToken } from '../helpers/samples.ts';
import { startServer } from '../helpers/server.ts';
import { temporaryFolder, type TemporaryFolder } from '../helpers/temporary.ts';

const redisProgram = await requireComponent('redis-server');
const postgresProgram = await requireComponent('postgres');
const SCHEMA = join(REPOSITORY, 'server/src/cache/schema');
const TEAM = { WINNOW_TEAM_KEY: 'twelve words that are shared by this team alone' };
const FILES = 250;
const SECRETS = 5;
const QUESTION = 'how is handler 117 of the queue billed?';
const OTHER_QUESTION = 'where is zanzibar 42 fed?';

let folder: TemporaryFolder;
beforeAll(() => {
  folder = temporaryFolder();
  for (let at = 0; at < FILES; at++)
    write(
      'origin',
      `src/part${at % 9}/handler${at}.ts`,
      `export function bill${at}(queue) {\n  return zanzibar(${at});\n}\n`,
    );
  for (let at = 0; at < SECRETS; at++)
    write('origin', `config/key${at}.ts`, `export const key = '${githubToken(at)}';\n`);
  git('origin', 'init', '--quiet');
  git('origin', 'add', '.');
  git('origin', 'commit', '--quiet', '-m', 'Bill the queue');
});
afterAll(() => folder.remove());

function write(clone: string, path: string, text: string): void {
  mkdirSync(dirname(join(folder.path, clone, path)), { recursive: true });
  writeFileSync(join(folder.path, clone, path), text);
}

function git(clone: string, ...args: readonly string[]): void {
  const identity = ['-c', 'user.name=Test', '-c', 'user.email=test@example.org', '-c', 'commit.gpgsign=false'];
  execFileSync('git', [...identity, ...args], { cwd: join(folder.path, clone), stdio: 'ignore' });
}

function cloneTo(name: string): void {
  execFileSync('git', ['clone', '--quiet', 'origin', name], { cwd: folder.path, stdio: 'ignore' });
}

/** What a machine with nothing of its own answers about its clone, and how it came to its index. */
async function ask(clone: string, stores: Record<string, string>, question = QUESTION) {
  const home = temporaryFolder();
  const server = await startServer({ folder: join(folder.path, clone), home: home.path, environment: stores });
  try {
    const { text, cacheLevel, chunks } = await server.client.request<OptimizeResult>(METHODS.optimize, {
      query: question,
      // Placeholders are made with a key that each home has for itself, and packs are compared.
      exclude: ['config/**'],
    });
    const { sharedIndex, files } = await server.client.request<StatsResult>(METHODS.stats);
    expect(files).toBe(FILES + SECRETS);
    expect(chunks.length).toBeGreaterThan(0);
    return { text, cacheLevel, sharedIndex };
  } finally {
    expect(await server.stop()).toBe(0);
    home.remove();
  }
}

/** The acceptance of sharing, whatever the store; `name` tells clones of one test from another's. */
async function checkSharing(name: string, stores: Record<string, string>): Promise<void> {
  const [first, second, edited] = [`${name}-first`, `${name}-deeper/second`, `${name}-edited`];
  for (const clone of [first, second, edited]) cloneTo(clone);
  const made = await ask(first, stores);
  expect(made).toMatchObject({ cacheLevel: 'none', sharedIndex: { fetched: 0, indexed: FILES + SECRETS } });

  const same = await ask(second, stores);
  // Files that hold secrets stay at home.
  expect(same.sharedIndex).toEqual({ fetched: FILES, indexed: SECRETS, given: 0 });
  expect(same).toMatchObject({ cacheLevel: name, text: made.text });
  expect(same.text).not.toContain(folder.path);

  const other = await ask(second, stores, OTHER_QUESTION);
  expect(other).toMatchObject({ cacheLevel: 'none', text: (await ask(second, {}, OTHER_QUESTION)).text });

  write(edited, 'src/part0/handler117.ts', 'export function bill117(queue) {\n  return queue.walrus();\n}\n');
  const changed = await ask(edited, stores);
  expect(changed).toMatchObject({ cacheLevel: 'none', sharedIndex: { fetched: FILES - 1, indexed: SECRETS + 1 } });
  expect(changed.text).toContain('walrus');
}

const LEAKS = [
  ...Array.from({ length: SECRETS }, (_, at) => githubToken(at)),
  'zanzibar',
  'handler1',
  'config/',
  'export',
];

/** What of the files can be read in what a store keeps. */
function leaksIn(parts: readonly Buffer[]): readonly string[] {
  return LEAKS.filter((leak) => parts.some((part) => part.includes(leak)));
}

describe.skipIf('missing' in redisProgram)('Redis', () => {
  let server: Pick<TestRedis, 'url' | 'stop'> & Partial<TestRedis>;
  let stores: Record<string, string>;
  beforeAll(async () => {
    if ('path' in redisProgram) server = await startRedis(redisProgram.path);
    else if ('url' in redisProgram) server = { url: redisProgram.url, stop: async () => {} };
    stores = { WINNOW_REDIS_URL: server.url, ...TEAM };
  });
  afterAll(() => server.stop());

  test('a second machine takes index and packs from the first, and after an edit indexes that file', () =>
    checkSharing('redis', stores));

  test('and nothing of the files can be read there', async () => {
    const client = new Redis(server.url);
    const keys = await client.keys('winnow:*');
    const values = await Promise.all(keys.map((key) => client.getBuffer(key)));
    client.disconnect();
    expect(keys.length).toBeGreaterThan(2);
    expect(leaksIn([Buffer.from(keys.join()), ...values.map((value) => value ?? Buffer.of())])).toEqual([]);
  });

  test.skipIf('url' in redisProgram)('that is frozen, or lies, costs no answer', async () => {
    cloneTo('redis-frozen');
    const alone = await ask('redis-frozen', {});
    server.freeze?.();
    const asked = await ask('redis-frozen', stores).finally(() => server.thaw?.());
    expect(asked).toMatchObject({ cacheLevel: 'none', text: alone.text, sharedIndex: { fetched: 0 } });
    const client = new Redis(server.url);
    for (const key of await client.keys('winnow:*'))
      await client.set(key, Buffer.concat([(await client.getBuffer(key))!, Buffer.of(1)]));
    client.disconnect();
    expect(await ask('redis-frozen', stores)).toMatchObject({
      cacheLevel: 'none',
      text: alone.text,
      sharedIndex: { fetched: 0 },
    });
  });
});

describe.skipIf('missing' in postgresProgram)('PostgreSQL', () => {
  let server: { readonly url: string; stop(): Promise<void> };
  beforeAll(async () => {
    if ('path' in postgresProgram) server = await startPostgres(postgresProgram.path);
    else if ('url' in postgresProgram) server = await borrowPostgres(postgresProgram.url);
    await migrate({ url: server.url, folder: SCHEMA });
  });
  afterAll(() => server.stop());

  test('a second machine takes index and packs from the first, and after an edit indexes that file', () =>
    checkSharing('postgres', { WINNOW_POSTGRES_URL: server.url, ...TEAM }));

  test('and nothing of the files can be read there', async () => {
    const client = new Client({ connectionString: server.url });
    await client.connect();
    const { rows } = await client.query<{ key: string; value: Buffer }>('SELECT key, value FROM winnow_cache');
    await client.end();
    expect(rows.length).toBeGreaterThan(2);
    expect(leaksIn(rows.flatMap(({ key, value }) => [Buffer.from(key), value]))).toEqual([]);
  });
});

test('without a team’s key nothing of the index leaves the machine', async () => {
  cloneTo('keyless');
  const { sharedIndex } = await ask('keyless', { WINNOW_REDIS_URL: 'redis://127.0.0.1:1' });
  expect(sharedIndex).toBeUndefined();
});

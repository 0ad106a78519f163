import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { METHODS, type OptimizeResult } from '../../shared/src/protocol.ts';
import { requireComponent } from '../helpers/components.ts';
import { startRedis, type TestRedis } from '../helpers/redis.ts';
import { REPOSITORY } from '../helpers/repository.ts';
import { startServer } from '../helpers/server.ts';
import { until } from '../helpers/storeChecks.ts';
import { temporaryFolder, type TemporaryFolder } from '../helpers/temporary.ts';

const BUILT = join(REPOSITORY, 'dist/cli.cjs');
const ENTRY = existsSync(BUILT) ? BUILT : join(REPOSITORY, 'server/src/cli.ts');

const redisProgram = await requireComponent('redis-server');

let folder: TemporaryFolder;
beforeAll(() => {
  folder = temporaryFolder({
    'workspace/src/budget.ts': 'export const budget = 8000;\n',
    'workspace/src/other.ts': 'export const other = 1;\n',
  });
});
afterAll(() => folder.remove());

async function winnow(args: readonly string[], stores: Record<string, string> = {}) {
  const child = spawn(process.execPath, [ENTRY, ...args, '--workspace', join(folder.path, 'workspace')], {
    env: { ...process.env, ...stores, WINNOW_HOME: join(folder.path, 'home') },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  return { code: child.exitCode, stdout, stderr };
}

async function levelOf(stores: Record<string, string> = {}): Promise<string> {
  const { stdout } = await winnow(['optimize', '--query', 'which budget?', '--json'], stores);
  return (JSON.parse(stdout) as OptimizeResult).cacheLevel;
}

const entriesOf = ({ stdout }: { readonly stdout: string }): readonly (number | undefined)[] =>
  (JSON.parse(stdout) as { stores: { entries?: number }[] }).stores.map(({ entries }) => entries);

test('what this user keeps is counted and forgotten', async () => {
  expect(await winnow(['cache', 'stats'])).toEqual({ code: 0, stdout: 'nothing is kept yet\n', stderr: '' });
  expect(await winnow(['cache', 'clear'])).toEqual({ code: 0, stdout: 'nothing was kept\n', stderr: '' });
  expect(existsSync(join(folder.path, 'home'))).toBe(false);
  expect(await levelOf()).toBe('none');
  expect(await levelOf()).toBe('sqlite');
  expect((await winnow(['cache', 'stats'])).stdout).toMatch(/^sqlite {2}\S+cache\.sqlite {2}1 {2}0\.0 MB\n$/);
  expect((await winnow(['cache', 'clear'])).stdout).toMatch(/^cleared \S+cache\.sqlite\n$/);
  expect(entriesOf(await winnow(['cache', 'stats', '--json']))).toEqual([0]);
  expect(await levelOf()).toBe('none');
});

test('a store that is away is told of, in words that do not show its login', async () => {
  const stores = { WINNOW_REDIS_URL: 'redis://intruder:mistaken-word@127.0.0.1:1' };
  const stats = await winnow(['cache', 'stats'], stores);
  expect(stats.stdout).toMatch(/redis +redis:\/\/127\.0\.0\.1:1 .*nothing listens there\n/);
  const clear = await winnow(['cache', 'clear', '--team'], stores);
  expect(clear).toMatchObject({ code: 3, stdout: '' });
  expect(clear.stderr).toMatch(/redis:\/\/127\.0\.0\.1:1 was not cleared: nothing listens there/);
  const postgres = { WINNOW_POSTGRES_URL: 'postgres://intruder:mistaken-word@127.0.0.1:1/team' };
  const warm = await winnow(['cache', 'warm'], { ...stores, ...postgres });
  expect(warm).toMatchObject({ code: 3, stdout: '' });
  expect(warm.stderr).toMatch(/was not filled from postgres:\/\/127\.0\.0\.1:1\/team: nothing listens there/);
  expect(JSON.stringify([stats, clear, warm])).not.toMatch(/intruder|mistaken/);
});

test.each([
  [['cache']],
  [['cache', 'toast']],
  [['cache', 'stats', '--team']],
  [['cache', 'stats', '--file', 'a.ts']],
  [['cache', 'warm', '--file', 'a.ts']],
  [['cache', 'clear', '--file', '']],
  [['cache', 'clear', '--file', '..']],
  [['cache', 'clear', '--file', 'gone/']],
  [['cache', 'clear', '--file', REPOSITORY]],
  [['cache', 'clear', '--team']],
  [['cache', 'warm']],
])('winnow %j is a misuse', async (args) => {
  expect(await winnow(args)).toMatchObject({ code: 2, stdout: '' });
});

test('packs with a file go, those without stay', async () => {
  expect(await levelOf()).toBe('none');
  const none = await winnow(['cache', 'clear', '--file', 'elsewhere/other.ts']);
  expect(none.stdout).toMatch(/^cleared 0 packs in \S+cache\.sqlite\n$/);
  expect(await levelOf()).toBe('sqlite');
  const cleared = await winnow(['cache', 'clear', '--file', 'other.ts', '--file', 'src/Budget.ts', '--json']);
  expect(JSON.parse(cleared.stdout)).toMatchObject({ cleared: [{ level: 'sqlite', entries: 1 }] });
  expect(entriesOf(await winnow(['cache', 'stats', '--json']))).toEqual([0]);
});

describe.skipIf(!('path' in redisProgram))('with a Redis', () => {
  let server: TestRedis;
  beforeAll(async () => {
    if ('path' in redisProgram) server = await startRedis(redisProgram.path);
  });
  afterAll(() => server.stop());

  test('the team’s entries are forgotten when that is asked for, and not before', async () => {
    const stores = { WINNOW_REDIS_URL: server.url };
    await levelOf(stores);
    expect(entriesOf(await winnow(['cache', 'stats', '--json'], stores))).toEqual([1, 1]);
    await winnow(['cache', 'clear'], stores);
    expect(entriesOf(await winnow(['cache', 'stats', '--json'], stores))).toEqual([0, 1]);
    expect(await winnow(['cache', 'clear', '--team'], stores)).toMatchObject({ code: 0 });
    expect(entriesOf(await winnow(['cache', 'stats', '--json'], stores))).toEqual([0, 0]);
  });

  test('a server elsewhere forgets what it holds when the team’s entries are forgotten', async () => {
    const stores = { WINNOW_REDIS_URL: server.url };
    const elsewhere = await startServer({
      folder: join(folder.path, 'workspace'),
      home: join(folder.path, 'elsewhere'),
      environment: stores,
    });
    const ask = () => elsewhere.client.request<OptimizeResult>(METHODS.optimize, { query: 'which budget?' });
    expect((await ask()).cacheLevel).toBe('none');
    expect((await ask()).cacheLevel).toBe('memory');
    // It connects in the background, and what it makes meanwhile is kept again.
    await until(async () => {
      await winnow(['cache', 'clear', '--team'], stores);
      return (await ask()).cacheLevel === 'none';
    });
    expect(await elsewhere.stop()).toBe(0);
  });

  test('a server elsewhere forgets the packs with a file, wherever they lie, and no others', async () => {
    const stores = { WINNOW_REDIS_URL: server.url, WINNOW_TEAM_KEY: 'words that this team alone has' };
    await winnow(['cache', 'clear', '--team'], stores);
    const elsewhere = await startServer({
      folder: join(folder.path, 'workspace'),
      home: join(folder.path, 'far'),
      environment: stores,
    });
    const ask = async (only: string) =>
      (
        await elsewhere.client.request<OptimizeResult>(METHODS.optimize, {
          query: 'which budget, which other?',
          include: [only],
        })
      ).cacheLevel;
    const budget = () => ask('src/budget.ts');
    const other = () => ask('src/other.ts');
    expect([await budget(), await other()]).toEqual(['none', 'none']);
    expect([await budget(), await other()]).toEqual(['memory', 'memory']);
    const forget = async (key = stores.WINNOW_TEAM_KEY) => {
      const args = ['cache', 'clear', '--team', '--file', 'budget.ts', '--json'];
      const { stdout, stderr } = await winnow(args, { ...stores, WINNOW_TEAM_KEY: key });
      const { cleared } = JSON.parse(stdout) as { cleared: { level: string; entries: number }[] };
      return { stderr, inRedis: cleared.find(({ level }) => level === 'redis')?.entries };
    };
    expect(await forget('')).toEqual({
      stderr: expect.stringContaining('without WINNOW_TEAM_KEY') as string,
      inRedis: 0,
    });
    expect([await budget(), await other()]).toEqual(['memory', 'memory']);
    // The pack is written behind, and the server listens, some time after its first answer.
    let gone = 0;
    await until(async () => {
      gone += (await forget()).inRedis ?? 0;
      return (await budget()) === 'none' && gone > 0;
    });
    expect(await other()).toBe('memory');
    expect(await elsewhere.stop()).toBe(0);
  });
});

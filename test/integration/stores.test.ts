import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { OptimizeResult } from '../../shared/src/protocol.ts';
import { requireComponent } from '../helpers/components.ts';
import { borrowPostgres, startPostgres, type TestPostgres } from '../helpers/postgres.ts';
import { startRedis, type TestRedis } from '../helpers/redis.ts';
import { REPOSITORY } from '../helpers/repository.ts';
import { temporaryFolder, type TemporaryFolder } from '../helpers/temporary.ts';

const BUILT = join(REPOSITORY, 'dist/cli.cjs');
const ENTRY = existsSync(BUILT) ? BUILT : join(REPOSITORY, 'server/src/cli.ts');
const TEAM_KEY = 'twelve words that are shared by this team alone';
/** Without the one that needs an extension. */
const ALL_MIGRATIONS = [
  '001_cache.sql',
  '002_requests.sql',
  '003_uses.sql',
  '004_copies.sql',
  '005_refresh.sql',
  '007_tags.sql',
];

const redisProgram = await requireComponent('redis-server');
const postgresProgram = await requireComponent('postgres');

let folder: TemporaryFolder;
beforeAll(() => {
  folder = temporaryFolder({
    'workspace/src/budget.ts': 'export function fitBudget(tokens: number): boolean {\n  return tokens < 8000;\n}\n',
  });
});
afterAll(() => folder.remove());

interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the command line on the machine `machine`: one with a data folder, and so a key, of its own. */
async function winnow(machine: string, args: readonly string[], stores: Record<string, string>): Promise<Outcome> {
  const child = spawn(process.execPath, [ENTRY, ...args, '--workspace', join(folder.path, 'workspace')], {
    env: { ...process.env, ...stores, WINNOW_HOME: join(folder.path, machine) },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  return { code: child.exitCode, stdout, stderr };
}

async function optimize(machine: string, stores: Record<string, string>, query = 'which budget fits?') {
  const outcome = await winnow(machine, ['optimize', '--query', query, '--json'], stores);
  expect(outcome.code, outcome.stderr).toBe(0);
  return { ...outcome, result: JSON.parse(outcome.stdout) as OptimizeResult };
}

/** On a busy machine a connection may come too late for one question: asks as new machines until one comes in time. */
async function levelOnOtherMachines(stores: Record<string, string>, first: OptimizeResult): Promise<string> {
  for (let machine = 1; machine <= 10; machine++) {
    const { result } = await optimize(`other-${machine}-${Object.keys(stores).join('-')}`, stores);
    if (result.cacheLevel === 'none') continue;
    expect(result.text).toBe(first.text);
    return result.cacheLevel;
  }
  return 'none';
}

function withUserInfo(url: string, userInfo: string): string {
  return url.replace(/^([a-z]+:\/\/)(?:[^@/]*@)?/, `$1${userInfo}@`);
}

describe.skipIf('missing' in redisProgram)('Redis', () => {
  let server: Pick<TestRedis, 'url' | 'stop'>;
  beforeAll(async () => {
    if ('path' in redisProgram) server = await startRedis(redisProgram.path);
    else if ('url' in redisProgram) server = { url: redisProgram.url, stop: async () => {} };
  });
  afterAll(() => server.stop());

  test('a machine with the team’s key is answered from what another one kept', async () => {
    const stores = { WINNOW_REDIS_URL: server.url, WINNOW_TEAM_KEY: TEAM_KEY };
    const { result, stderr } = await optimize('first', stores);
    expect(result.cacheLevel).toBe('none');
    expect(stderr).not.toContain('warning');
    expect(await levelOnOtherMachines(stores, result)).toBe('redis');
  });

  test('a machine without the team’s key is not', async () => {
    const { result } = await optimize('without-key', { WINNOW_REDIS_URL: server.url });
    expect(result.cacheLevel).toBe('none');
  });

  test.skipIf('url' in redisProgram)('a login that is refused costs one line that does not show it', async () => {
    const url = withUserInfo(server.url, 'intruder:mistaken-word');
    const { stdout, stderr } = await optimize('refused', { WINNOW_REDIS_URL: url });
    expect(stderr.match(/warning: .*/g)).toEqual([
      `warning: cache: Redis at ${withoutUserInfo(server.url)} is not used: it refuses the login`,
    ]);
    expect(stdout + stderr).not.toMatch(/intruder|mistaken/);
    const { code, ...doctor } = await winnow('refused', ['doctor'], { WINNOW_REDIS_URL: url });
    expect(code).toBe(0);
    expect(doctor.stdout).toMatch(/warn +Redis +redis:\/\/127\.0\.0\.1:\d+: it refuses the login/);
    expect(doctor.stdout).toMatch(/warn +team key +is not set/);
    expect(doctor.stdout + doctor.stderr).not.toMatch(/intruder|mistaken/);
  });
});

function withoutUserInfo(url: string): string {
  return url.replace(/\/\/[^@]*@/, '//');
}

describe.skipIf('missing' in postgresProgram)('PostgreSQL', () => {
  let server: Pick<TestPostgres, 'url' | 'stop'>;
  let stores: Record<string, string>;
  beforeAll(async () => {
    if ('path' in postgresProgram) server = await startPostgres(postgresProgram.path);
    else if ('url' in postgresProgram) server = await borrowPostgres(postgresProgram.url);
    stores = { WINNOW_POSTGRES_URL: server.url, WINNOW_TEAM_KEY: TEAM_KEY };
  });
  afterAll(() => server.stop());

  test('off before its tables are there, shared once they are', async () => {
    const before = await optimize('before', stores);
    expect(before.result.cacheLevel).toBe('none');
    expect(before.stderr.match(/warning: .*/g)).toEqual([
      expect.stringMatching(/^warning: cache: PostgreSQL at postgres\S+ is not used: .*“winnow db migrate”$/),
    ]);
    expect(await winnow('first', ['db', 'status'], stores)).toMatchObject({
      code: 1,
      stdout: expect.stringMatching(/missing {2}001_cache\.sql\n[^]*\nmend: run “winnow db migrate”\n$/) as string,
    });
    expect(await winnow('first', ['db', 'migrate'], stores)).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(
        /^applied 001_cache\.sql\n[^]* is up to date\nwaiting {2}006_embeddings\.sql: .*\n$/,
      ) as string,
    });
    const again = await winnow('first', ['db', 'migrate', '--json'], stores);
    expect(JSON.parse(again.stdout)).toMatchObject({ applied: [], present: ALL_MIGRATIONS });
    expect((await winnow('first', ['db', 'refresh'], stores)).stdout).toMatch(/: its views are refreshed\n$/);
    expect(await winnow('first', ['db', 'status'], stores)).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/view {5}winnow_latency_hourly: refreshed .* ms\nnothing is missing\n$/) as string,
    });

    const { result, stderr } = await optimize('migrated', stores);
    expect(result.cacheLevel).toBe('none');
    expect(stderr).not.toContain('warning');
    expect(await levelOnOtherMachines(stores, result)).toBe('postgres');
    const measured = await winnow('migrated', ['stats', '--performance', '--json'], {});
    expect(JSON.parse(measured.stdout)).toMatchObject({
      hours: [{ requests: 1, hitRate: 0 }],
      days: [{ requests: 1 }],
    });
    const shown = await winnow('migrated', ['stats', '--performance'], {});
    expect(shown.stdout).toMatch(/^hour \(UTC\) .*\n\d{4}-\d\d-\d\d \d\d:00 +1 .* ms .*\n\nday \(UTC\)/);
    const copied = await winnow('migrated', ['db', 'copy', '--json'], stores);
    expect(JSON.parse(copied.stdout)).toMatchObject({ trails: 1, linesAdded: 2, differing: [], learned: 0 });
    expect((await winnow('first', ['doctor'], stores)).stdout).toMatch(/ok +PostgreSQL +postgres\S+ answers\n/);
  });

  test('a login that is refused costs one line that does not show it', async () => {
    const refused = { WINNOW_POSTGRES_URL: withUserInfo(server.url, 'intruder:mistaken-word') };
    const { stdout, stderr } = await optimize('refused-postgres', refused);
    expect(stderr.match(/warning: .*/g)).toEqual([
      expect.stringMatching(/^warning: cache: PostgreSQL at postgres\S+ is not used: it refuses the login$/),
    ]);
    const migrating = await winnow('refused', ['db', 'migrate', '--verbose'], refused);
    expect(migrating.code).toBe(3);
    expect(migrating.stderr).toContain('it refuses the login');
    const all = stdout + stderr + migrating.stdout + migrating.stderr;
    expect(all).not.toMatch(/intruder|mistaken/);
  });
});

test('a URL that cannot be used is told of without a word of it', async () => {
  const stores = { WINNOW_REDIS_URL: 'redis://intruder:mistaken#word@127.0.0.1', WINNOW_TEAM_KEY: 'short' };
  const { stdout, stderr } = await optimize('unusable', stores);
  expect(stderr).toMatch(/warning: cache: WINNOW_REDIS_URL holds a character that must be encoded/);
  expect(stderr).toMatch(/warning: cache: WINNOW_TEAM_KEY is shorter than 16 characters/);
  expect(stdout + stderr).not.toMatch(/intruder|mistaken/);
  expect(await winnow('unusable', ['db', 'status'], {})).toMatchObject({ code: 2, stdout: '' });
});

test('a server that is not there costs one line', async () => {
  const stores = { WINNOW_REDIS_URL: 'redis://127.0.0.1:1', WINNOW_POSTGRES_URL: 'postgres://127.0.0.1:1/team' };
  const { stderr } = await optimize('absent', stores);
  expect(stderr.match(/warning: .*/g)?.sort()).toEqual([
    'warning: cache: PostgreSQL at postgres://127.0.0.1:1/team is not used: nothing listens there',
    'warning: cache: Redis at redis://127.0.0.1:1 is not used: nothing listens there',
  ]);
});

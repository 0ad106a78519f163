import { once } from 'node:events';
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { Redis } from 'ioredis';
import type { OptimizeResult } from '../../shared/src/protocol.ts';
import { requireComponent } from '../helpers/components.ts';
import { startRedis, type TestRedis } from '../helpers/redis.ts';
import { runCommand, startCommand, startServeWorker, type ServeWorker } from '../helpers/serveWorker.ts';
import { temporaryFolder, type TemporaryFolder } from '../helpers/temporary.ts';

const program = await requireComponent('redis-server');
const TEAM = { WINNOW_TEAM_KEY: ['a key that the', 'whole team has'].join(' ') };
const QUESTION = 'which budget does the planner keep';

let folder: TemporaryFolder;
let redis: TestRedis | undefined;
let environment: Readonly<Record<string, string>> = TEAM;
const workers: ServeWorker[] = [];
let homes = 0;

beforeAll(async () => {
  const sources = Array.from({ length: 60 }, (_, n) => [`served/one/part${n}.ts`, source(n)] as const);
  folder = temporaryFolder({ ...Object.fromEntries(sources), 'elsewhere/secret.ts': 'export const outside = 1;\n' });
  symlinkSync(join(folder.path, 'elsewhere'), join(folder.path, 'served/link'));
  if (!('path' in program)) return;
  redis = await startRedis(program.path);
  environment = { ...TEAM, WINNOW_REDIS_URL: redis.url };
});
afterEach(async () => {
  await Promise.all(workers.splice(0).map((one) => one.stop()));
  // A submitter that was killed leaves jobs behind, which go by their age.
  if (!redis) return;
  const client = new Redis(redis.url);
  await client.flushall();
  client.disconnect();
});
afterAll(async () => {
  await redis?.stop();
  folder.remove();
});

function source(n: number): string {
  const lines = Array.from({ length: 40 }, (_, line) => `  if (tokens > ${line}) return budget${n} + ${line};`);
  return `/** Planner number ${n} keeps a budget. */\nexport function plan${n}(tokens: number) {\n${lines.join('\n')}\n}\n`;
}

async function worker(args: readonly string[] = ['--root', join(folder.path, 'served')]): Promise<ServeWorker> {
  const one = await startServeWorker({ args, home: join(folder.path, `home${homes++}`), environment });
  workers.push(one);
  return one;
}

interface TaskLine {
  readonly id: number | string;
  readonly query: string;
  readonly workspace?: string;
}

function tasks(name: string, lines: readonly TaskLine[]): { readonly args: readonly string[]; readonly out: string } {
  const input = join(folder.path, `${name}.jsonl`);
  const out = join(folder.path, `${name}.results.jsonl`);
  writeFileSync(input, lines.map((line) => `${JSON.stringify({ budget: 1500, ...line })}\n`).join(''));
  const workspace = join(folder.path, 'served/one');
  return { args: ['batch', '--queue', 'env', '--in', input, '--out', out, '--workspace', workspace], out };
}

const submit = (args: readonly string[]) => runCommand({ args, home: join(folder.path, 'submitter'), environment });

/** Keys of the jobs that are there, whatever their state. */
const jobsIn = async (client: Redis) =>
  (await client.keys('{winnow-queue}:*')).filter((key) => /:[0-9a-f]{64}$/.test(key));

type ResultLine = Partial<OptimizeResult> & { readonly id: number | string; readonly error?: string };
const results = (out: string): readonly ResultLine[] =>
  readFileSync(out, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as ResultLine);

const ascendingIds = (out: string): readonly number[] =>
  results(out)
    .map(({ id }) => Number(id))
    .toSorted((a, b) => a - b);

const many = (count: number, from = 0): TaskLine[] =>
  Array.from({ length: count }, (_, n) => ({ id: n + from, query: `${QUESTION} number ${n + from}` }));

const pause = (ms: number) => new Promise<void>((resolve) => void setTimeout(resolve, ms));

/** Waits for something that a command does; rejects with what the command said when it ends without. */
async function until(command: ReturnType<typeof submit>, isSo: () => Promise<boolean>): Promise<void> {
  const ended = command.then(({ code, stderr }) => `the command ended with ${code}: ${stderr}`);
  for (;;) {
    if (await isSo()) return;
    const said = await Promise.race([ended, pause(10)]);
    if (said !== undefined && !(await isSo())) throw new Error(said);
  }
}

describe.skipIf(!('path' in program))('a queue on a real Redis', () => {
  test('of a thousand jobs that ask the same one has it made', async () => {
    const one = await worker();
    const same = many(1000).map((task) => ({ ...task, query: QUESTION }));
    const { args, out } = tasks('same', same);
    expect(await submit(args)).toMatchObject({ code: 0 });
    expect(new Set(results(out).map(({ text }) => text)).size).toBe(1);
    const packs = ['none', 'memory', 'sqlite', 'redis'].map((name) =>
      one.metric(`winnow_packs_total{source="${name}"}`),
    );
    expect(await Promise.all(packs)).toEqual([1, 999, 0, 0]);
  });

  test('a worker is killed in the middle: nothing is lost, nothing comes twice', async () => {
    const [first] = [await worker(), await worker()];
    const { args, out } = tasks('killed', many(150));
    const submitting = submit(args);
    await until(submitting, async () => (await first.metric('winnow_jobs_total{outcome="done"}')) >= 5);
    // Stopped before it is killed, so that what it holds is what it held.
    first.process.kill('SIGSTOP');
    first.process.kill('SIGKILL');
    await once(first.process, 'close');
    expect(await submitting).toMatchObject({ code: 0, stderr: expect.stringContaining('150 tasks done') });
    expect(ascendingIds(out)).toEqual(many(150).map(({ id }) => id));
    expect(results(out).every(({ text, tokens }) => text!.includes('Planner') && tokens! <= 1500)).toBe(true);
  });

  test('SIGTERM ends a worker with 0; what it could not finish another one does', async () => {
    const first = await worker(['--root', join(folder.path, 'served'), '--grace', '0']);
    const { args, out } = tasks('ended', many(60, 1000));
    const submitting = submit(args);
    await until(submitting, async () => (await first.metric('winnow_jobs_total{outcome="done"}')) >= 3);
    const { code, stderr } = await first.stop();
    expect({ code, stderr }).toMatchObject({ code: 0, stderr: expect.stringMatching(/\d+ jobs done, 0 failed/) });
    await worker();
    expect((await submitting).code).toBe(0);
    expect(new Set(results(out).map(({ id }) => id)).size).toBe(60);
    expect(results(out)).toHaveLength(60);
  });

  test('a submitter that was interrupted goes on where it was', async () => {
    const { args, out } = tasks('resumed', many(80, 2000));
    const child = startCommand({ args, home: join(folder.path, 'submitter'), environment });
    await worker();
    const written = () => {
      try {
        return results(out).length;
      } catch {
        return 0;
      }
    };
    while (written() < 5) await pause(5);
    child.kill('SIGKILL');
    await once(child, 'close');
    expect(await submit(args)).toMatchObject({ code: 0, stderr: expect.stringMatching(/in the results already/) });
    expect(ascendingIds(out)).toEqual(many(80, 2000).map(({ id }) => id));
  });

  test('only folders under a root are served, links and dots included', async () => {
    await worker();
    const outside = join(folder.path, 'elsewhere');
    mkdirSync(join(folder.path, 'served-not'), { recursive: true });
    const asked = [
      'one',
      outside,
      'link',
      '../elsewhere',
      'one/../../elsewhere',
      join(folder.path, 'served-not'),
      'none',
    ];
    const { args, out } = tasks(
      'roots',
      asked.map((workspace, n) => ({ id: n, query: `${QUESTION} in ${n}`, workspace })),
    );
    expect((await submit(args)).code).toBe(1);
    const byId = new Map<unknown, ResultLine>(results(out).map((line) => [line.id, line]));
    expect(byId.get(0)!.text).toContain('Planner');
    for (let n = 1; n < asked.length; n++) {
      expect(byId.get(n)).toEqual({ id: n, error: expect.stringMatching(/no such folder under its roots/) });
    }
  });

  test('Redis holds neither questions nor packs in the clear, and what was tampered with is not believed', async () => {
    const { args, out } = tasks('sealed', many(3, 3000));
    const submitting = submit(args);
    const client = new Redis(redis!.url);
    const jobs = () => jobsIn(client);
    await until(submitting, async () => (await jobs()).length >= 3);
    const dump = JSON.stringify(await Promise.all((await jobs()).map((key) => client.hgetall(key))));
    expect(dump).toContain('sealed');
    expect(dump).not.toMatch(/budget|planner|served/i);
    // One job is given another's content: it opens for neither.
    const [one = '', two = ''] = await jobs();
    await client.hset(one, 'data', (await client.hget(two, 'data'))!);
    await worker();
    expect((await submitting).code).toBe(1);
    const failed = results(out).filter(({ error }) => error !== undefined);
    expect(failed).toEqual([{ id: expect.any(Number), error: expect.stringMatching(/its worker failed/) }]);
    expect(await jobs()).toEqual([]);
    client.disconnect();
  });

  test('Redis that restarts empty loses no task', async () => {
    const { args, out } = tasks('emptied', many(20, 4000));
    const submitting = submit(args);
    const client = new Redis(redis!.url);
    await until(submitting, async () => (await jobsIn(client)).length >= 20);
    client.disconnect();
    await redis!.crash();
    await pause(300);
    await redis!.restart();
    await worker();
    expect((await submitting).code).toBe(0);
    expect(results(out)).toHaveLength(20);
  });

  test('the whole cache may be cleared while jobs wait', async () => {
    const { args, out } = tasks('cleared', many(5, 5000));
    const submitting = submit(args);
    await pause(700);
    const cleared = await runCommand({
      args: ['cache', 'clear', '--team', '--workspace', folder.path],
      home: join(folder.path, 'submitter'),
      environment,
    });
    expect(cleared.code).toBe(0);
    await worker();
    expect((await submitting).code).toBe(0);
    expect(results(out)).toHaveLength(5);
  });
});

describe('what is refused', () => {
  const rows: readonly (readonly [string, readonly string[], Record<string, string>, number, RegExp])[] = [
    ['no queue', ['serve'], TEAM, 2, /there is no queue: give --queue redis:\/\/HOST:6379, or set WINNOW_REDIS_URL/],
    ['no team key', ['serve', '--queue', 'redis://127.0.0.1:1'], {}, 2, /set WINNOW_TEAM_KEY/],
    [
      'a short team key',
      ['serve', '--queue', 'redis://127.0.0.1:1'],
      { WINNOW_TEAM_KEY: 'short' },
      2,
      /WINNOW_TEAM_KEY/,
    ],
    ['another scheme', ['serve', '--queue', 'http://127.0.0.1'], TEAM, 2, /--queue begins with none of redis:\/\//],
    [
      'no Redis',
      ['serve', '--queue', 'redis://127.0.0.1:1'],
      TEAM,
      3,
      /redis:\/\/127\.0\.0\.1:1 is not there: nothing listens/,
    ],
    [
      'no such root',
      ['serve', '--queue', 'redis://127.0.0.1:1', '--root', '/nowhere/at/all'],
      TEAM,
      2,
      /--root \/nowhere/,
    ],
  ];
  test.each(rows)('%s', async (_, args, given, code, says) => {
    const none = { WINNOW_REDIS_URL: '', WINNOW_TEAM_KEY: '' };
    const home = join(folder.path, 'refused');
    const outcome = await runCommand({ args, home, environment: { ...none, ...given } });
    expect(outcome).toMatchObject({ code, stdout: '', stderr: expect.stringMatching(says) });
  });

  test('a password on the command line is warned of, and not repeated', async () => {
    const url = ['redis://reader', 'mistaken-word@127.0.0.1:1'].join(':');
    const outcome = await runCommand({
      args: ['serve', '--queue', url],
      home: join(folder.path, 'refused'),
      environment: TEAM,
    });
    expect(outcome.stderr).toMatch(/warning: the password in --queue can be read .* WINNOW_REDIS_URL/);
    expect(outcome.stderr).not.toContain('mistaken');
  });
});

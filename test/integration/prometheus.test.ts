import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { requireComponent } from '../helpers/components.ts';
import { alertRules, dashboardExpressions } from '../helpers/deployed.ts';
import { startPrometheus, type Series, type TestPrometheus } from '../helpers/prometheus.ts';
import { startRedis, type TestRedis } from '../helpers/redis.ts';
import { githubToken } from '../helpers/samples.ts';
import { startCommand, startServeWorker, type ServeWorker } from '../helpers/serveWorker.ts';
import { temporaryFolder, type TemporaryFolder } from '../helpers/temporary.ts';

const program = await requireComponent('prometheus');
const redisProgram = await requireComponent('redis-server');
const available = 'path' in program && 'path' in redisProgram;
const TEAM = { WINNOW_TEAM_KEY: ['a key that the', 'whole team has'].join(' ') };
/** Two minutes are six seconds; still a scrape of every 750 ms. */
const HASTE = 20;
const PHASE_MS = 90_000;

let folder: TemporaryFolder;
let queue: TestRedis;
let cache: TestRedis;
let worker: ServeWorker;
let prometheus: TestPrometheus;
let load: { readonly stop: () => Promise<void> };

beforeAll(async () => {
  if (!available) return;
  const sources = Array.from({ length: 40 }, (_, n) => [`part${n}.ts`, source(n)] as const);
  folder = temporaryFolder(Object.fromEntries(sources));
  [queue, cache] = await Promise.all([startRedis(redisProgram.path), startRedis(redisProgram.path)]);
  const environment = { ...TEAM, WINNOW_REDIS_URL: cache.url };
  const args = ['--root', folder.path, '--queue', queue.url, '--grace', '1'];
  worker = await startServeWorker({ args, home: join(folder.path, '.home'), environment });
  prometheus = await startPrometheus(program.path, { targets: [`127.0.0.1:${worker.port}`], haste: HASTE });
  load = keepAsking();
});
afterAll(async () => {
  if (!available) return;
  await load.stop();
  await Promise.all([prometheus.stop(), worker.stop()]);
  await Promise.all([queue.stop(), cache.stop()]);
  folder.remove();
});

function source(n: number): string {
  const token = n % 4 === 0 ? `\nexport const token${n} = '${githubToken(n + 1)}';` : '';
  return `/** Planner number ${n} keeps a budget. */\nexport function plan${n}(tokens: number) {\n  return tokens + ${n};\n}${token}\n`;
}

/** Batches of questions, one after another: new ones, and some that were asked before. */
function keepAsking() {
  const input = join(folder.path, '.tasks.jsonl');
  const out = join(folder.path, '.results.jsonl');
  const args = ['batch', '--queue', queue.url, '--concurrency', '4', '--in', input, '--out', out];
  let stopped = false;
  let child: ReturnType<typeof startCommand> | undefined;
  const asking = (async () => {
    for (let round = 0; !stopped; round++) {
      const lines = Array.from({ length: 60 }, (_, id) => {
        const query = `which budget does the planner number ${id % 3 === 0 ? id : round * 100 + id} keep`;
        return `${JSON.stringify({ id, query, budget: 1500 })}\n`;
      });
      writeFileSync(input, lines.join(''));
      if (existsSync(out)) rmSync(out);
      child = startCommand({
        args: [...args, '--workspace', folder.path],
        home: join(folder.path, '.submitter'),
        environment: TEAM,
      });
      await new Promise((resolve) => void child!.once('close', resolve));
    }
  })();
  return {
    stop: async () => {
      stopped = true;
      child?.kill('SIGKILL');
      await asking;
    },
  };
}

const pause = (ms: number) => new Promise<void>((resolve) => void setTimeout(resolve, ms));
const firing = async () => (await prometheus.rules()).filter(({ state }) => state === 'firing').map(({ name }) => name);

async function until(isSo: () => Promise<boolean>): Promise<void> {
  const endMs = Date.now() + PHASE_MS;
  while (!(await isSo()) && Date.now() < endMs) await pause(200);
}

/** Whether some moment of some series has a number. */
const tells = (series: readonly Series[]) =>
  series.some(({ values }) => values.some(([, value]) => Number.isFinite(Number(value))));

const silent = async () => {
  const answers = await Promise.all(
    dashboardExpressions().map(async ([title, expression]) => {
      const series = await prometheus.range(expression);
      return tells(series) ? [] : [`${title}: ${expression}`];
    }),
  );
  return answers.flat();
};

describe.skipIf(!available)('a real Prometheus that scrapes a worker under load', () => {
  test('every expression of the dashboard has an answer', { timeout: 2 * PHASE_MS }, async () => {
    await until(async () => (await worker.metric('winnow_jobs_total{outcome="done"}')) >= 120);
    await until(async () => (await silent()).length === 0);
    expect(await silent()).toEqual([]);
  });

  test('what it tells is what happened', async () => {
    const names = async (expression: string, label: string) =>
      (await prometheus.range(expression))
        .filter((one) => tells([one]))
        .map(({ metric }) => metric[label] ?? '')
        .toSorted((a, b) => a.localeCompare(b));
    expect(await names('winnow_requests_total > 0', 'outcome')).toEqual(['answered']);
    expect(await names('winnow_packs_total > 0', 'source')).toEqual(['memory', 'none']);
    expect(await names('winnow_redactions_total > 0', 'rule')).toEqual(['github-token']);
    expect(await names('winnow_breaker_state > 0', 'level')).toEqual([]);
    expect(await names('winnow_jobs_total > 0', 'outcome')).toEqual(['done']);
    expect(await prometheus.range('winnow_tokens_out_total > winnow_tokens_in_total * 10')).toEqual([]);
  });

  test('in health every rule is evaluated, and none fires', async () => {
    const rules = await prometheus.rules();
    expect(rules.map(({ name }) => name)).toEqual(alertRules().map(({ alert }) => alert));
    expect(new Set(rules.map(({ health }) => health))).toEqual(new Set(['ok']));
    expect(rules.filter(({ state }) => state === 'firing')).toEqual([]);
  });

  // Frozen, not dead: each probe of the breaker then takes as long as it may, and is often seen half open.
  test(
    'the Redis of the cache freezes: its breaker is told of, until it is well',
    { timeout: 2 * PHASE_MS },
    async () => {
      cache.freeze();
      await until(async () => (await firing()).length > 0);
      expect(await firing()).toEqual(['WinnowBreakerOpen']);
      cache.thaw();
      await until(async () => (await firing()).length === 0);
      expect(await firing()).toEqual([]);
    },
  );

  test('the Redis of the queue dies: its absence is told of', { timeout: 2 * PHASE_MS }, async () => {
    await queue.crash();
    await until(async () => (await firing()).length > 0);
    expect(await firing()).toEqual(['WinnowQueueAway']);
  });
});

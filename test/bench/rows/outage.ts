import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createPipeline } from '../../../server/src/services.ts';
import type { Pipeline } from '../../../server/src/pipeline/pipeline.ts';
import { requireComponent } from '../../helpers/components.ts';
import { startPostgres } from '../../helpers/postgres.ts';
import { startRedis } from '../../helpers/redis.ts';
import { figure, type Row } from '../figures.ts';
import { outageCases, type OutageCase } from '../outageCases.ts';
import { pause, withTemporaryFolder } from '../processes.ts';
import { quantile } from '../runner.ts';

const ROW = 'outage';
const FILES = 60;
/** A question comes every so often, whether those before it are answered or not. */
const PACE_MS = 5;
const LASTS_MS = { quick: 4000, full: 15_000 };
const SETTLES_MS = 2000;
const GIVEN_UP_MS = 30_000;
const MOST_P99_MS = 50;
const MOST_BACK_MS = 5000;

interface Outcome {
  readonly asked: number;
  readonly failed: number;
  readonly p50: number;
  readonly p99: number;
  readonly longest: number;
  /** From the end of the fault until the store was read, or took an entry, again. */
  readonly backMs: number;
  /** What the log said from the beginning of the fault on. */
  readonly lines: readonly string[];
}

/** What an answer costs while a store is away, and how soon it is used again. */
export const outage: Row = async ({ full, log }) => {
  const [redisProgram, postgresProgram] = [await requireComponent('redis-server'), await requireComponent('postgres')];
  if (!('path' in redisProgram) || !('path' in postgresProgram))
    throw new Error('this row starts a Redis and a PostgreSQL of its own: have both installed');
  const redis = await startRedis(redisProgram.path);
  const postgres = await startPostgres(postgresProgram.path);
  const { cases, stop } = await outageCases({ redis, postgres });
  try {
    return await withTemporaryFolder(async (folder) => {
      writeWorkspace(join(folder, 'workspace'));
      const told: (readonly [OutageCase, Outcome])[] = [];
      for (const [at, one] of cases.entries()) {
        // A PostgreSQL that was killed is busy for a moment after it has started again.
        await pause(SETTLES_MS);
        process.env['WINNOW_HOME'] = join(folder, `home${at}`);
        const outcome = await suffer(one, join(folder, 'workspace'), full ? LASTS_MS.full : LASTS_MS.quick);
        log(rowOf(one, outcome));
        told.push([one, outcome]);
      }
      return report(told);
    });
  } finally {
    await Promise.all([stop(), redis.stop(), postgres.stop()]);
  }
};

function report(told: readonly (readonly [OutageCase, Outcome])[]) {
  const worst = (of: (outcome: Outcome) => number) => Math.max(...told.map(([, outcome]) => of(outcome)));
  const most = (metric: string, unit: string, value: number, limit: number) =>
    figure({
      row: ROW,
      metric,
      unit,
      better: 'less',
      value,
      reach: `≤ ${limit} ${unit}`,
      meets: (one) => one <= limit,
    });
  return {
    figures: [
      most(
        'failed',
        'requests',
        told.reduce((sum, [, { failed }]) => sum + failed, 0),
        0,
      ),
      most(
        'p99, worst case',
        'ms',
        worst(({ p99 }) => p99),
        MOST_P99_MS,
      ),
      most(
        'back in use, worst case',
        'ms',
        worst(({ backMs }) => backMs),
        MOST_BACK_MS,
      ),
      most(
        'log lines, most',
        'lines',
        worst(({ lines }) => lines.length),
        4,
      ),
    ],
    notes: [
      `A question every ${PACE_MS} ms to a workspace of ${FILES} files, each of them new, so that every store is asked; the table is in docs/stores.md.`,
      ...told.map(([one, outcome]) => rowOf(one, outcome)),
    ],
  };
}

function rowOf({ levels, what }: OutageCase, { asked, failed, p50, p99, longest, backMs, lines }: Outcome): string {
  const times = [p50, p99, longest].map((ms) => ms.toFixed(1)).join(' | ');
  return `| ${levels.join(', ')} | ${what} | ${asked} | ${failed} | ${times} | ${Math.round(backMs)} | ${lines.length} |`;
}

async function suffer(one: OutageCase, folder: string, lastsMs: number): Promise<Outcome> {
  const lines: string[] = [];
  const say = (line: string) => void lines.push(line);
  const pipeline = createPipeline(
    {
      roots: [{ name: 'workspace', folder }],
      trusted: true,
      stores: one.urls,
      exclude: [],
      maxFileBytes: 1_000_000,
      defaults: { budget: 1000, format: 'markdown', highestLevel: 'sensitive' },
    },
    { info: say, warn: say, error: say },
  );
  let asked = 0;
  const ask = () => pipeline.optimize({ query: `which plan keeps budget ${asked++}` });
  try {
    await until(async () => (await ask(), one.levels.every((level) => answered(pipeline, level) > 20)));
    lines.length = 0;
    await one.begin();
    const during = await askAtPace(ask, lastsMs);
    const backMs = await backInUse(one, pipeline, ask, lines);
    return { ...during, backMs, lines };
  } finally {
    await pipeline.close();
  }
}

async function askAtPace(ask: () => Promise<unknown>, lastsMs: number): Promise<Omit<Outcome, 'backMs' | 'lines'>> {
  const times: number[] = [];
  const under: Promise<void>[] = [];
  let failed = 0;
  const endMs = performance.now() + lastsMs;
  while (performance.now() < endMs) {
    const startMs = performance.now();
    under.push(
      ask().then(
        () => void times.push(performance.now() - startMs),
        () => void failed++,
      ),
    );
    await pause(PACE_MS);
  }
  await Promise.all(under);
  const sorted = times.toSorted((a, b) => a - b);
  const [p50, p99, longest] = [0.5, 0.99, 1].map((part) => quantile(sorted, part)) as [number, number, number];
  return { asked: under.length, failed, p50, p99, longest };
}

async function backInUse(
  { levels, takesNothing, end }: OutageCase,
  pipeline: Pipeline,
  ask: () => Promise<unknown>,
  lines: readonly string[],
): Promise<number> {
  await end();
  const startMs = performance.now();
  const before = levels.map((level) => answered(pipeline, level));
  await until(async () => {
    await ask();
    if (takesNothing) return lines.some((line) => line.includes('takes entries again'));
    return levels.every((level, at) => answered(pipeline, level) > before[at]!);
  });
  return performance.now() - startMs;
}

/** Reads that a store answered. */
function answered(pipeline: Pipeline, level: string): number {
  const found = pipeline.stats().cache.levels.find((one) => one.level === level);
  return (found?.hits ?? 0) + (found?.misses ?? 0);
}

async function until(isSo: () => Promise<boolean>): Promise<void> {
  const endMs = performance.now() + GIVEN_UP_MS;
  while (!(await isSo())) {
    if (performance.now() > endMs) throw new Error(`it was not so within ${GIVEN_UP_MS / 1000} s`);
    await pause(PACE_MS);
  }
}

function writeWorkspace(folder: string): void {
  mkdirSync(folder, { recursive: true });
  for (let n = 0; n < FILES; n++) {
    const lines = Array.from({ length: 30 }, (_, line) => `  if (tokens > ${line}) return budget${n} + ${line};`);
    writeFileSync(join(folder, `part${n}.ts`), `export function plan${n}(tokens: number) {\n${lines.join('\n')}\n}\n`);
  }
}

import { existsSync } from 'node:fs';
import { dataFolder } from '../base/dataFolder.ts';
import { messageOf, UserError } from '../base/errors.ts';
import type { Logger } from '../base/logger.ts';
import type { RequestRow } from '../cache/requestRow.ts';
import { createSqliteRows } from '../cache/sqliteRows.ts';
import { periods, type Period } from '../rows/percentiles.ts';
import { rowsPath } from '../rows/requestRows.ts';
import type { CommandContext, ExitCode } from './command.ts';
import type { STATS_OPTIONS } from './options.ts';
import { alignColumns } from './table.ts';
import { grouped, milliseconds, percent } from './words.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const KEPT_DAYS = 30;

/** How fast this user's questions were answered: the last 24 hours by hour, the last 30 days by day; UTC. */
export async function runStatsPerformance({
  json,
  terminal,
  log,
}: CommandContext<typeof STATS_OPTIONS>): Promise<ExitCode> {
  const nowMs = Date.now();
  const rows = await readRows(nowMs - KEPT_DAYS * DAY_MS, log);
  const lately = rows.filter(({ atMs }) => atMs > nowMs - DAY_MS);
  const hours = periods(lately, HOUR_MS);
  const days = periods(rows, DAY_MS);
  if (json) await terminal.print(JSON.stringify({ hours: hours.map(toJson), days: days.map(toJson) }));
  else if (rows.length === 0) await terminal.print('no question was answered on this machine in the last 30 days');
  else await terminal.print([...tableOf('hour (UTC)', hours, 16), '', ...tableOf('day (UTC)', days, 10)].join('\n'));
  return 0;
}

/** @throws UserError */
async function readRows(sinceMs: number, log: Logger): Promise<readonly RequestRow[]> {
  const path = rowsPath(dataFolder());
  // Opening it would make it.
  if (!existsSync(path)) return [];
  const file = createSqliteRows({ path, log, busyTimeoutMs: 1000 });
  try {
    return await file.read(sinceMs);
  } catch (error) {
    throw new UserError(`${path} cannot be read (${messageOf(error)}); delete it, and it is begun anew`);
  } finally {
    await file.close();
  }
}

function toJson({ fromMs, ...figures }: Period) {
  return { from: new Date(fromMs).toISOString(), ...figures };
}

const FIGURES = ['questions', 'p50', 'p95', 'p99', 'from a cache', 'slowest stage (p95)'];

function tableOf(title: string, told: readonly Period[], dateUnits: number): readonly string[] {
  return alignColumns([[title, ...FIGURES], ...told.map((period) => rowOf(period, dateUnits))], [1, 2, 3, 4, 5]);
}

function rowOf({ fromMs, requests, p50Ms, p95Ms, p99Ms, hitRate, stagesP95Ms }: Period, dateUnits: number): string[] {
  const [slowest] = Object.entries(stagesP95Ms);
  return [
    new Date(fromMs).toISOString().replace('T', ' ').slice(0, dateUnits),
    grouped(requests),
    milliseconds(p50Ms),
    milliseconds(p95Ms),
    milliseconds(p99Ms),
    percent(hitRate, 1),
    slowest ? `${slowest[0]} ${milliseconds(slowest[1])}` : '',
  ];
}

import type { RequestRow } from '../cache/requestRow.ts';

/** The questions of one hour or day. */
export interface Period {
  /** When it begins, milliseconds since 1970; UTC. */
  readonly fromMs: number;
  readonly requests: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly p99Ms: number;
  /** Answered from any level of the cache, 0 to 1. */
  readonly hitRate: number;
  readonly tokensIn: number;
  readonly tokensOut: number;
  /** 95th percentile by stage, of the questions that went through it; milliseconds. */
  readonly stagesP95Ms: Readonly<Record<string, number>>;
}

/** Rows by period, the latest period first; periods without a question are left out. */
export function periods(rows: readonly RequestRow[], lengthMs: number): readonly Period[] {
  const groups = new Map<number, RequestRow[]>();
  for (const row of rows) {
    const fromMs = Math.floor(row.atMs / lengthMs) * lengthMs;
    const group = groups.get(fromMs);
    if (group) group.push(row);
    else groups.set(fromMs, [row]);
  }
  return [...groups].sort(([a], [b]) => b - a).map(([fromMs, group]) => summarize(fromMs, group));
}

function summarize(fromMs: number, rows: readonly RequestRow[]): Period {
  const latencies = rows.map(({ latencyMs }) => latencyMs).sort((a, b) => a - b);
  return {
    fromMs,
    requests: rows.length,
    p50Ms: percentile(latencies, 0.5),
    p95Ms: percentile(latencies, 0.95),
    p99Ms: percentile(latencies, 0.99),
    hitRate: rows.filter(({ cache }) => cache !== 'none').length / rows.length,
    tokensIn: sum(rows.map(({ tokensIn }) => tokensIn)),
    tokensOut: sum(rows.map(({ tokensOut }) => tokensOut)),
    stagesP95Ms: stagePercentiles(rows),
  };
}

function stagePercentiles(rows: readonly RequestRow[]): Record<string, number> {
  const byStage = new Map<string, number[]>();
  for (const { stages } of rows) {
    for (const [stage, ms] of Object.entries(stages)) {
      const times = byStage.get(stage);
      if (times) times.push(ms);
      else byStage.set(stage, [ms]);
    }
  }
  const told = [...byStage].map(([stage, times]): [string, number] => {
    const sorted = times.sort((a, b) => a - b);
    return [stage, percentile(sorted, 0.95)];
  });
  return Object.fromEntries(told.sort(([, a], [, b]) => b - a));
}

/**
 * Of ascending values, at least one; between two values on the line that joins them, as PostgreSQL's `percentile_cont`
 * (https://www.postgresql.org/docs/current/functions-aggregate.html).
 */
export function percentile(ascending: readonly number[], fraction: number): number {
  const at = fraction * (ascending.length - 1);
  const below = ascending[Math.floor(at)]!;
  return below + (at - Math.floor(at)) * (ascending[Math.ceil(at)]! - below);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

import type { StatsResult } from '../../shared/src/protocol.ts';

const MEGABYTE = 1_000_000;

export const megabytes = (bytes: number): string => `${Math.round(bytes / MEGABYTE)} MB`;

/** Milliseconds for people: two digits that matter below ten, whole numbers above, seconds from ten thousand. */
export function milliseconds(ms: number): string {
  if (ms >= 10_000) return `${(ms / 1000).toFixed(1)} s`;
  return `${ms < 10 ? Number(ms.toFixed(1)) : Math.round(ms)} ms`;
}

/** What is not as it should be: what does not work, and figures beyond their thresholds. */
export function problemsOf({ degraded, exceeded = [] }: StatsResult): readonly string[] {
  return [...degraded, ...exceeded.map(({ message }) => message)];
}

/** The status bar item: `Winnow 12 ms (p95 20 ms) · 84 MB · 40 %`; what is not known yet is missing. */
export function statusText(stats: StatsResult): string {
  const icon = stats.indexing ? '$(sync~spin) ' : problemsOf(stats).length > 0 ? '$(warning) ' : '';
  const { latencyMs, memory } = stats;
  const rate = hitRatePercent(stats.cache);
  const latency = latencyMs === null ? '' : ` ${milliseconds(latencyMs.last)} (p95 ${milliseconds(latencyMs.p95)})`;
  const hits = rate === undefined ? '' : ` · ${rate} %`;
  return `${icon}Winnow${latency} · ${megabytes(memory.rss)}${hits}`;
}

/** Share of cache hits in percent; `undefined` before the first look-up. */
export function hitRatePercent({ hits, misses }: StatsResult['cache']): number | undefined {
  return hits + misses === 0 ? undefined : Math.round((100 * hits) / (hits + misses));
}

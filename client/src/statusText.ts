import type { StatsResult } from '../../shared/src/protocol.ts';

const MEGABYTE = 1_000_000;

export const megabytes = (bytes: number): string => `${Math.round(bytes / MEGABYTE)} MB`;

/** Milliseconds for people: two digits that matter below ten, whole numbers above, seconds from ten thousand. */
export function milliseconds(ms: number): string {
  if (ms >= 10_000) return `${(ms / 1000).toFixed(1)} s`;
  return `${ms < 10 ? Number(ms.toFixed(1)) : Math.round(ms)} ms`;
}

/** The status bar item: `Winnow 12 ms · 84 MB`; the latency is missing before the first pack. */
export function statusText(stats: StatsResult): string {
  const icon = stats.indexing ? '$(sync~spin) ' : stats.degraded.length > 0 ? '$(warning) ' : '';
  const latency = stats.latencyMs === null ? '·' : `${milliseconds(stats.latencyMs.last)} ·`;
  return `${icon}Winnow ${latency} ${megabytes(stats.memory.rss)}`;
}

/** Share of cache hits in percent; `undefined` before the first look-up. */
export function hitRatePercent({ hits, misses }: StatsResult['cache']): number | undefined {
  return hits + misses === 0 ? undefined : Math.round((100 * hits) / (hits + misses));
}

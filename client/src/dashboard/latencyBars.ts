import type { LatencyHistogram } from '../../../shared/src/statsProtocol.ts';

/** Upper ends of the bars in milliseconds, those of the server's that can be told apart on a screen; the last bar holds the rest. */
const BAR_ENDS_MS = [1, 2.5, 5, 10, 25, 50, 100, 250, 500, 1000, 2500];

export interface LatencyBars {
  readonly labels: readonly string[];
  readonly counts: readonly number[];
}

/** How many answers fall into each bar. */
export function barsOf({ boundsMs, counts: given }: LatencyHistogram = { boundsMs: [], counts: [] }): LatencyBars {
  const counts = Array.from({ length: BAR_ENDS_MS.length + 1 }, () => 0);
  for (const [at, count] of given.entries()) {
    const bound = boundsMs[at] ?? Infinity;
    const bar = BAR_ENDS_MS.findIndex((end) => bound <= end);
    counts[bar < 0 ? BAR_ENDS_MS.length : bar]! += count;
  }
  const name = (ms: number) => (ms < 1000 ? `${ms}` : `${ms / 1000} s`);
  return { labels: [...BAR_ENDS_MS.map((end) => `≤ ${name(end)}`), `> ${name(BAR_ENDS_MS.at(-1)!)}`], counts };
}

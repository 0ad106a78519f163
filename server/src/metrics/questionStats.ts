import { BUCKET_BOUNDS_MS, type Latency, type LatencySummary } from './latency.ts';
import type { RequestMetrics } from './requestMetrics.ts';

type Percentiles = Omit<LatencySummary, 'last'> & { readonly count: number };

/** The plain data of what was counted, for a reply. */
export function questionStats(metrics: RequestMetrics, queue: { readonly waiting: number; readonly running: number }) {
  const { duration, outcomes, stages, tokensIn, tokensOut, redactions, threadRestarts } = metrics;
  const passed = [...stages].flatMap(([stage, latency]) => {
    const one = percentiles(latency);
    return one ? [[stage, one] as const] : [];
  });
  return {
    outcomes: { ...outcomes },
    histogram: { boundsMs: BUCKET_BOUNDS_MS, counts: duration.counts() },
    stages: Object.fromEntries(passed),
    queue: { waiting: queue.waiting, running: queue.running },
    tokensIn,
    tokensOut,
    redactionsByRule: Object.fromEntries(redactions),
    threadRestarts,
  };
}

function percentiles(latency: Latency): Percentiles | undefined {
  const summary = latency.summary();
  return summary && { count: latency.count, p50: summary.p50, p95: summary.p95, p99: summary.p99 };
}

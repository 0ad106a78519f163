import type { MetricsView } from '../../server/src/metrics/metricsView.ts';
import { CACHE_LEVELS, STAGES } from '../../server/src/metrics/names.ts';
import { RequestMetrics } from '../../server/src/metrics/requestMetrics.ts';

/** One of everything, so that each metric has a line. */
export function sampleView(): MetricsView {
  const requests = new RequestMetrics(() => 0);
  requests.duration.record(12);
  requests.queueWait.record(0);
  for (const latency of requests.stages.values()) latency.record(1);
  requests.outcomes.answered++;
  requests.redactions.set('github-token', 2);
  return {
    version: '1.2.3',
    requests,
    queue: { waiting: 3, running: 2 },
    cache: CACHE_LEVELS.map((level) => {
      const counts = { hits: 4, misses: 1, corrupt: 0, failures: 0, lookupMs: 2500, evictions: 6, writesDropped: 3 };
      return { level, ...counts, breaker: 'open' };
    }),
    index: { workspaces: 1, files: STAGES.length, filesSkipped: 0, chunks: 100 },
    jobs: { outcomes: { done: 5, refused: 0, failed: 0, returned: 1 }, running: 2, waiting: 7, connected: true },
  };
}

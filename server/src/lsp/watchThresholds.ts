import type { StatsResult } from '../../../shared/src/protocol.ts';
import type { ExceededThreshold } from '../../../shared/src/statsProtocol.ts';
import type { Logger } from '../base/logger.ts';
import { BUCKET_BOUNDS_MS } from '../metrics/latency.ts';
import type { RequestMetrics } from '../metrics/requestMetrics.ts';
import { SLOW_MS, Thresholds } from '../metrics/thresholds.ts';

type Watched = Pick<StatsResult, 'memory' | 'keystrokeMs' | 'questions'>;

/** Which figures are beyond their thresholds at each look; the log is told once of each that goes beyond, and of its return. */
export function watchThresholds(
  log: Logger,
): (stats: Watched, metrics: Pick<RequestMetrics, 'duration'>) => readonly ExceededThreshold[] {
  const thresholds = new Thresholds({
    now: () => performance.now(),
    onChange: (figure, message) =>
      message === undefined ? log.info(`thresholds: ${figure}: well again`) : log.warn(`thresholds: ${message}`),
  });
  return ({ memory, keystrokeMs, questions }, { duration }) => {
    const quick = duration.cumulativeCounts()[BUCKET_BOUNDS_MS.indexOf(SLOW_MS)] ?? duration.count;
    return thresholds.look({
      rssBytes: memory.rss,
      waiting: questions?.queue.waiting ?? 0,
      answered: duration.count,
      slow: duration.count - quick,
      failed: questions?.outcomes.failed ?? 0,
      threadRestarts: questions?.threadRestarts ?? 0,
      edits: keystrokeMs?.edits ?? 0,
      editMs: keystrokeMs?.p99 ?? 0,
    });
  };
}

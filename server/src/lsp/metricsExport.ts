import { metricsEntry } from '../base/bundle.ts';
import { messageOf } from '../base/errors.ts';
import type { Logger } from '../base/logger.ts';
import type * as MetricsBundle from '../metrics.ts';
import { lastKnown } from '../metrics/lastKnown.ts';
import type { MetricsView } from '../metrics/metricsView.ts';
import { VERSION } from '../version.ts';
import type { Session } from './session.ts';

/** Exports the session's metrics on this machine's loopback; a port that is taken is told in the log and costs nothing else. */
export async function exportMetrics({ optimizer }: Session, port: number, log: Logger): Promise<void> {
  const stats = lastKnown(() => optimizer.stats());
  const view = async (): Promise<MetricsView> => {
    const { cache, files = 0, filesSkipped = 0, chunks = 0 } = (await stats()) ?? {};
    return {
      version: VERSION,
      requests: optimizer.metrics,
      queue: optimizer.queue,
      cache: cache?.levels ?? [],
      index: { workspaces: 1, files, filesSkipped, chunks },
    };
  };
  try {
    const { createExporter, startHttpServer } = (await import(metricsEntry())) as typeof MetricsBundle;
    await startHttpServer({ port, exporter: createExporter(view) });
    log.info(`metrics at http://127.0.0.1:${port}/metrics`);
  } catch (error) {
    log.warn(messageOf(error));
  }
}

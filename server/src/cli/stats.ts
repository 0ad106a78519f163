import { withoutSecrets } from '../engine/withoutSecrets.ts';
import type { StatsResult } from '../../../shared/src/protocol.ts';
import type { SkippedFile } from '../workspace/indexFiles.ts';
import { createIndexedPipeline } from '../services.ts';
import type { Run } from './command.ts';
import { pipelineConfig } from './pipelineConfig.ts';
import { pipelineRun } from './pipelineRun.ts';
import { alignColumns } from './table.ts';
import { countBy, grouped, megabytes, milliseconds } from './words.ts';

export const runStats: Run<Record<never, never>> = async (context) => {
  const { workspace, json, terminal, log } = context;
  const { pipeline, index } = createIndexedPipeline(pipelineConfig(workspace, log), log);
  try {
    const startedMs = performance.now();
    await pipeline.warmUp(pipelineRun(context));
    const indexedMs = performance.now() - startedMs;
    const stats = pipeline.stats();
    const filesSkippedList = index.skipped.map(({ path, reason }) => ({ path: withoutSecrets(path), reason }));
    await terminal.print(
      json ? JSON.stringify({ ...stats, filesSkippedList }) : statsLines(stats, filesSkippedList, indexedMs).join('\n'),
    );
    return 0;
  } finally {
    await pipeline.close();
  }
};

function statsLines(stats: StatsResult, skipped: readonly SkippedFile[], indexedMs: number): string[] {
  const { files, chunks, memory, version, degraded } = stats;
  return alignColumns([
    ['version', version],
    ['indexed in', milliseconds(indexedMs)],
    ['files', grouped(files)],
    ['chunks', grouped(chunks)],
    ['files skipped', grouped(skipped.length)],
    ...countBy(skipped, ({ reason }) => reason).map(([reason, count]) => [`  ${reason}`, grouped(count)]),
    ['memory', `${megabytes(memory.rss)} resident, heap ${megabytes(memory.heapUsed)}`],
    ...degraded.map((what) => ['degraded', what]),
  ]);
}

import { UserError } from '../base/errors.ts';
import { withoutSecrets } from '../engine/withoutSecrets.ts';
import type { StatsResult } from '../../../shared/src/protocol.ts';
import type { SkippedFile } from '../workspace/indexFiles.ts';
import type { Logger } from '../base/logger.ts';
import type { PipelineConfig } from '../pipeline/config.ts';
import type { Pipeline } from '../pipeline/pipeline.ts';
import { createIndexedPipeline, createLedger } from '../services.ts';
import type { Run } from './command.ts';
import { learnedRows } from './statsLearned.ts';
import { savingsRows } from './statsSavings.ts';
import type { STATS_OPTIONS } from './options.ts';
import { pipelineConfig } from './pipelineConfig.ts';
import { pipelineRun } from './pipelineRun.ts';
import { alignColumns } from './table.ts';
import { countBy, grouped, megabytes, milliseconds } from './words.ts';

export const runStats: Run<typeof STATS_OPTIONS> = async (context) => {
  const { options, workspace, json, terminal, log } = context;
  if (options.performance) return (await import('./statsPerformance.ts')).runStatsPerformance(context);
  const config = pipelineConfig(workspace, log);
  const { pipeline, index } = createIndexedPipeline(config, log);
  try {
    if (options['reset-learning']) await resetLearning(pipeline);
    if (options['reset-ledger']) await resetLedger(config, log);
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

/** @throws UserError */
async function resetLearning(pipeline: Pipeline): Promise<void> {
  const { recorded, reason } = await pipeline.feedback({ kind: 'reset' });
  if (!recorded) throw new UserError(`what was learned was not forgotten: ${reason}`);
}

/** @throws UserError */
async function resetLedger(config: PipelineConfig, log: Logger): Promise<void> {
  const gone = await createLedger(config, log)?.reset();
  if (gone === false)
    throw new UserError('the ledger was not forgotten: its file in the data folder cannot be changed');
}

function statsLines(stats: StatsResult, skipped: readonly SkippedFile[], indexedMs: number): string[] {
  const { files, chunks, memory, version, degraded } = stats;
  return alignColumns([
    ['version', version],
    ['indexed in', milliseconds(indexedMs)],
    ['files', grouped(files)],
    ['chunks', grouped(chunks)],
    ['files skipped', grouped(skipped.length)],
    ...countBy(skipped, ({ reason }) => reason).map(([reason, count]) => [`  ${reason}`, grouped(count)]),
    ...learnedRows(stats.learned),
    ...savingsRows(stats.savings),
    ['memory', `${megabytes(memory.rss)} resident, heap ${megabytes(memory.heapUsed)}`],
    ...degraded.map((what) => ['degraded', what]),
  ]);
}

import type { StatsResult } from '../../../shared/src/protocol.ts';
import { cacheLevels } from './cacheLevels.ts';
import { summarizeLearned } from './feedback.ts';
import type { PipelineOptions } from './pipelineOptions.ts';
import { skippedByReason } from './whySkipped.ts';

/** What failed of the parts that a pack can do without, in words; empty where all are well. */
export function degraded({ index, policy, learning, audit }: PipelineOptions): readonly string[] {
  const problems = [learning?.problem, audit?.trail.problem].filter((one) => one !== undefined);
  return [...index.degraded, ...policy.problems, ...problems];
}

/** What `stats` tells of a pipeline's parts, as against what it counts itself. */
export function standing(
  options: PipelineOptions,
): Omit<StatsResult, 'indexing' | 'requests' | 'latencyMs' | 'keystrokeMs' | 'memory' | 'tokensOut' | 'redactions'> {
  const { version, index, cache, analyzer, learning, ledger } = options;
  const learned = learning && summarizeLearned(learning.current().state, analyzer);
  const cached = cache.stats();
  return {
    version,
    files: index.filesSeen,
    filesSkipped: index.skipped.length,
    skippedByReason: skippedByReason(index),
    persistedIndex: index.persistedCounts,
    ...(index.sharedCounts ? { sharedIndex: index.sharedCounts } : {}),
    chunks: index.chunkCount,
    cache: { hits: cached.hits, misses: cached.misses, levels: cacheLevels(cached) },
    ...(learned ? { learned } : {}),
    ...(ledger ? { savings: ledger.summary() } : {}),
    degraded: degraded(options),
  };
}

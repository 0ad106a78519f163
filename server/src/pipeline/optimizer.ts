import type { CompressParams, CompressResult } from '../../../shared/src/compressProtocol.ts';
import type { CheckLockParams, CheckLockResult, LockResult } from '../../../shared/src/lockProtocol.ts';
import type {
  ExplainParams,
  ExplainResult,
  FeedbackParams,
  FeedbackResult,
  OptimizeParams,
  OptimizeResult,
  SecretFindingsResult,
  SkippedFilesResult,
  StatsResult,
  TriggerMatchesResult,
} from '../../../shared/src/protocol.ts';
import type { PipelineRun } from './pipeline.ts';
import type { SecretFindingsQuery } from './secretFindings.ts';
import type { TriggerMatchesQuery } from './triggerMatches.ts';

/** What the entries ask of a pipeline, whichever thread it runs on. */
export interface Optimizer {
  optimize(params: OptimizeParams, run?: PipelineRun): Promise<OptimizeResult>;
  explain(params: ExplainParams, run?: PipelineRun): Promise<ExplainResult>;
  feedback(params: FeedbackParams, run?: PipelineRun): Promise<FeedbackResult>;
  triggerMatches(query: TriggerMatchesQuery, run?: PipelineRun): Promise<TriggerMatchesResult>;
  secretFindings(query: SecretFindingsQuery, run?: PipelineRun): Promise<SecretFindingsResult>;
  skippedFiles(run?: PipelineRun): Promise<SkippedFilesResult>;
  lock(params: OptimizeParams, run?: PipelineRun): Promise<LockResult>;
  checkLock(params: CheckLockParams, run?: PipelineRun): Promise<CheckLockResult>;
  compress(params: CompressParams, run?: PipelineRun): Promise<CompressResult>;
  keptOutput(id: string): string | Promise<string>;
  warmUp(run?: PipelineRun): Promise<void>;
  update(paths: readonly string[]): Promise<void>;
  refresh(run?: PipelineRun): Promise<void>;
  overlay(path: string, text: string | undefined): void | Promise<void>;
  useRules(source: string): void | Promise<void>;
  useAllowed(fingerprints: readonly string[]): void | Promise<void>;
  stats(): StatsResult | Promise<StatsResult>;
  close(): Promise<void>;
}

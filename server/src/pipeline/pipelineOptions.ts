import type { OptimizeParams } from '../../../shared/src/protocol.ts';
import type { TieredCache } from '../cache/tieredCache.ts';
import type { Analyzer } from '../engine/analyze.ts';
import type { ModelMeter, TokenModel } from '../engine/tokens/models.ts';
import type { Tokenizer } from '../engine/tokens/tokenizer.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { LearnedStore } from '../learning/learnedStore.ts';
import type { RequestRows } from '../rows/requestRows.ts';
import type { AllowList } from '../workspace/allowList.ts';
import type { WorkspaceIndex } from '../workspace/workspaceIndex.ts';
import type { Audit } from './auditEvents.ts';
import type { Pack } from './pack.ts';
import type { PolicyGuard } from './policyGuard.ts';

export interface PipelineOptions {
  readonly version: string;
  readonly index: WorkspaceIndex;
  readonly analyzer: Analyzer;
  /** The one that the analyzer asks. */
  readonly allowed: AllowList;
  /** Whether the analyzer looks for the data of people. */
  readonly personalData: boolean;
  /** Loaded on first use: 200,000 tokens are not needed to answer `initialize`. */
  readonly tokenizer: () => Tokenizer;
  /** Counts in a model's tokens; its vocabulary is loaded when it is first asked for. */
  readonly meter: (model: TokenModel) => ModelMeter;
  readonly cache: TieredCache<Pack>;
  readonly rulesSource: string;
  readonly defaults: Required<Pick<OptimizeParams, 'budget' | 'format' | 'highestLevel'>> &
    Pick<OptimizeParams, 'compaction' | 'model'>;
  readonly policy: PolicyGuard;
  /** Without it nothing is learned from feedback. */
  readonly learning?: LearnedStore | undefined;
  /** Without it nothing is told of savings. */
  readonly ledger?: Ledger | undefined;
  /** Without it no trail is kept. */
  readonly audit?: Audit | undefined;
  /** Without it no figures are kept. */
  readonly rows?: RequestRows | undefined;
  /** Milliseconds of a clock that never goes back. */
  readonly now: () => number;
}

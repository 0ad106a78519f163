import { NotificationType, NotificationType0, RequestType, RequestType0 } from 'vscode-languageclient/node';
import type { CheckLockParams, CheckLockResult, LockResult } from '../../shared/src/lockProtocol.ts';
import type { ToolParams, ToolReply } from '../../shared/src/toolProtocol.ts';
import {
  METHODS,
  type ExplainParams,
  type ExplainResult,
  type FeedbackParams,
  type FeedbackResult,
  type OptimizeParams,
  type OptimizeResult,
  type RestoreParams,
  type RestoreResult,
  type SecretFindingsParams,
  type SecretFindingsResult,
  type SecretsResult,
  type SkippedFilesResult,
  type StatsResult,
  type TextDocumentParams,
  type TriggerMatchesParams,
  type TriggerMatchesResult,
  type TriggersChanged,
  type TriggersParams,
  type TriggersResult,
} from '../../shared/src/protocol.ts';

export const OPTIMIZE = new RequestType<OptimizeParams, OptimizeResult, void>(METHODS.optimize);
export const TOOL = new RequestType<ToolParams, ToolReply, void>(METHODS.tool);
export const LOCK = new RequestType<OptimizeParams, LockResult, void>(METHODS.lock);
export const CHECK_LOCK = new RequestType<CheckLockParams, CheckLockResult, void>(METHODS.checkLock);
export const EXPLAIN = new RequestType<ExplainParams, ExplainResult, void>(METHODS.explain);
export const FEEDBACK = new RequestType<FeedbackParams, FeedbackResult, void>(METHODS.feedback);
export const TRIGGERS = new RequestType<TriggersParams, TriggersResult, void>(METHODS.triggers);
export const TRIGGER_MATCHES = new RequestType<TriggerMatchesParams, TriggerMatchesResult, void>(
  METHODS.triggerMatches,
);
export const SECRETS = new RequestType<TextDocumentParams, SecretsResult, void>(METHODS.secrets);
export const SECRET_FINDINGS = new RequestType<SecretFindingsParams, SecretFindingsResult, void>(
  METHODS.secretFindings,
);
export const SKIPPED_FILES = new RequestType0<SkippedFilesResult, void>(METHODS.skippedFiles);
export const RESTORE = new RequestType<RestoreParams, RestoreResult, void>(METHODS.restore);
export const STATS = new RequestType0<StatsResult, void>(METHODS.stats);
export const DID_CHANGE_STATS = new NotificationType<StatsResult>(METHODS.didChangeStats);
export const DID_CHANGE_ALLOWED = new NotificationType0(METHODS.didChangeAllowed);
export const DID_CHANGE_TRIGGERS = new NotificationType<TriggersChanged>(METHODS.didChangeTriggers);

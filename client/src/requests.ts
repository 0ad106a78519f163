import { NotificationType, RequestType, RequestType0 } from 'vscode-languageclient/node';
import {
  METHODS,
  type OptimizeParams,
  type OptimizeResult,
  type StatsResult,
  type TriggerMatchesParams,
  type TriggerMatchesResult,
  type TriggersChanged,
  type TriggersParams,
  type TriggersResult,
} from '../../shared/src/protocol.ts';

export const OPTIMIZE = new RequestType<OptimizeParams, OptimizeResult, void>(METHODS.optimize);
export const TRIGGERS = new RequestType<TriggersParams, TriggersResult, void>(METHODS.triggers);
export const TRIGGER_MATCHES = new RequestType<TriggerMatchesParams, TriggerMatchesResult, void>(
  METHODS.triggerMatches,
);
export const STATS = new RequestType0<StatsResult, void>(METHODS.stats);
export const DID_CHANGE_STATS = new NotificationType<StatsResult>(METHODS.didChangeStats);
export const DID_CHANGE_TRIGGERS = new NotificationType<TriggersChanged>(METHODS.didChangeTriggers);

import { NotificationType, RequestType, RequestType0 } from 'vscode-languageclient/node';
import {
  METHODS,
  type OptimizeParams,
  type OptimizeResult,
  type StatsResult,
  type TextDocumentParams,
  type TriggersResult,
} from '../../shared/src/protocol.ts';

export const OPTIMIZE = new RequestType<OptimizeParams, OptimizeResult, void>(METHODS.optimize);
export const TRIGGERS = new RequestType<TextDocumentParams, TriggersResult, void>(METHODS.triggers);
export const STATS = new RequestType0<StatsResult, void>(METHODS.stats);
export const DID_CHANGE_STATS = new NotificationType<StatsResult>(METHODS.didChangeStats);

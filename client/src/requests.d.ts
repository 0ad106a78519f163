import { NotificationType, RequestType, RequestType0 } from 'vscode-languageclient/node';
import {
  type OptimizeParams,
  type OptimizeResult,
  type StatsResult,
  type TextDocumentParams,
  type TriggersResult,
} from '../../shared/src/protocol.ts';
export declare const OPTIMIZE: RequestType<OptimizeParams, OptimizeResult, void>;
export declare const TRIGGERS: RequestType<TextDocumentParams, TriggersResult, void>;
export declare const STATS: RequestType0<StatsResult, void>;
export declare const DID_CHANGE_STATS: NotificationType<StatsResult>;

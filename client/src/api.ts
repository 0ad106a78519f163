import type * as vscode from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';
import type {
  OptimizeParams,
  OptimizeResult,
  StatsResult,
  TriggerMatchesParams,
  TriggerMatchesResult,
  TriggersResult,
} from '../../shared/src/protocol.ts';
import { OPTIMIZE, STATS, TRIGGER_MATCHES, TRIGGERS } from './requests.ts';

/** What `vscode.extensions.getExtension('winnow.winnow').exports` offers other extensions. */
export interface WinnowApi {
  /** Builds a pack from the open workspace, without showing it. */
  readonly optimize: (params: OptimizeParams, token?: vscode.CancellationToken) => Promise<OptimizeResult>;
  /** Keyword hits and fired rules of an open document. */
  readonly triggers: (uri: vscode.Uri, token?: vscode.CancellationToken) => Promise<TriggersResult>;
  /** Where the rules' keywords stand in the workspace. */
  readonly triggerMatches: (
    params: TriggerMatchesParams,
    token?: vscode.CancellationToken,
  ) => Promise<TriggerMatchesResult>;
  readonly stats: () => Promise<StatsResult>;
}

export function createApi(client: LanguageClient): WinnowApi {
  return {
    optimize: (params, token) => client.sendRequest(OPTIMIZE, params, token),
    triggers: (uri, token) =>
      client.sendRequest(TRIGGERS, { textDocument: { uri: client.code2ProtocolConverter.asUri(uri) } }, token),
    triggerMatches: (params, token) => client.sendRequest(TRIGGER_MATCHES, params, token),
    stats: () => client.sendRequest(STATS),
  };
}

import type * as vscode from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';
import type { OptimizeParams, OptimizeResult, StatsResult, TriggersResult } from '../../shared/src/protocol.ts';
/** What `vscode.extensions.getExtension('winnow.winnow').exports` offers other extensions. */
export interface WinnowApi {
    /** Builds a pack from the open workspace, without showing it. */
    readonly optimize: (params: OptimizeParams, token?: vscode.CancellationToken) => Promise<OptimizeResult>;
    /** Keyword hits and fired rules of an open document. */
    readonly triggers: (uri: vscode.Uri, token?: vscode.CancellationToken) => Promise<TriggersResult>;
    readonly stats: () => Promise<StatsResult>;
}
export declare function createApi(client: LanguageClient): WinnowApi;

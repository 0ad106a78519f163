import type { CancellationToken } from 'vscode-languageserver/node';
import {
  METHODS,
  type ExplainParams,
  type OptimizeParams,
  type SecretsResult,
  type TextDocumentParams,
} from '../../../../shared/src/protocol.ts';
import type { PipelineProgress } from '../../pipeline/pipeline.ts';
import { parseExplainParams, parseOptimizeParams, parseTextDocumentParams } from '../params.ts';
import { answer, type RequestContext } from '../request.ts';
import type { ServerContext } from '../context.ts';
import type { Session } from '../session.ts';

/** Winnow's own requests; their shapes are in `shared/src/protocol.ts`. */
export function registerRequests(context: ServerContext): void {
  const { connection, log, session, stats } = context;

  function handle<Params>(
    method: string,
    work: (session: Session, params: Params, request: RequestContext) => unknown,
  ): void {
    // Without params the token comes first (JSON-RPC 2.0 lets them be left out).
    connection.onRequest(method, (first: Params | CancellationToken, second?: CancellationToken): Promise<unknown> => {
      const token = second ?? (first as CancellationToken);
      const params = (second ? first : {}) as Params;
      return answer({ method, token, log }, async (request) => work(await session, params, request));
    });
  }

  handle(METHODS.optimize, async (started, raw: OptimizeParams, { signal }) => {
    const params = parseOptimizeParams(raw);
    const result = await started.optimize(params, { signal, onProgress: progressTo(context, raw.workDoneToken) });
    stats.changed();
    return result;
  });
  handle(METHODS.explain, (started, raw: ExplainParams, { signal }) =>
    started.explain(parseExplainParams(raw), { signal }),
  );
  handle(METHODS.triggers, (started, raw: TextDocumentParams) =>
    started.triggers(parseTextDocumentParams(raw).textDocument.uri),
  );
  handle(METHODS.secrets, (started, raw: TextDocumentParams): SecretsResult => {
    const { uri } = parseTextDocumentParams(raw).textDocument;
    return { version: started.version(uri), findings: started.findings(uri) };
  });
  handle(METHODS.analysis, (started, raw: TextDocumentParams) =>
    started.analysis(parseTextDocumentParams(raw).textDocument.uri),
  );
  handle(METHODS.stats, (started) => started.stats());
}

/** Work-done progress (LSP 3.17) under the token that came with the request. */
function progressTo(
  { connection }: ServerContext,
  token: string | number | undefined,
): ((progress: PipelineProgress) => void) | undefined {
  if (token === undefined) return undefined;
  let begun = false;
  return ({ stage, done, total }) => {
    const value = {
      kind: begun ? ('report' as const) : ('begin' as const),
      title: 'Winnow',
      percentage: stage === 'packing' ? 100 : Math.round((100 * done) / Math.max(1, total)),
      message: stage === 'packing' ? 'composing the pack' : `indexing ${done} of ${total} files`,
    };
    begun = true;
    void connection.sendNotification('$/progress', { token, value });
  };
}

import type { CancellationToken } from 'vscode-languageserver/node';
import {
  METHODS,
  type ExplainParams,
  type OptimizeParams,
  type OptimizeResult,
  type RestoreParams,
  type SecretFindingsParams,
  type SecretsResult,
  type TextDocumentParams,
  type TriggerMatchesParams,
  type TriggersParams,
  type TriggersResult,
} from '../../../../shared/src/protocol.ts';
import { messageOf } from '../../base/errors.ts';
import type { EncodedReply } from '../../pipeline/encodedReply.ts';
import type { PipelineProgress } from '../../pipeline/pipeline.ts';
import type { CheckLockParams } from '../../../../shared/src/lockProtocol.ts';
import type * as Shapes from '../params.ts';
import { answer, type RequestContext } from '../request.ts';
import type { ServerContext } from '../context.ts';
import { JsonText } from '../jsonText.ts';
import { rememberValues, restoreValues } from './restoring.ts';
import type { Session } from '../session.ts';

/** The schemas of params are loaded with the first request: they would be a twentieth of the server's start. */
interface ShapedRequest extends RequestContext {
  readonly shapes: typeof Shapes;
}

/** Winnow's own requests; their shapes are in `shared/src/protocol.ts`. */
export function registerRequests(context: ServerContext): void {
  const { connection, log, session, stats } = context;

  function handle<Params>(
    method: string,
    work: (session: Session, params: Params, request: ShapedRequest) => unknown,
  ): void {
    // Without params the token comes first (JSON-RPC 2.0 lets them be left out).
    connection.onRequest(method, (first: Params | CancellationToken, second?: CancellationToken): Promise<unknown> => {
      const token = second ?? (first as CancellationToken);
      const params = (second ? first : {}) as Params;
      return answer({ method, token, log }, async (request) => {
        const [started, shapes] = await Promise.all([session, import('../params.ts')]);
        return work(started, params, { ...request, shapes });
      });
    });
  }

  const remember = (pack: EncodedReply) => {
    rememberValues(context, pack).catch((error: unknown) => log.warn(`restoring: ${messageOf(error)}`));
  };

  handle(METHODS.optimize, async (started, raw: OptimizeParams, { signal, shapes }) => {
    const params = shapes.parseOptimizeParams(raw);
    const progress = progressTo(context, raw.workDoneToken);
    try {
      const result = await started.optimize(params, { signal, onProgress: progress?.report });
      remember(result);
      return new JsonText(result.json);
    } finally {
      progress?.end();
      stats.changed();
    }
  });
  handle(METHODS.lock, async (started, raw: OptimizeParams, { signal, shapes }) => {
    const params = shapes.parseOptimizeParams(raw);
    const progress = progressTo(context, raw.workDoneToken);
    try {
      const result = await started.lock(params, { signal, onProgress: progress?.report });
      remember(encoded(result.pack));
      return result;
    } finally {
      progress?.end();
      stats.changed();
    }
  });
  handle(METHODS.checkLock, async (started, raw: CheckLockParams, { signal, shapes }) => {
    const checked = await started.checkLock(shapes.parseCheckLockParams(raw), { signal });
    if (checked.pack) remember(encoded(checked.pack));
    return checked;
  });
  handle(METHODS.explain, (started, raw: ExplainParams, { signal, shapes }) =>
    started.explain(shapes.parseExplainParams(raw), { signal }),
  );
  handle(METHODS.triggers, (started, raw: TriggersParams, { shapes }): TriggersResult => {
    const { textDocument, text, ranges } = shapes.parseTriggersParams(raw);
    return textDocument ? started.triggers(textDocument.uri, ranges) : started.promptTriggers(text ?? '');
  });
  handle(METHODS.triggerMatches, async (started, raw: TriggerMatchesParams, { signal, shapes }) => {
    const progress = progressTo(context, raw.workDoneToken);
    try {
      return await started.triggerMatches(shapes.parseTriggerMatchesParams(raw), {
        signal,
        onProgress: progress?.report,
      });
    } finally {
      progress?.end();
    }
  });
  handle(METHODS.secrets, (started, raw: TextDocumentParams, { shapes }): SecretsResult => {
    const { uri } = shapes.parseTextDocumentParams(raw).textDocument;
    return { version: started.version(uri), findings: started.findings(uri) };
  });
  handle(METHODS.secretFindings, async (started, raw: SecretFindingsParams, { signal, shapes }) => {
    const progress = progressTo(context, raw.workDoneToken);
    try {
      return await started.secretFindings(shapes.parseSecretFindingsParams(raw), {
        signal,
        onProgress: progress?.report,
      });
    } finally {
      progress?.end();
    }
  });
  handle(METHODS.skippedFiles, (started, _: unknown, { signal }) => started.skippedFiles({ signal }));
  handle(METHODS.restore, (_started, raw: RestoreParams, { shapes }) =>
    restoreValues(context, shapes.parseRestoreParams(raw).placeholders),
  );
  handle(METHODS.analysis, (started, raw: TextDocumentParams, { shapes }) =>
    started.analysis(shapes.parseTextDocumentParams(raw).textDocument.uri),
  );
  handle(METHODS.stats, (started) => started.stats());
}

function encoded(pack: OptimizeResult): EncodedReply {
  return { ...pack, json: [JSON.stringify(pack)] };
}

/** Work-done progress (LSP 3.17) under the token that came with the request. */
function progressTo(
  { connection }: ServerContext,
  token: string | number | undefined,
): { readonly report: (progress: PipelineProgress) => void; readonly end: () => void } | undefined {
  if (token === undefined) return undefined;
  let begun = false;
  const send = (value: object) => void connection.sendNotification('$/progress', { token, value });
  return {
    report: ({ stage, done, total }) => {
      const percentage = stage === 'packing' ? 100 : Math.round((100 * done) / Math.max(1, total));
      send({ kind: begun ? 'report' : 'begin', title: 'Winnow', percentage, message: MESSAGES[stage](done, total) });
      begun = true;
    },
    end: () => {
      if (begun) send({ kind: 'end' });
    },
  };
}

const MESSAGES: Readonly<Record<PipelineProgress['stage'], (done: number, total: number) => string>> = {
  indexing: (done, total) => `indexing ${done} of ${total} files`,
  packing: () => 'composing the pack',
  scanning: (done, total) => `looking for triggers in ${done} of ${total} files`,
  searching: (done, total) => `looking for secrets in ${done} of ${total} files`,
};

import type { CancellationToken } from 'vscode-languageserver/node';
import { METHODS, type FeedbackResult } from '../../../../shared/src/protocol.ts';
import { answer } from '../request.ts';
import type { ServerContext } from '../context.ts';

/** `winnow/feedback`: what a person did with a pack, for ranking to learn from. */
export function registerFeedback({ connection, log, session, stats }: ServerContext): void {
  const method = METHODS.feedback;
  // Without params the token comes first (JSON-RPC 2.0 lets them be left out).
  connection.onRequest(method, (first: unknown, second?: CancellationToken): Promise<FeedbackResult> => {
    const token = second ?? (first as CancellationToken);
    return answer({ method, token, log }, async ({ signal }) => {
      const { parseFeedbackParams } = await import('../params.ts');
      const params = parseFeedbackParams(second ? first : {});
      const { optimizer } = await session;
      const result = await optimizer.feedback(params, { signal });
      stats.changed();
      return result;
    });
  });
}

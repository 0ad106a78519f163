import type { CancellationToken } from 'vscode-languageserver/node';
import type { CompressResult } from '../../../../shared/src/compressProtocol.ts';
import { METHODS } from '../../../../shared/src/protocol.ts';
import { answer } from '../request.ts';
import type { ServerContext } from '../context.ts';

/** `winnow/compress`: a command's output made short, on the pipeline's thread. */
export function registerCompress({ connection, log, session }: ServerContext): void {
  const method = METHODS.compress;
  // Without params the token comes first (JSON-RPC 2.0 lets them be left out).
  connection.onRequest(method, (first: unknown, second?: CancellationToken): Promise<CompressResult> => {
    const token = second ?? (first as CancellationToken);
    return answer({ method, token, log }, async ({ signal }) => {
      const { parseCompressParams } = await import('../params.ts');
      const params = parseCompressParams(second ? first : {});
      const { optimizer } = await session;
      return optimizer.compress(params, { signal });
    });
  });
}

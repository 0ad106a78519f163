import {
  ErrorCodes,
  LSPErrorCodes,
  Message,
  ResponseError,
  type CancellationToken,
  type ConnectionStrategy,
} from 'vscode-languageserver/node';
import { isAbort, messageOf, UserError } from '../base/errors.ts';
import type { Logger } from '../base/logger.ts';

/** What one request may use of the protocol: that it can be cancelled. */
export interface RequestContext {
  readonly signal: AbortSignal;
}

/** What is neither the client's fault nor the server's (LSP 3.17, "Response Message"); by name, as below. */
const REFUSALS: Readonly<Record<string, number>> = {
  BusyError: LSPErrorCodes.RequestFailed,
  DeadlineError: LSPErrorCodes.RequestFailed,
  SupersededError: LSPErrorCodes.ServerCancelled,
};

/** The one place where cancellation, errors and their codes are translated. */
export async function answer<Result>(
  options: { readonly method: string; readonly token: CancellationToken; readonly log: Logger },
  work: (context: RequestContext) => Result | Promise<Result>,
): Promise<Result> {
  const { method, token, log } = options;
  const controller = new AbortController();
  const subscription = token.onCancellationRequested(() => controller.abort());
  if (token.isCancellationRequested) controller.abort();
  try {
    controller.signal.throwIfAborted();
    return await work({ signal: controller.signal });
  } catch (error) {
    // These messages quote nothing, and a client that cancels hundreds is not to wait for their scan.
    if (isAbort(error)) throw new ResponseError(LSPErrorCodes.RequestCancelled, cancelledMessage(method));
    const code = REFUSALS[error instanceof Error ? error.name : ''];
    if (code !== undefined) throw new ResponseError(code, messageOf(error));
    // Loaded only when something went wrong: it reads every rule. Messages quote what they are about.
    const { withoutSecrets } = await import('../engine/withoutSecrets.ts');
    if (isUserError(error)) throw new ResponseError(ErrorCodes.InvalidParams, withoutSecrets(messageOf(error)));
    const message = withoutSecrets(`${method} failed: ${messageOf(error)}`);
    log.error(message);
    throw new ResponseError(ErrorCodes.InternalError, message);
  } finally {
    subscription.dispose();
  }
}

/** Asked for once in a session's life, and never in vain. */
const NEVER_CANCELLED: ReadonlySet<string> = new Set(['initialize', 'shutdown']);

/**
 * A request that is cancelled before its turn came is answered at once. Otherwise its cancellation would wait behind
 * all that came before: a quarter of a second where a client asks a thousand questions together.
 */
export const cancelQueued: ConnectionStrategy = {
  cancelUndispatched: (message, next) => {
    if (!Message.isRequest(message) || NEVER_CANCELLED.has(message.method)) return next(message);
    return {
      jsonrpc: '2.0',
      id: message.id,
      error: { code: LSPErrorCodes.RequestCancelled, message: cancelledMessage(message.method) },
    };
  },
};

function cancelledMessage(method: string): string {
  return `${method} was cancelled`;
}

/** By name: an error that crossed a thread is no longer of its class. */
function isUserError(error: unknown): boolean {
  return error instanceof UserError || (error instanceof Error && error.name === 'UserError');
}

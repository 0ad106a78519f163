import { ErrorCodes, LSPErrorCodes, ResponseError, type CancellationToken } from 'vscode-languageserver/node';
import { isAbort, messageOf, UserError } from '../base/errors.ts';
import type { Logger } from '../base/logger.ts';

/** What one request may use of the protocol: that it can be cancelled. */
export interface RequestContext {
  readonly signal: AbortSignal;
}

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
    if (isAbort(error)) throw new ResponseError(LSPErrorCodes.RequestCancelled, `${method} was cancelled`);
    if (isUserError(error)) throw new ResponseError(ErrorCodes.InvalidParams, messageOf(error));
    log.error(`${method} failed: ${messageOf(error)}`);
    throw new ResponseError(ErrorCodes.InternalError, `${method} failed: ${messageOf(error)}`);
  } finally {
    subscription.dispose();
  }
}

/** By name: an error that crossed a thread is no longer of its class. */
function isUserError(error: unknown): boolean {
  return error instanceof UserError || (error instanceof Error && error.name === 'UserError');
}

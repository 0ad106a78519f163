/** A fault to tell the user in one line: what, where and the mend. Anything else that is thrown is a bug. */
export class UserError extends Error {
  override readonly name = 'UserError';
}

/** The command line's misuse (exit code 2). */
export class UsageError extends UserError {}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** True for what `AbortSignal.throwIfAborted` throws: cancelled is neither empty nor failed. */
export function isAbort(error: unknown): boolean {
  return error instanceof Error && error.name === 'AbortError';
}

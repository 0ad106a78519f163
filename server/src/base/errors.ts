/** A fault to tell the user in one line: what, where and the mend. Anything else that is thrown is a bug. */
export class UserError extends Error {
  override readonly name = 'UserError';
}

/** The command line's misuse (exit code 2). */
export class UsageError extends UserError {}

/** There is no room to wait in. */
export class BusyError extends Error {
  override readonly name = 'BusyError';

  constructor(waiting: number) {
    super(`busy: ${waiting} questions wait already; ask again in a moment`);
  }
}

/** A newer question for the same document took this one's place. */
export class SupersededError extends Error {
  override readonly name = 'SupersededError';

  constructor() {
    super('a newer question for the same document took its place');
  }
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** True for what `AbortSignal.throwIfAborted` throws: cancelled is neither empty nor failed. */
export function isAbort(error: unknown): boolean {
  return error instanceof Error && error.name === 'AbortError';
}

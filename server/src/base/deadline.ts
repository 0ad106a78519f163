import type { Clock } from './clock.ts';

export class DeadlineError extends Error {
  override readonly name = 'DeadlineError';

  constructor(deadlineMs: number) {
    super(`no answer within ${deadlineMs} ms`);
  }
}

/**
 * Waits at most `deadlineMs` for `work`; then rejects with `DeadlineError` and whatever the work does later is not heard.
 * The work itself goes on: bound it by its own timeouts too. A `throw` in `work` is a rejection.
 */
export async function withDeadline<T>(
  work: () => Promise<T>,
  options: { deadlineMs: number; clock: Clock },
): Promise<T> {
  const { deadlineMs, clock } = options;
  return new Promise<T>((resolve, reject) => {
    const cancel = clock.after(deadlineMs, () => {
      reject(new DeadlineError(deadlineMs));
    });
    startWork(work).then(
      (value) => {
        cancel();
        resolve(value);
      },
      (error: unknown) => {
        cancel();
        reject(error);
      },
    );
  });
}

async function startWork<T>(work: () => Promise<T>): Promise<T> {
  return work();
}

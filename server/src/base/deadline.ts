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
    let last: NodeJS.Immediate | undefined;
    const cancelTimer = clock.after(deadlineMs, () => {
      // A busy thread runs its timers before it reads its sockets: an answer that lies there already has come in time.
      last = setImmediate(() => reject(new DeadlineError(deadlineMs)));
    });
    const cancel = () => {
      cancelTimer();
      clearImmediate(last);
    };
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

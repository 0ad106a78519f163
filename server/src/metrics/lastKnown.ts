import { systemClock } from '../base/clock.ts';
import { withDeadline } from '../base/deadline.ts';

/** Who is deep in work is not waited for longer than this. */
const PATIENCE_MS = 1000;
/** For who asks several such in turn. */
export const LONGER_PATIENCE_MS = 3000;

/** What `read` gives, or what it gave last where it fails or takes too long; undefined before the first. */
export function lastKnown<T>(read: () => Promise<T>, patienceMs = PATIENCE_MS): () => Promise<T | undefined> {
  let last: T | undefined;
  return async () => {
    const now = read();
    // Late is better than never: the next look has it.
    const kept = now.then((value) => (last = value));
    await withDeadline(() => kept, { deadlineMs: patienceMs, clock: systemClock }).catch(() => {});
    return last;
  };
}

import type { Clock } from '../base/clock.ts';
import type { Logger } from '../base/logger.ts';
import type { RefreshOutcome } from '../cache/postgresRefresh.ts';
import { faultOf } from '../cache/storeFault.ts';

export interface RefreshSchedule {
  readonly clock: Clock;
  readonly log: Logger;
  /** What is refreshed, as it may be shown. */
  readonly name: string;
  /** Refreshes what was not refreshed for so long; of several processes that ask at once one works. */
  readonly refresh: (olderThanMs: number) => Promise<RefreshOutcome>;
}

const EVERY_MS = 300_000;
/** A process that asks a little early must not find it fresh each time. */
const FRESH_MS = 0.9 * EVERY_MS;

/**
 * Refreshes PostgreSQL's views now and every five minutes, until what is given back is called. A failure is told once,
 * and so is its end; the next attempt comes in its turn.
 */
export function refreshOnSchedule({ clock, log, name, refresh }: RefreshSchedule): () => void {
  let failed = false;
  let stopped = false;
  let stop = () => {};

  async function once(): Promise<void> {
    try {
      await refresh(FRESH_MS);
      if (failed) log.info(`views: ${name} refreshes them again`);
      failed = false;
    } catch (error) {
      if (!failed && !stopped) log.warn(`views: ${name} does not refresh them: ${faultOf(error)}`);
      failed = true;
    }
    if (!stopped) stop = clock.after(EVERY_MS, () => void once());
  }

  void once();
  return () => {
    stopped = true;
    stop();
  };
}

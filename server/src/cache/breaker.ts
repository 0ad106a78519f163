import type { Clock } from '../base/clock.ts';

/** Closed lets everything through, open nothing, half-open one probe that decides. */
export type BreakerState =
  | { readonly state: 'closed'; readonly failures: number }
  | { readonly state: 'open'; readonly untilMs: number; readonly openings: number }
  | { readonly state: 'halfOpen'; readonly openings: number };

export interface BreakerOptions {
  readonly clock: Clock;
  /** Failures in a row that open it. Default 3. */
  readonly threshold?: number;
  /** How long it stays open the first time; doubles with every probe that fails. Default 1,000. */
  readonly coolDownMs?: number;
  /** Default 60,000. */
  readonly longestCoolDownMs?: number;
  /** Told when it opens after having been closed, and when it closes again; not of probes in between. */
  readonly onChange?: (state: 'open' | 'closed') => void;
}

/** Leave for one call; its end must be told once, by `succeed` or `fail`. */
export interface Permit {
  succeed(): void;
  fail(): void;
}

export interface Breaker {
  /** `undefined`: not now. */
  enter(): Permit | undefined;
  readonly state: BreakerState['state'];
}

/** Circuit breaker (Nygard, "Release It!", 2007): what keeps failing is left alone for a while. */
export function createBreaker(options: BreakerOptions): Breaker {
  const { clock, threshold = 3, coolDownMs = 1000, longestCoolDownMs = 60_000, onChange } = options;
  let current: BreakerState = { state: 'closed', failures: 0 };
  // Counts changes of state: the end of a call that was let in under an earlier state says nothing about this one.
  let era = 0;

  function change(next: BreakerState): void {
    era++;
    current = next;
  }

  function open(openings: number): void {
    const waitMs = Math.min(coolDownMs * 2 ** (openings - 1), longestCoolDownMs);
    change({ state: 'open', untilMs: clock.nowMs() + waitMs, openings });
    if (openings === 1) onChange?.('open');
  }

  function succeed(): void {
    if (current.state === 'closed') {
      current = { state: 'closed', failures: 0 };
      return;
    }
    change({ state: 'closed', failures: 0 });
    onChange?.('closed');
  }

  function fail(): void {
    if (current.state === 'halfOpen') open(current.openings + 1);
    else if (current.state === 'closed') {
      const failures = current.failures + 1;
      if (failures >= threshold) open(1);
      else current = { state: 'closed', failures };
    }
  }

  function permit(): Permit {
    const mine = era;
    const inMyEra = (act: () => void) => () => {
      if (mine === era) act();
    };
    return { succeed: inMyEra(succeed), fail: inMyEra(fail) };
  }

  return {
    enter: () => {
      if (current.state === 'halfOpen') return undefined;
      if (current.state === 'open') {
        if (clock.nowMs() < current.untilMs) return undefined;
        change({ state: 'halfOpen', openings: current.openings });
      }
      return permit();
    },
    get state() {
      return current.state;
    },
  };
}

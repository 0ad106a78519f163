import type { Clock } from '../base/clock.ts';
import { withDeadline } from '../base/deadline.ts';
import { messageOf } from '../base/errors.ts';
import type { Logger } from '../base/logger.ts';
import { createBreaker, type Breaker, type BreakerOptions, type Permit } from './breaker.ts';
import { getMany, type CacheStore, type StoreLevel } from './store.ts';
import type { Tagged } from './tags.ts';

export interface StoreStats {
  readonly level: StoreLevel;
  readonly hits: number;
  readonly misses: number;
  /** Entries that did not decode; each is a miss, too. */
  readonly corrupt: number;
  /** Calls that failed or were too late. */
  readonly failures: number;
  /** Calls that were not made because the breaker was open. */
  readonly skipped: number;
  readonly writes: number;
  /** Of the reads that were answered. */
  readonly readMs: { readonly count: number; readonly total: number; readonly longest: number };
  readonly breaker: Breaker['state'];
}

export interface GuardedStore {
  readonly level: StoreLevel;
  /** True until the first call: a connection may have to be made for it. */
  readonly isNew: boolean;
  /**
   * What `decode` makes of the entry; `undefined` for a miss, whatever its reason. `withinMs`: how long the reader has
   * left, where that is less than what a store is given. Never rejects.
   */
  get<V>(address: string, decode: (bytes: Uint8Array) => V | undefined, withinMs?: number): Promise<V | undefined>;
  /**
   * What `decode` makes of each entry, in the addresses' order: in one round trip, each value counts as a hit or a miss.
   * Undefined when the store did not answer; `withinMs` is for the whole. Never rejects.
   */
  getMany<V>(
    addresses: readonly string[],
    decode: (bytes: Uint8Array, at: number) => V | undefined,
    withinMs: number,
  ): Promise<readonly (V | undefined)[] | undefined>;
  /** Never rejects. */
  set(address: string, encode: () => Uint8Array, ttlMs: number, tags?: readonly string[]): Promise<void>;
  /** Lets an entry that was used live as long from now on. Never rejects. */
  renew(address: string, ttlMs: number): Promise<void>;
  /** Everything, or what `only` says. Never rejects. */
  clear(only?: Tagged): Promise<void>;
  close(): Promise<void>;
  stats(): StoreStats;
}

export interface GuardOptions {
  readonly clock: Clock;
  readonly log: Logger;
  /** A reader waits; a write goes behind, so it may take longer. */
  readonly deadlineMs: number;
  /** Of the first call, for which a connection may have to be made. Default: `deadlineMs`. */
  readonly firstDeadlineMs?: number;
  readonly writeDeadlineMs: number;
  readonly breaker?: Pick<BreakerOptions, 'threshold' | 'coolDownMs' | 'longestCoolDownMs'>;
}

interface Answer<T> {
  readonly answer: T;
}

/** A store that costs time only: each call under a deadline, all of them behind a circuit breaker, all of them counted. */
export function guardStore(store: CacheStore, options: GuardOptions): GuardedStore {
  const { clock, log, deadlineMs, firstDeadlineMs = deadlineMs, writeDeadlineMs } = options;
  const { level } = store;
  const counts = { hits: 0, misses: 0, corrupt: 0, failures: 0, skipped: 0, writes: 0 };
  const readMs = { count: 0, total: 0, longest: 0 };
  let lastFailure = '';
  let called = false;

  const breaker = createBreaker({
    ...options.breaker,
    clock,
    onChange: (state) => {
      if (store.logsItself) return;
      if (state === 'open') log.warn(`cache: ${level} is left alone for a while: ${lastFailure}`);
      else log.info(`cache: ${level} answers again`);
    },
  });

  /** `undefined`: not called, or failed. */
  async function attempt<T>(call: () => Promise<T>, withinMs: number): Promise<Answer<T> | undefined> {
    const permit = breaker.enter();
    if (!permit) {
      counts.skipped++;
      return undefined;
    }
    // A store that is back has to be connected with first: the probe has time for it, its reader has not.
    const isProbe = breaker.state === 'halfOpen' && writeDeadlineMs > withinMs;
    const judged = judge(call, permit, isProbe ? writeDeadlineMs : withinMs);
    if (!isProbe) return judged;
    return withDeadline(() => judged, { deadlineMs: withinMs, clock }).catch(() => undefined);
  }

  async function judge<T>(call: () => Promise<T>, permit: Permit, withinMs: number): Promise<Answer<T> | undefined> {
    try {
      const answer = await (store.holdsThread ? call() : withDeadline(call, { deadlineMs: withinMs, clock }));
      permit.succeed();
      return { answer };
    } catch (error) {
      counts.failures++;
      lastFailure = messageOf(error);
      permit.fail();
      return undefined;
    } finally {
      called = true;
    }
  }

  function recordRead(startMs: number): void {
    const tookMs = clock.nowMs() - startMs;
    readMs.count++;
    readMs.total += tookMs;
    readMs.longest = Math.max(readMs.longest, tookMs);
  }

  function opened<V>(bytes: Uint8Array | undefined, decode: (bytes: Uint8Array) => V | undefined): V | undefined {
    const value = bytes && decode(bytes);
    if (bytes && value === undefined) counts.corrupt++;
    if (value === undefined) counts.misses++;
    else counts.hits++;
    return value;
  }

  return {
    level,
    get isNew() {
      return !called;
    },
    get: async (address, decode, withinMs = deadlineMs) => {
      const startMs = clock.nowMs();
      const reply = await attempt(() => store.get(address), called ? Math.min(deadlineMs, withinMs) : firstDeadlineMs);
      if (!reply) return undefined;
      recordRead(startMs);
      return opened(reply.answer, decode);
    },
    getMany: async (addresses, decode, withinMs) => {
      const startMs = clock.nowMs();
      const reply = await attempt(() => getMany(store, addresses), withinMs);
      if (!reply) return undefined;
      recordRead(startMs);
      return addresses.map((_, at) => opened(reply.answer[at], (bytes) => decode(bytes, at)));
    },
    set: async (address, encode, ttlMs, tags) => {
      if (await attempt(() => store.set(address, encode(), ttlMs, tags), writeDeadlineMs)) counts.writes++;
    },
    renew: async (address, ttlMs) => {
      await attempt(() => store.renew(address, ttlMs), writeDeadlineMs);
    },
    clear: async (only) => {
      await attempt(() => store.clear(only), writeDeadlineMs);
    },
    close: () => store.close(),
    stats: () => ({ level, ...counts, readMs: { ...readMs }, breaker: breaker.state }),
  };
}

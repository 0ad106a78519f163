import { systemClock, type Clock } from '../base/clock.ts';
import { withDeadline } from '../base/deadline.ts';
import type { IndexGroup } from '../engine/ranking/indexGroup.ts';
import type { Codec } from './codec.ts';
import type { GuardedStore } from './guardedStore.ts';
import { createWriteBehind } from './writeBehind.ts';

export interface GroupCacheOptions {
  /** Nearest first. */
  readonly stores: readonly GuardedStore[];
  readonly codec: Codec<IndexGroup>;
  readonly clock?: Clock;
  /** Default: a week. */
  readonly ttlMs?: number;
  /** From 0 to below 1. */
  readonly random?: () => number;
}

/** Groups of an index in a team's stores. Nothing here rejects: whatever goes wrong in a store is a group less. */
export interface GroupCache {
  /** The groups of these names that some store has, within `withinMs` in all. */
  getMany(names: readonly string[], withinMs: number): Promise<ReadonlyMap<string, IndexGroup>>;
  /** Written behind, one after the other. */
  set(name: string, group: IndexGroup): void;
  /** Waits for the writes, at most `withinMs`. */
  flush(withinMs?: number): Promise<void>;
}

/** Some 3 MB: they are opened while the next ones come. */
const BATCH = 16;
/** A store that says nothing in this time would keep the index waiting. */
const FIRST_ANSWER_MS = 250;
/** A batch on a slow network, 25 Mbit/s. */
const BATCH_MS = 1000;
const QUEUE_LIMIT = 5000;
const FLUSH_MS = 2000;
const WEEK_MS = 7 * 24 * 3600 * 1000;
const JITTER = 0.1;
/** No file's text is in a group. */
const NO_TAGS: readonly string[] = [];

export function createGroupCache(options: GroupCacheOptions): GroupCache {
  const { stores, codec, clock = systemClock, ttlMs = WEEK_MS, random = Math.random } = options;
  const tiers = stores.map((store) => ({ store, writes: createWriteBehind(QUEUE_LIMIT) }));
  type Tier = (typeof tiers)[number];

  const lifetimeMs = (): number => ttlMs * (1 + JITTER * (2 * random() - 1));

  function write(name: string, group: IndexGroup, into: readonly Tier[]): void {
    for (const { store, writes } of into)
      writes.add(name, () => store.set(codec.address(name), () => codec.encode(name, group), lifetimeMs(), NO_TAGS));
  }

  /** Asks one store for batch after batch, until it fails or time is up. */
  async function ask(store: GuardedStore, names: readonly string[], untilMs: number): Promise<Map<string, IndexGroup>> {
    const found = new Map<string, IndexGroup>();
    for (let at = 0; at < names.length; at += BATCH) {
      const leftMs = untilMs - clock.nowMs();
      if (leftMs <= 0) break;
      const batch = names.slice(at, at + BATCH);
      const groups = await store.getMany(
        batch.map((name) => codec.address(name)),
        (bytes, index) => codec.decode(batch[index]!, bytes),
        Math.min(leftMs, at === 0 ? FIRST_ANSWER_MS : BATCH_MS),
      );
      if (!groups) break;
      for (const [index, group] of groups.entries()) if (group) found.set(batch[index]!, group);
    }
    return found;
  }

  return {
    getMany: async (names, withinMs) => {
      const untilMs = clock.nowMs() + withinMs;
      const found = new Map<string, IndexGroup>();
      for (const [depth, { store }] of tiers.entries()) {
        const missing = names.filter((name) => !found.has(name));
        for (const [name, group] of await ask(store, missing, untilMs)) {
          found.set(name, group);
          write(name, group, tiers.slice(0, depth));
          tiers[depth]!.writes.add(`renew ${name}`, () => tiers[depth]!.store.renew(codec.address(name), lifetimeMs()));
        }
      }
      return found;
    },
    set: (name, group) => write(name, group, tiers),
    flush: async (withinMs = FLUSH_MS) => {
      const idle = async () => Promise.all(tiers.map(({ writes }) => writes.idle()));
      await withDeadline(idle, { deadlineMs: withinMs, clock }).catch(() => undefined);
    },
  };
}

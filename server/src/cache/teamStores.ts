import { systemClock } from '../base/clock.ts';
import type { Logger } from '../base/logger.ts';
import { listenForClearings, type ClearingsOptions } from './clearings.ts';
import { configuredStores, type ConfiguredStores, type GivenStores } from './configuredStores.ts';
import { guardStore, type GuardedStore } from './guardedStore.ts';
import { createRemoteStore } from './remoteStore.ts';
import { teamKey } from './teamKey.ts';

/** The stores of a team and what seals the entries in them. */
export interface TeamStores {
  /** Nearest first; none where nothing is configured or may be used. */
  readonly stores: readonly GuardedStore[];
  readonly key: Uint8Array;
  readonly tenant: 'team' | 'local';
  /** Calls `onCleared` when somebody clears a store that tells of it, until what is given back is called. */
  listen(onCleared: ClearingsOptions['onCleared']): () => void;
}

interface TeamStoresOptions {
  readonly given: GivenStores | undefined;
  /** False where nothing may be kept, nor a socket opened. */
  readonly keeps: boolean;
  /** This machine's key, which seals where the team has none. */
  readonly local: { readonly bytes: Uint8Array; readonly kept: boolean };
  readonly log: Logger;
}

/** How long a question waits for the team's stores, for each and for all: a warm question is answered within 50 ms. */
export const TEAM_DEADLINE_MS = 40;
/** How long the first question waits for a server elsewhere, which it has to be connected with. */
const CONNECTING_DEADLINE_MS = 250;
/** Behind the reader's back. */
const WRITE_DEADLINE_MS = 1000;
/** How long a store that was away may be back before it is used again. */
const LONGEST_COOL_DOWN_MS = 3000;

const NO_STORES: ConfiguredStores = { stores: [], teamWords: undefined, problems: [] };

/** Begins to connect with the stores that are configured. */
export function openTeamStores({ given, keeps, local, log }: TeamStoresOptions): TeamStores {
  const { stores, teamWords, problems } = keeps ? configuredStores(given) : NO_STORES;
  for (const problem of problems) log.warn(`cache: ${problem}`);
  const shared = stores.length > 0 && teamWords !== undefined;
  const used = shared || local.kept ? stores : [];
  const guarded = used.map((store) =>
    guardStore(createRemoteStore({ store, log }), {
      clock: systemClock,
      log,
      deadlineMs: TEAM_DEADLINE_MS,
      firstDeadlineMs: CONNECTING_DEADLINE_MS,
      writeDeadlineMs: WRITE_DEADLINE_MS,
      breaker: { longestCoolDownMs: LONGEST_COOL_DOWN_MS },
    }),
  );
  const listen = (onCleared: ClearingsOptions['onCleared']) => {
    const stops = used
      .filter(({ level }) => level === 'redis')
      .map(({ url }) => listenForClearings({ url, onCleared }));
    return () => {
      for (const stop of stops) stop();
    };
  };
  return { listen, stores: guarded, key: shared ? teamKey(teamWords) : local.bytes, tenant: shared ? 'team' : 'local' };
}

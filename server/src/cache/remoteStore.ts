import type { Logger } from '../base/logger.ts';
import { STORE_NAMES } from './configuredStores.ts';
import { getMany, type CacheStore } from './store.ts';
import { StoreFault, faultOf, refusesWritesOnly } from './storeFault.ts';
import type { StoreUrl } from './storeUrl.ts';

export interface RemoteStoreOptions {
  readonly store: StoreUrl;
  readonly log: Logger;
  /** Loads the store's module and opens it. Default: the real ones. */
  readonly open?: (store: StoreUrl) => Promise<CacheStore>;
}

const CONNECT_TIMEOUT_MS = 1000;

/**
 * A server elsewhere: its module is loaded and the connection begun when this is called. Says in one line when it is
 * there and when it is not, by its display name; what it rejects with is a `StoreFault`.
 */
export function createRemoteStore({ store, log, open = openStore }: RemoteStoreOptions): CacheStore {
  const shown = `cache: ${STORE_NAMES[store.level]} at ${store.name}`;
  const opening = open(store);
  // Whoever asks hears of it.
  opening.catch(() => {});
  let state: 'up' | 'down' | undefined;
  let refusing = false;

  function told(error: unknown): string {
    const fault = faultOf(error);
    if (refusesWritesOnly(error)) {
      if (!refusing) log.warn(`${shown} is read, but takes nothing new: ${fault}`);
      refusing = true;
    } else {
      if (state !== 'down') log.warn(`${shown} is not used: ${fault}`);
      state = 'down';
    }
    return fault;
  }

  async function call<T>(use: (opened: CacheStore) => Promise<T>): Promise<T> {
    try {
      const answer = await use(await opening);
      if (state !== 'up') log.info(`${shown} answers`);
      state = 'up';
      return answer;
    } catch (error) {
      throw new StoreFault(told(error));
    }
  }

  return {
    level: store.level,
    logsItself: true,
    get: (key) => call((opened) => opened.get(key)),
    getMany: (keys) => call((opened) => getMany(opened, keys)),
    set: async (key, value, ttlMs, tags) => {
      await call((opened) => opened.set(key, value, ttlMs, tags));
      if (refusing) log.info(`${shown} takes entries again`);
      refusing = false;
    },
    // Who may read and not renew loses nothing but time.
    renew: (key, ttlMs) => opening.then((opened) => opened.renew(key, ttlMs)).catch(() => {}),
    usage: () => call((opened) => opened.usage()),
    clear: (only) => call((opened) => opened.clear(only)),
    close: () => opening.then((opened) => opened.close()).catch(() => {}),
  };
}

async function openStore({ level, url }: StoreUrl): Promise<CacheStore> {
  if (level === 'redis') {
    const { createRedisStore } = await import('./redisStore.ts');
    return createRedisStore({ url, connectTimeoutMs: CONNECT_TIMEOUT_MS });
  }
  const { createPostgresStore } = await import('./postgresStore.ts');
  return createPostgresStore({ url, connectTimeoutMs: CONNECT_TIMEOUT_MS });
}

import { silentLogger, type Logger } from '../base/logger.ts';
import { configuredStores } from '../cache/configuredStores.ts';
import { createRemoteStore } from '../cache/remoteStore.ts';
import { faultOf } from '../cache/storeFault.ts';
import type { StoreUrl } from '../cache/storeUrl.ts';
import { warm } from '../cache/warm.ts';

interface WarmPlaces {
  /** PostgreSQL. */
  readonly from: StoreUrl;
  /** Redis. */
  readonly to: StoreUrl;
}

/** Undefined where not both are configured. */
export function warmPlaces(): WarmPlaces | undefined {
  const { stores } = configuredStores();
  const [from, to] = (['postgres', 'redis'] as const).map((level) => stores.find((store) => store.level === level));
  return from && to && { from, to };
}

/** Copies what the team asks for most; how many entries. Rejects with what either store rejects with. */
export async function warmRedis({ from, to }: WarmPlaces, { unlessWarm = false } = {}): Promise<number> {
  const store = createRemoteStore({ store: to, log: silentLogger });
  try {
    return await warm({ from: from.url, to: store, unlessWarm });
  } finally {
    await store.close();
  }
}

/** When a worker starts: a Redis that was begun anew is filled, behind the first jobs. Never rejects. */
export async function warmAtStart(log: Logger): Promise<void> {
  const places = warmPlaces();
  if (!places) return;
  try {
    const copied = await warmRedis(places, { unlessWarm: true });
    if (copied > 0) log.info(`cache: ${copied} entries were copied from ${places.from.name} to ${places.to.name}`);
  } catch (error) {
    log.info(`cache: ${places.to.name} was not filled from ${places.from.name}: ${faultOf(error)}`);
  }
}

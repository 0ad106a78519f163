import type { Redis } from 'ioredis';
import { CLEARINGS_CHANNEL } from './clearings.ts';
import { createRedisClient, serversOf, type RedisClient } from './redisClient.ts';
import type { CacheStore, StoreUsage } from './store.ts';
import { StoreFault } from './storeFault.ts';

export interface RedisStoreOptions {
  /** `redis://` or `rediss://` (TLS). */
  readonly url: string;
  /** Before every key, so that a shared server stays tidy. Default `winnow:`. */
  readonly prefix?: string;
  readonly connectTimeoutMs?: number;
  readonly commandTimeoutMs?: number;
  /** The longest pause between two attempts to connect. */
  readonly longestRetryMs?: number;
}

/** Keys looked at at a time. */
const SCAN_BATCH = 500;
const SHORTEST_RETRY_MS = 50;

/**
 * Redis, from the moment this is called: the library is loaded and the connection made in the background. While there is
 * no connection every call rejects at once (no offline queue); the connection is tried again for as long as it takes.
 */
export function createRedisStore(options: RedisStoreOptions): CacheStore {
  const { prefix = 'winnow:' } = options;
  let closed = false;
  // Why there is no connection: the last that was heard of it.
  let cause: unknown;
  const connecting = connect(options, (error) => (cause = error));
  // Without the library, every call says why.
  connecting.catch(() => {});

  async function ready(): Promise<RedisClient> {
    const client = await connecting;
    if (client.status !== 'ready') throw new StoreFault('it is not connected', { cause });
    return client;
  }

  return {
    level: 'redis',
    get: async (key) => (await (await ready()).getBuffer(prefix + key)) ?? undefined,
    getMany: async (keys) => {
      const client = await ready();
      const names = keys.map((key) => prefix + key);
      // In a cluster keys lie on several servers; commands that are sent at once share a round trip all the same.
      const found = client.isCluster
        ? await Promise.all(names.map((name) => client.getBuffer(name)))
        : await client.mgetBuffer(names);
      return found.map((value) => value ?? undefined);
    },
    set: async (key, value, ttlMs) => {
      await (await ready()).set(prefix + key, asBuffer(value), 'PX', Math.max(1, Math.round(ttlMs)));
    },
    renew: async (key, ttlMs) => {
      await (await ready()).pexpire(prefix + key, Math.max(1, Math.round(ttlMs)));
    },
    usage: async () => usage(await ready(), prefix),
    clear: async () => {
      const client = await ready();
      await clear(client, prefix);
      // A login that may clear, but not tell of it, clears all the same.
      await client.publish(CLEARINGS_CHANNEL, '').catch(() => {});
    },
    close: async () => {
      if (closed) return;
      closed = true;
      await connecting.then(disconnect, () => {});
    },
  };
}

async function connect(options: RedisStoreOptions, onError: (error: unknown) => void): Promise<RedisClient> {
  const { url, connectTimeoutMs = 2000, commandTimeoutMs = 1000, longestRetryMs = 1000 } = options;
  const client = await createRedisClient(url, {
    enableOfflineQueue: false,
    autoResendUnfulfilledCommands: false,
    maxRetriesPerRequest: 0,
    connectTimeout: connectTimeoutMs,
    commandTimeout: commandTimeoutMs,
    // A router that forgot the connection tells nobody; TCP itself would wait a quarter of an hour.
    socketTimeout: 2 * commandTimeoutMs,
    connectionName: 'winnow',
    retryStrategy: (times) => Math.min(SHORTEST_RETRY_MS * 2 ** times, longestRetryMs),
  });
  client.on('error', onError);
  client.on('ready', () => {
    onError(undefined);
  });
  // The next attempt is already set.
  await client.connect().catch(() => {});
  return client;
}

function disconnect(client: RedisClient): void {
  client.disconnect();
}

async function clear(client: RedisClient, prefix: string): Promise<void> {
  await eachBatch(client, prefix, async (keys) => {
    if (client.isCluster) await Promise.all(keys.map((key) => client.unlink(key)));
    else await client.unlink(...keys);
  });
}

async function usage(client: RedisClient, prefix: string): Promise<StoreUsage> {
  // A scan may tell of a key twice.
  const bytes = new Map<string, number>();
  await eachBatch(client, prefix, async (keys) => {
    const lengths = await Promise.all(keys.map((key) => client.strlen(key)));
    for (const [at, key] of keys.entries()) bytes.set(key, lengths[at] ?? 0);
  });
  return { entries: bytes.size, bytes: [...bytes.values()].reduce((sum, one) => sum + one, 0) };
}

/** All keys that begin with `prefix`, some hundred at a time. */
async function eachBatch(
  client: RedisClient,
  prefix: string,
  use: (keys: readonly string[]) => Promise<void>,
): Promise<void> {
  for (const server of serversOf(client)) await eachBatchOf(server, prefix, use);
}

async function eachBatchOf(
  client: Redis,
  prefix: string,
  use: (keys: readonly string[]) => Promise<void>,
): Promise<void> {
  // In a pattern `*?[]\` have a meaning.
  const pattern = `${prefix.replace(/[*?[\]\\]/g, '\\$&')}*`;
  let cursor = '0';
  do {
    const [next, keys] = await client.scan(cursor, 'MATCH', pattern, 'COUNT', SCAN_BATCH);
    if (keys.length > 0) await use(keys);
    cursor = next;
  } while (cursor !== '0');
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

import type { Redis } from 'ioredis';
import { messageOf } from '../base/errors.ts';
import type { Logger } from '../base/logger.ts';
import type { CacheStore } from './store.ts';

export interface RedisStoreOptions {
  /** `redis://` or `rediss://` (TLS). */
  readonly url: string;
  /** Before every key, so that a shared server stays tidy. Default `winnow:`. */
  readonly prefix?: string;
  readonly log: Logger;
  readonly connectTimeoutMs?: number;
  readonly commandTimeoutMs?: number;
  /** The longest pause between two attempts to connect. */
  readonly longestRetryMs?: number;
}

/** Keys looked at and dropped at a time. */
const CLEAR_BATCH = 500;
const SHORTEST_RETRY_MS = 50;

/**
 * Redis, from the moment this is called: the library is loaded and the connection made in the background. While there is
 * no connection every call rejects at once (no offline queue); the connection is tried again for as long as it takes.
 */
export function createRedisStore(options: RedisStoreOptions): CacheStore {
  const { prefix = 'winnow:' } = options;
  let closed = false;
  const connecting = connect(options);
  // Without the library, every call says why.
  connecting.catch(() => {});

  async function ready(): Promise<Redis> {
    const client = await connecting;
    if (client.status !== 'ready') throw new Error('not connected');
    return client;
  }

  return {
    level: 'redis',
    get: async (key) => (await (await ready()).getBuffer(prefix + key)) ?? undefined,
    set: async (key, value, ttlMs) => {
      await (await ready()).set(prefix + key, asBuffer(value), 'PX', Math.max(1, Math.round(ttlMs)));
    },
    clear: async () => clear(await ready(), prefix),
    close: async () => {
      if (closed) return;
      closed = true;
      await connecting.then(disconnect, () => {});
    },
  };
}

async function connect(options: RedisStoreOptions): Promise<Redis> {
  const { url, log, connectTimeoutMs = 2000, commandTimeoutMs = 1000, longestRetryMs = 10_000 } = options;
  const { Redis } = await import('ioredis');
  const client = new Redis(url, {
    lazyConnect: true,
    enableOfflineQueue: false,
    autoResendUnfulfilledCommands: false,
    maxRetriesPerRequest: 0,
    connectTimeout: connectTimeoutMs,
    commandTimeout: commandTimeoutMs,
    connectionName: 'winnow',
    retryStrategy: (times) => Math.min(SHORTEST_RETRY_MS * 2 ** times, longestRetryMs),
  });
  logChanges(client, log);
  // The first attempt's failure is logged like any other, and the next attempt is already set.
  await client.connect().catch(() => {});
  return client;
}

/** One line when the connection stands, one when it does not: not one for each attempt. */
function logChanges(client: Redis, log: Logger): void {
  let state: 'up' | 'down' | undefined;
  let cause = 'connection closed';
  client.on('error', (error: unknown) => {
    cause = messageOf(error);
  });
  client.on('ready', () => {
    if (state !== 'up') log.info('cache: redis is connected');
    state = 'up';
    cause = 'connection closed';
  });
  client.on('close', () => {
    if (state !== 'down') log.warn(`cache: redis is not connected: ${cause}`);
    state = 'down';
  });
}

function disconnect(client: Redis): void {
  client.removeAllListeners('close');
  client.disconnect();
}

async function clear(client: Redis, prefix: string): Promise<void> {
  // In a pattern `*?[]\` have a meaning.
  const pattern = `${prefix.replace(/[*?[\]\\]/g, '\\$&')}*`;
  let cursor = '0';
  do {
    const [next, keys] = await client.scan(cursor, 'MATCH', pattern, 'COUNT', CLEAR_BATCH);
    if (keys.length > 0) await client.unlink(...keys);
    cursor = next;
  } while (cursor !== '0');
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

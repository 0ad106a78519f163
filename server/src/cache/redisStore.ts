import type { Redis } from 'ioredis';
import { messageOf } from '../base/errors.ts';
import { CLEARINGS_CHANNEL } from './clearings.ts';
import { createRedisClient, serversOf, type RedisClient } from './redisClient.ts';
import type { CacheStore, StoreUsage } from './store.ts';
import { StoreFault } from './storeFault.ts';
import { headEnd, tagsBefore, USUAL_HEAD_BYTES, withoutTags, withTags } from './taggedValue.ts';
import { isTagged, tagLine, type Tagged } from './tags.ts';

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
 *
 * Tags stand before the values, and who clears by them looks at the beginning of every entry. Sets of keys by tag would
 * cost some thirty commands a write, to as many slots of a cluster; members would outlive their entries; and a Redis that is
 * full may evict a set while the entries stay, which could then not be found. Clearing by tag is rare, writing is not.
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
    get: async (key) => valueOf(await (await ready()).getBuffer(prefix + key)),
    getMany: async (keys) => {
      // A command without keys is refused.
      if (keys.length === 0) return [];
      const client = await ready();
      const names = keys.map((key) => prefix + key);
      // In a cluster keys lie on several servers; commands that are sent at once share a round trip all the same.
      const found = client.isCluster
        ? await Promise.all(names.map((name) => client.getBuffer(name)))
        : await client.mgetBuffer(names);
      return found.map(valueOf);
    },
    set: async (key, value, ttlMs, tags) => {
      const kept = tags ? withTags(value, tags) : value;
      await (await ready()).set(prefix + key, asBuffer(kept), 'PX', Math.max(1, Math.round(ttlMs)));
    },
    renew: async (key, ttlMs) => {
      await (await ready()).pexpire(prefix + key, Math.max(1, Math.round(ttlMs)));
    },
    usage: async () => usage(await ready(), prefix),
    clear: async (only) => {
      const client = await ready();
      const cleared = await clear(client, prefix, only);
      // A login that may clear, but not tell of it, clears all the same.
      await client.publish(CLEARINGS_CHANNEL, only ? tagLine(only.tags) : '').catch(() => {});
      return cleared;
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

async function clear(client: RedisClient, prefix: string, only: Tagged | undefined): Promise<number> {
  let cleared = 0;
  await eachBatch(client, prefix, async (keys) => {
    cleared += await unlink(client, only ? await chosen(client, keys, only) : keys);
  });
  return cleared;
}

async function unlink(client: RedisClient, keys: readonly string[]): Promise<number> {
  if (keys.length === 0) return 0;
  if (!client.isCluster) return client.unlink(...keys);
  const counts = await Promise.all(keys.map((key) => client.unlink(key)));
  return counts.reduce((sum, count) => sum + count, 0);
}

async function chosen(client: RedisClient, keys: readonly string[], only: Tagged): Promise<readonly string[]> {
  const goes = async (key: string) => isTagged(await tagsOf(client, key), only);
  const tagged = await Promise.all(keys.map((key) => ofEntry(goes(key))));
  return keys.filter((_, at) => tagged[at]);
}

/** What is told of an entry; undefined of a list or a hash that somebody else has put among them. */
async function ofEntry<T>(told: Promise<T>): Promise<T | undefined> {
  return told.catch((error: unknown) => {
    if (messageOf(error).startsWith('WRONGTYPE')) return undefined;
    throw error;
  });
}

async function tagsOf(client: RedisClient, key: string): Promise<readonly string[] | undefined> {
  const head = await client.getrangeBuffer(key, 0, USUAL_HEAD_BYTES - 1);
  const end = headEnd(head) ?? 0;
  return tagsBefore(end > head.length ? await client.getrangeBuffer(key, 0, end - 1) : head);
}

function valueOf(bytes: Buffer | null | undefined): Uint8Array | undefined {
  return bytes ? withoutTags(bytes) : undefined;
}

async function usage(client: RedisClient, prefix: string): Promise<StoreUsage> {
  // A scan may tell of a key twice.
  const bytes = new Map<string, number>();
  await eachBatch(client, prefix, async (keys) => {
    const lengths = await Promise.all(keys.map((key) => ofEntry(client.strlen(key))));
    for (const [at, key] of keys.entries()) if (lengths[at] !== undefined) bytes.set(key, lengths[at]);
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

import { createRedisClient, type RedisClient } from './redisClient.ts';
import { tagsInLine } from './tags.ts';

/** Where whoever clears a Redis tells the others of it: the tags of what was cleared, in a line, or anything else for all. */
export const CLEARINGS_CHANNEL = 'winnow:cleared';

export interface ClearingsOptions {
  /** `redis://` or `rediss://` (TLS). */
  readonly url: string;
  /** `tags`: what was forgotten carries one of them; without, everything was. */
  readonly onCleared: (tags?: readonly string[]) => void;
}

const SHORTEST_RETRY_MS = 200;
const LONGEST_RETRY_MS = 10_000;
const CONNECT_TIMEOUT_MS = 2000;

/**
 * Listens for the clearing of a Redis on a connection of its own, in the background, until it is told to stop. A
 * connection that breaks is made again for as long as it takes; whatever was told meanwhile is taken as told. A login that
 * may not listen is nothing to speak of.
 */
export function listenForClearings(options: ClearingsOptions): () => void {
  let stopped = false;
  const connecting = connect(options, () => stopped);
  connecting.catch(() => {});
  return () => {
    stopped = true;
    connecting.then((client) => client.disconnect()).catch(() => {});
  };
}

async function connect({ url, onCleared }: ClearingsOptions, stopped: () => boolean): Promise<RedisClient> {
  const client = await createRedisClient(url, {
    enableOfflineQueue: false,
    autoResubscribe: false,
    maxRetriesPerRequest: 0,
    connectTimeout: CONNECT_TIMEOUT_MS,
    connectionName: 'winnow listens',
    retryStrategy: (times) => Math.min(SHORTEST_RETRY_MS * 2 ** times, LONGEST_RETRY_MS),
  });
  let before = false;
  client.on('error', () => {});
  client.on('message', (_channel, line: string) => onCleared(tagsInLine(line)));
  client.on('ready', () => {
    if (before) onCleared();
    before = true;
    client.subscribe(CLEARINGS_CHANNEL).catch(() => {});
  });
  if (!stopped()) await client.connect().catch(() => {});
  return client;
}

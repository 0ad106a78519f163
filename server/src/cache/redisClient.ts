import type { Cluster, Redis, RedisOptions } from 'ioredis';
import { clientUrl } from './clientUrl.ts';

/** One server, or a cluster of them; the commands are the same, but for those about several keys. */
export type RedisClient = Redis | Cluster;

export type RedisClientOptions = Pick<
  RedisOptions,
  | 'autoResendUnfulfilledCommands'
  | 'autoResubscribe'
  | 'commandTimeout'
  | 'connectTimeout'
  | 'connectionName'
  | 'enableOfflineQueue'
  | 'maxRetriesPerRequest'
  | 'retryStrategy'
  | 'socketTimeout'
>;

/** How long a cluster may take to tell which server has which keys. */
const LAYOUT_TIMEOUT_MS = 2000;
/** While a cluster replaces a server that is gone, it says so; who waits gives up sooner than it has. */
const MOST_REDIRECTIONS = 4;

/**
 * A client that is not connected yet. With `cluster=true` among the URL's parameters it is one of a Redis Cluster
 * (https://redis.io/docs/latest/operate/oss_and_stack/reference/cluster-spec/), whose servers are asked of the one that
 * the URL names. `retryStrategy` says for both how long to wait between attempts to connect.
 */
export async function createRedisClient(url: string, options: RedisClientOptions): Promise<RedisClient> {
  const { Cluster, Redis } = await import('ioredis');
  const given = { ...options, lazyConnect: true };
  if (!isCluster(url)) return new Redis(clientUrl(url, 'redis'), given);
  // What the library makes of the URL, which it tells to no other function.
  const {
    host = 'localhost',
    port = 6379,
    username,
    password,
    tls,
  } = new Redis(clientUrl(url, 'redis'), {
    lazyConnect: true,
  }).options;
  const login = { ...(username ? { username } : {}), ...(password ? { password } : {}), ...(tls ? { tls } : {}) };
  const { retryStrategy, enableOfflineQueue = true, ...ofEach } = options;
  return new Cluster([{ host, port }], {
    lazyConnect: true,
    enableOfflineQueue,
    slotsRefreshTimeout: LAYOUT_TIMEOUT_MS,
    maxRedirections: MOST_REDIRECTIONS,
    redisOptions: { ...ofEach, ...login },
    ...(retryStrategy ? { clusterRetryStrategy: retryStrategy } : {}),
  });
}

/** Whether the URL is that of a Redis Cluster. */
export function isCluster(url: string): boolean {
  return new URLSearchParams(url.split('?')[1] ?? '').get('cluster') === 'true';
}

/** The servers that hold keys: each of a cluster's has its share. */
export function serversOf(client: RedisClient): readonly Redis[] {
  return client.isCluster ? (client as Cluster).nodes('master') : [client as Redis];
}

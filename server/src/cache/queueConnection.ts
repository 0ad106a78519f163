import { systemClock } from '../base/clock.ts';
import { withDeadline } from '../base/deadline.ts';
import { UserError } from '../base/errors.ts';
import { createRedisClient, type RedisClient } from './redisClient.ts';
import { faultOf } from './storeFault.ts';
import type { StoreUrl } from './storeUrl.ts';

const LONGEST_RETRY_MS = 2000;
const SHORTEST_RETRY_MS = 50;
const FIRST_ANSWER_MS = 5000;
const CONNECT_TIMEOUT_MS = 5000;

/**
 * A connection for a queue, which outlasts what a cache gives up on: commands wait until Redis is back.
 * @throws UserError when there is no answer at first
 */
export async function connectQueue({ url, name }: StoreUrl, onFault: (fault: string) => void): Promise<RedisClient> {
  const client = await createRedisClient(url, {
    maxRetriesPerRequest: null,
    connectTimeout: CONNECT_TIMEOUT_MS,
    connectionName: 'winnow-queue',
    retryStrategy: (times) => Math.min(SHORTEST_RETRY_MS * 2 ** times, LONGEST_RETRY_MS),
  });
  let cause: unknown;
  client.on('error', (error) => {
    cause = error;
    onFault(faultOf(error));
  });
  try {
    client.connect().catch(() => {});
    await withDeadline(() => client.ping(), { deadlineMs: FIRST_ANSWER_MS, clock: systemClock });
    return client;
  } catch (error) {
    client.disconnect();
    throw new UserError(
      `the queue at ${name} is not there: ${faultOf(cause ?? error)}; start Redis, or correct its URL`,
    );
  }
}

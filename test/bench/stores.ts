import { requireComponent } from '../helpers/components.ts';
import { startPostgres } from '../helpers/postgres.ts';
import { startRedis } from '../helpers/redis.ts';

/** Uses a private Redis on this machine, empty and in memory only. Throws, with the mend, where none can be started. */
export async function withRedis<Result>(use: (url: string) => Promise<Result>): Promise<Result> {
  const program = await requireComponent('redis-server');
  if (!('path' in program)) throw new Error('this row starts a redis-server of its own: have one on the PATH');
  const server = await startRedis(program.path);
  try {
    return await use(server.url);
  } finally {
    await server.stop();
  }
}

/** As `withRedis`, of PostgreSQL. */
export async function withPostgres<Result>(use: (url: string) => Promise<Result>): Promise<Result> {
  const program = await requireComponent('postgres');
  if (!('path' in program)) throw new Error('this row starts a PostgreSQL of its own: have one on the PATH');
  const server = await startPostgres(program.path);
  try {
    return await use(server.url);
  } finally {
    await server.stop();
  }
}

import type { Client } from 'pg';
import { withPostgres } from './postgresClient.ts';
import { getMany, type CacheStore } from './store.ts';

export interface WarmOptions {
  /** PostgreSQL's URL, whose tables say what is asked for most. */
  readonly from: string;
  readonly to: CacheStore;
  /** Entries that are copied at most. Default 500. */
  readonly most?: number;
  /** Copies nothing where the nearer store has the very hottest: it is warm. */
  readonly unlessWarm?: boolean;
}

const TIMEOUTS = { connectTimeoutMs: 5000, statementTimeoutMs: 10_000, lockTimeoutMs: 1000 };
/** Read at a time: some megabytes where they are groups of an index. */
const BATCH = 20;
/** Entries that tell whether a store is warm. */
const TELLING = 5;

const KEYS =
  'SELECT key FROM winnow_hot_entries WHERE expires_at > now() ORDER BY uses DESC, used_at DESC, key LIMIT $1';
const entriesWith = (
  tags: string,
) => `SELECT key, value, ${tags}, extract(epoch FROM expires_at - now())::float8 * 1000 AS ttl_ms
  FROM winnow_cache WHERE key = ANY($1::text[]) AND expires_at > now()`;

interface Entry {
  readonly key: string;
  readonly value: Uint8Array;
  readonly ttl_ms: number;
  /** Null for one that was written without. */
  readonly tags: readonly string[] | null;
}

/**
 * Copies the entries that the team asks for most from PostgreSQL to a nearer store, which was begun anew, say. They are
 * copied as they are, sealed, so no key is needed. Returns how many. Rejects with what either store rejects with.
 */
export async function warm({ from, to, most = 500, unlessWarm = false }: WarmOptions): Promise<number> {
  return withPostgres(from, TIMEOUTS, async (client) => {
    const hottest = (await client.query<{ key: string }>(KEYS, [most])).rows.map(({ key }) => key);
    if (unlessWarm && (await has(to, hottest.slice(0, TELLING)))) return 0;
    const entries = entriesWith((await keepsTags(client)) ? 'tags' : 'NULL::text[] AS tags');
    let copied = 0;
    for (let at = 0; at < hottest.length; at += BATCH) {
      const { rows } = await client.query<Entry>(entries, [hottest.slice(at, at + BATCH)]);
      for (const { key, value, ttl_ms: ttlMs, tags } of rows) await to.set(key, value, ttlMs, tags ?? undefined);
      copied += rows.length;
    }
    return copied;
  });
}

/** Not before migration 007. */
async function keepsTags(client: Client): Promise<boolean> {
  const { rows } = await client.query(
    `SELECT FROM pg_attribute WHERE attrelid = 'winnow_cache'::regclass AND attname = 'tags'`,
  );
  return rows.length > 0;
}

async function has(store: CacheStore, keys: readonly string[]): Promise<boolean> {
  const found = await getMany(store, keys);
  return found.every((value) => value !== undefined);
}

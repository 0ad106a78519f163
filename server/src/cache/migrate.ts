import { createHash } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Client } from 'pg';
import { UserError } from '../base/errors.ts';
import { clientUrl } from './clientUrl.ts';

export interface MigrateOptions {
  readonly url: string;
  /** Folder of the numbered migrations, `001_NAME.sql` and on. */
  readonly folder: string;
  readonly connectTimeoutMs?: number;
}

export interface MigrationReport {
  /** Names of those that were done now, in order. */
  readonly applied: readonly string[];
  /** Names of those that had been done before. */
  readonly present: readonly string[];
}

interface Migration {
  readonly name: string;
  readonly sql: string;
  readonly digest: string;
}

/** Any number, as long as all Winnows agree on it: "winnow" in ASCII. */
const ADVISORY_LOCK = 0x77696e6e6f77n;

export interface MigrationStatus {
  readonly present: readonly string[];
  /** Names of those that `migrate` would do, in order. */
  readonly missing: readonly string[];
}

/** What was done to the database and what is still to do; changes nothing. */
export async function migrationStatus(options: MigrateOptions): Promise<MigrationStatus> {
  const migrations = readMigrations(options.folder);
  return withClient(options, async (client) => {
    const { rows } = await client.query<{ there: boolean }>(
      `SELECT to_regclass('winnow_migrations') IS NOT NULL AS there`,
    );
    const done = rows[0]?.there === true ? await readDone(client) : new Map<string, string>();
    const present: string[] = [];
    const missing: string[] = [];
    for (const migration of migrations) (isDone(migration, done) ? present : missing).push(migration.name);
    return { present, missing };
  });
}

/**
 * Brings the database's tables up to date: all missing migrations in one transaction, or none. Of several that run at
 * once one works and the others find it done. Throws UserError when a migration that was applied has changed since.
 */
export async function migrate(options: MigrateOptions): Promise<MigrationReport> {
  const migrations = readMigrations(options.folder);
  return withClient(options, (client) => inTransaction(client, () => applyMissing(client, migrations)));
}

async function withClient<T>(
  { url, connectTimeoutMs = 5000 }: MigrateOptions,
  work: (client: Client) => Promise<T>,
): Promise<T> {
  const { Client } = await import('pg');
  const client = new Client({
    connectionString: clientUrl(url, 'postgres'),
    connectionTimeoutMillis: connectTimeoutMs,
    application_name: 'winnow',
  });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

function readMigrations(folder: string): readonly Migration[] {
  const names = readdirSync(folder).filter((name) => /^\d{3}_\w+\.sql$/.test(name));
  return names.sort().map((name) => {
    // A checkout may have turned the ends of the lines.
    const sql = readFileSync(join(folder, name), 'utf8').replaceAll('\r\n', '\n');
    return { name, sql, digest: createHash('sha256').update(sql).digest('hex') };
  });
}

async function inTransaction<T>(client: Client, work: () => Promise<T>): Promise<T> {
  await client.query('BEGIN');
  try {
    const result = await work();
    await client.query('COMMIT');
    return result;
  } catch (error) {
    await client.query('ROLLBACK');
    throw error;
  }
}

async function applyMissing(client: Client, migrations: readonly Migration[]): Promise<MigrationReport> {
  await client.query('SELECT pg_advisory_xact_lock($1)', [ADVISORY_LOCK.toString()]);
  await client.query(`CREATE TABLE IF NOT EXISTS winnow_migrations
    (name text PRIMARY KEY, digest text NOT NULL, applied_at timestamptz NOT NULL DEFAULT now())`);
  const done = await readDone(client);
  const applied: string[] = [];
  const present: string[] = [];
  for (const migration of migrations) {
    const { name, sql, digest } = migration;
    if (isDone(migration, done)) {
      present.push(name);
      continue;
    }
    await client.query(sql);
    await client.query('INSERT INTO winnow_migrations (name, digest) VALUES ($1, $2)', [name, digest]);
    applied.push(name);
  }
  return { applied, present };
}

/** Names and digests. */
async function readDone(client: Client): Promise<ReadonlyMap<string, string>> {
  const { rows } = await client.query<{ name: string; digest: string }>('SELECT name, digest FROM winnow_migrations');
  return new Map(rows.map(({ name, digest }) => [name, digest]));
}

/** @throws UserError when it was done in another form */
function isDone({ name, digest }: Migration, done: ReadonlyMap<string, string>): boolean {
  const digestThen = done.get(name);
  if (digestThen === undefined || digestThen === digest) return digestThen !== undefined;
  throw new UserError(`${name} was applied in another form: use the Winnow that applied it, or an empty database`);
}

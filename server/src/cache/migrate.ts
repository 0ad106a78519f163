import { createHash } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Client } from 'pg';
import { UserError } from '../base/errors.ts';

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

/**
 * Brings the database's tables up to date: all missing migrations in one transaction, or none. Of several that run at
 * once one works and the others find it done. Throws UserError when a migration that was applied has changed since.
 */
export async function migrate(options: MigrateOptions): Promise<MigrationReport> {
  const { url, folder, connectTimeoutMs = 5000 } = options;
  const migrations = readMigrations(folder);
  const { Client } = await import('pg');
  const client = new Client({
    connectionString: url,
    connectionTimeoutMillis: connectTimeoutMs,
    application_name: 'winnow',
  });
  await client.connect();
  try {
    return await inTransaction(client, () => applyMissing(client, migrations));
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
  const { rows } = await client.query<{ name: string; digest: string }>('SELECT name, digest FROM winnow_migrations');
  const done = new Map(rows.map(({ name, digest }) => [name, digest]));
  const applied: string[] = [];
  const present: string[] = [];
  for (const { name, sql, digest } of migrations) {
    const digestThen = done.get(name);
    if (digestThen === undefined) {
      await client.query(sql);
      await client.query('INSERT INTO winnow_migrations (name, digest) VALUES ($1, $2)', [name, digest]);
      applied.push(name);
    } else if (digestThen === digest) present.push(name);
    else
      throw new UserError(`${name} was applied in another form: use the Winnow that applied it, or an empty database`);
  }
  return { applied, present };
}

import { createHash } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Client } from 'pg';
import { UserError } from '../base/errors.ts';
import { withPostgres } from './postgresClient.ts';

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
  readonly waiting: readonly WaitingMigration[];
}

/** One that is not done, and is not missed, until the database has an extension. */
export interface WaitingMigration {
  readonly name: string;
  readonly extension: string;
}

interface Migration {
  readonly name: string;
  /** Without which it is left out. */
  readonly extension: string | undefined;
  readonly sql: string;
  readonly digest: string;
}

/** Any number, as long as all Winnows agree on it: "winnow" in ASCII. */
const ADVISORY_LOCK = 0x77696e6e6f77n;

export interface MigrationStatus {
  readonly present: readonly string[];
  /** Names of those that `migrate` would do, in order. */
  readonly missing: readonly string[];
  readonly waiting: readonly WaitingMigration[];
}

/** Tables are changed while others use them: rather give up than hold everybody back. */
const LOCK_TIMEOUT_MS = 30_000;
const STATEMENT_TIMEOUT_MS = 600_000;
const CONNECT_TIMEOUT_MS = 5000;

/** What was done to the database and what is still to do; changes nothing. */
export async function migrationStatus(options: MigrateOptions): Promise<MigrationStatus> {
  const migrations = readMigrations(options.folder);
  return withClient(options, async (client) => {
    const { rows } = await client.query<{ there: boolean }>(
      `SELECT to_regclass('winnow_migrations') IS NOT NULL AS there`,
    );
    const done = rows[0]?.there === true ? await readDone(client) : new Map<string, string>();
    const { present, missing, waiting } = sort(migrations, done, await readExtensions(client));
    return { present, missing: missing.map(({ name }) => name), waiting };
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

function withClient<T>({ url, connectTimeoutMs }: MigrateOptions, work: (client: Client) => Promise<T>): Promise<T> {
  const timeouts = { statementTimeoutMs: STATEMENT_TIMEOUT_MS, lockTimeoutMs: LOCK_TIMEOUT_MS };
  return withPostgres(url, { ...timeouts, connectTimeoutMs: connectTimeoutMs ?? CONNECT_TIMEOUT_MS }, work);
}

/** The first line of a migration that is done only where an extension was created. */
const NEEDS_EXTENSION = /^-- needs the extension (\w+)/;

function readMigrations(folder: string): readonly Migration[] {
  const names = readdirSync(folder).filter((name) => /^\d{3}_\w+\.sql$/.test(name));
  return names.sort().map((name) => {
    // A checkout may have turned the ends of the lines.
    const sql = readFileSync(join(folder, name), 'utf8').replaceAll('\r\n', '\n');
    const extension = NEEDS_EXTENSION.exec(sql)?.[1];
    return { name, extension, sql, digest: createHash('sha256').update(sql).digest('hex') };
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
  const { present, missing, waiting } = sort(migrations, done, await readExtensions(client));
  for (const { name, sql, digest } of missing) {
    await client.query(sql);
    await client.query('INSERT INTO winnow_migrations (name, digest) VALUES ($1, $2)', [name, digest]);
  }
  return { applied: missing.map(({ name }) => name), present, waiting };
}

/** @throws UserError when one was done in another form */
function sort(
  migrations: readonly Migration[],
  done: ReadonlyMap<string, string>,
  extensions: ReadonlySet<string>,
): { present: string[]; missing: Migration[]; waiting: WaitingMigration[] } {
  const present: string[] = [];
  const missing: Migration[] = [];
  const waiting: WaitingMigration[] = [];
  for (const migration of migrations) {
    const { name, extension } = migration;
    if (isDone(migration, done)) present.push(name);
    else if (extension !== undefined && !extensions.has(extension)) waiting.push({ name, extension });
    else missing.push(migration);
  }
  return { present, missing, waiting };
}

async function readExtensions(client: Client): Promise<ReadonlySet<string>> {
  const { rows } = await client.query<{ extname: string }>('SELECT extname FROM pg_extension');
  return new Set(rows.map(({ extname }) => extname));
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

import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { SETTINGS } from '../../shared/src/settings.ts';
import { silentLogger } from '../../server/src/base/logger.ts';
import { systemClock } from '../../server/src/base/clock.ts';
import { migrate } from '../../server/src/cache/migrate.ts';
import { withPostgres } from '../../server/src/cache/postgresClient.ts';
import { createPostgresRows } from '../../server/src/cache/postgresRows.ts';
import { createSqliteRows } from '../../server/src/cache/sqliteRows.ts';
import type { Surface } from '../../server/src/audit/event.ts';
import { createPipeline } from '../../server/src/services.ts';
import { openRequestRows, rowsPath } from '../../server/src/rows/requestRows.ts';
import { createRowWriter } from '../../server/src/rows/rowWriter.ts';
import { requireComponent } from '../helpers/components.ts';
import { startFaultProxy, type Fault } from '../helpers/faultProxy.ts';
import { startPostgres, type TestPostgres } from '../helpers/postgres.ts';
import { REPOSITORY } from '../helpers/repository.ts';
import { githubToken } from '../helpers/samples.ts';
import { PATIENT_MS, until } from '../helpers/storeChecks.ts';
import { temporaryFolder, type TemporaryFolder } from '../helpers/temporary.ts';

const program = await requireComponent('postgres');
const SECRET = githubToken(311);

const FAULTS: readonly Fault[] = [
  { kind: 'refuse' },
  { kind: 'frozen' },
  { kind: 'forgotten' },
  { kind: 'reset' },
  { kind: 'garble' },
];

let folder: TemporaryFolder;
beforeAll(() => {
  folder = temporaryFolder({
    'workspace/src/zanzibar.ts': `export const zanzibar = '${SECRET}';\n`,
    'workspace/src/budget.ts': 'export const budget = 8000; // zanzibar\n',
  });
});
afterAll(() => {
  delete process.env['WINNOW_HOME'];
  folder.remove();
});

const rowsOf = (home: string) => rowsPath(join(folder.path, home));

interface Given {
  readonly home: string;
  readonly postgres?: string;
  readonly surface?: Surface;
  readonly trusted?: boolean;
  readonly ephemeral?: boolean;
}

function openPipeline({ home, postgres, trusted = true, ...more }: Given) {
  process.env['WINNOW_HOME'] = join(folder.path, home);
  return createPipeline(
    {
      roots: [{ name: 'workspace', folder: join(folder.path, 'workspace') }],
      trusted,
      ...(postgres ? { stores: { postgres } } : {}),
      exclude: [],
      maxFileBytes: SETTINGS['winnow.maxFileBytes'].default,
      defaults: { budget: 2000, format: 'markdown', highestLevel: 'sensitive' },
      ...more,
    },
    silentLogger,
  );
}

describe('rows on disk', () => {
  test.each<[string, Given, boolean]>([
    ['a trusted workspace', { home: 'trusted', surface: 'lsp' }, true],
    ['a workspace that is not trusted', { home: 'restricted', surface: 'lsp', trusted: false }, false],
    ['a measurement', { home: 'measured', surface: 'cli', ephemeral: true }, false],
  ])('of %s', async (_, given, kept) => {
    const pipeline = openPipeline(given);
    await pipeline.optimize({ query: 'where is zanzibar?' });
    await pipeline.close();
    expect(existsSync(rowsOf(given.home))).toBe(kept);
  });

  test('hold the figures of a question and not a word of it', async () => {
    const pipeline = openPipeline({ home: 'figures', surface: 'mcp' });
    const results = [];
    for (let turn = 0; turn < 2; turn++) results.push(await pipeline.optimize({ query: 'where is zanzibar?' }));
    await pipeline.close();
    const path = rowsOf('figures');
    const content = readFileSync(path, 'latin1');
    expect([SECRET, 'zanzibar', 'budget.ts', 'where'].filter((word) => content.includes(word))).toEqual([]);
    const file = createSqliteRows({ path, log: silentLogger });
    const rows = await file.read(0);
    await file.close();
    expect(rows).toMatchObject(
      results.map(({ cacheLevel, latencyMs, tokens, rawTokens }) => {
        return { surface: 'mcp', cache: cacheLevel, latencyMs, tokensIn: rawTokens, tokensOut: tokens };
      }),
    );
    expect(rows.map(({ cache }) => cache)).toEqual(['none', 'memory']);
    expect(Object.keys(rows[0]!.stages)).toContain('rank');
  });
});

test('a PostgreSQL that is not there costs two quiet lines, which show no login', async () => {
  const lines: string[] = [];
  const postgres = {
    level: 'postgres',
    url: 'postgres://intruder:mistaken-word@127.0.0.1:1/team',
    name: 'postgres://127.0.0.1:1/team',
    carriesCredential: true,
  } as const;
  const log = { ...silentLogger, info: (line: string) => void lines.push(line) };
  const rows = openRequestRows({ surface: 'cli', dataFolder: join(folder.path, 'alone'), postgres, log });
  for (let turn = 0; turn < 3; turn++)
    rows.record({ cacheLevel: 'none', latencyMs: 1, stages: {}, pack: { rawTokens: 1, tokens: 1 } });
  await rows.close();
  expect(lines).toEqual([
    'performance rows: PostgreSQL at postgres://127.0.0.1:1/team does not take them: nothing listens there',
    'performance rows: 3 of them never came to PostgreSQL at postgres://127.0.0.1:1/team',
  ]);
});

describe.skipIf(!('path' in program))('rows in PostgreSQL', () => {
  let server: TestPostgres;
  let client: Client;
  let socket: string;
  beforeAll(async () => {
    if ('path' in program) server = await startPostgres(program.path);
    await migrate({ url: server.url, folder: join(REPOSITORY, 'server/src/cache/schema') });
    socket = join(decodeURIComponent(/host=([^&]*)/.exec(server.url)?.[1] ?? ''), '.s.PGSQL.5432');
    client = new Client({ connectionString: server.url });
    await client.connect();
  });
  afterAll(async () => {
    await client.end();
    await server.stop();
  });

  const count = async (where = 'true'): Promise<number> =>
    Number((await client.query(`SELECT count(*) FROM winnow_requests WHERE ${where}`)).rows[0]?.count);

  test('each process leaves its own, and tells what it read in the team’s cache', async () => {
    let questions = 0;
    const levels: string[] = [];
    // On a busy machine a connection may come too late for one question.
    for (let turn = 0; turn < 10 && !levels.includes('postgres'); turn++) {
      const pipeline = openPipeline({ home: 'one', postgres: server.url, surface: 'lsp' });
      for (const query of [`warm up ${turn}`, 'where is zanzibar?']) {
        levels.push((await pipeline.optimize({ query })).cacheLevel);
        questions++;
      }
      await pipeline.close();
      // As if it were another machine, which has the same key.
      for (const file of ['cache.sqlite', 'cache.sqlite-wal', 'cache.sqlite-shm'])
        rmSync(join(folder.path, 'one', file), { force: true });
    }
    expect(levels).toContain('postgres');
    expect(await count(`surface = 'lsp' AND latency_ms > 0 AND stages ? 'crawl'`)).toBe(questions);
    expect(await count(`cache = 'postgres'`)).toBe(1);
    const { rows } = await client.query('SELECT winnow_requests::text AS row FROM winnow_requests');
    const all = JSON.stringify(rows);
    expect([SECRET, 'zanzibar', 'budget', 'workspace', folder.path].filter((word) => all.includes(word))).toEqual([]);
    const { rows: used } = await client.query('SELECT uses FROM winnow_cache WHERE uses > 0');
    expect(used).toEqual([{ uses: 1 }]);
  });

  test.each(FAULTS)('come whole when the fault $kind is over', async (fault) => {
    await client.query('DELETE FROM winnow_requests');
    const proxy = await startFaultProxy(socket);
    const sink = createPostgresRows({
      url: `postgres://winnow@127.0.0.1:${proxy.port}/postgres`,
      connectTimeoutMs: 300,
      statementTimeoutMs: 300,
    });
    const writer = createRowWriter({ sink, clock: systemClock, intervalMs: 20, deadlineMs: 300 });
    const add = () =>
      writer.add({
        id: randomUUID(),
        atMs: Date.now(),
        surface: 'cli',
        cache: 'none',
        latencyMs: 1,
        stages: {},
        tokensIn: 1,
        tokensOut: 1,
      });
    add();
    await until(async () => writer.stats().written === 1 || writer.stats().breaker !== 'closed');
    proxy.set(fault);
    for (let row = 0; row < 50; row++) add();
    await until(async () => writer.stats().breaker !== 'closed');
    proxy.set({ kind: 'none' });
    await until(async () => writer.stats().written === 51);
    expect(await count()).toBe(51);
    await writer.close();
    await proxy.stop();
  });

  test('every connection is under limits', async () => {
    const timeouts = { connectTimeoutMs: PATIENT_MS, statementTimeoutMs: 2500, lockTimeoutMs: 700 };
    const limits = await withPostgres(server.url, timeouts, async (own) => {
      const names = ['statement_timeout', 'lock_timeout', 'idle_in_transaction_session_timeout', 'application_name'];
      const { rows } = await own.query('SELECT name, setting FROM pg_settings WHERE name = ANY ($1)', [names]);
      return Object.fromEntries(rows.map(({ name, setting }) => [name, setting]));
    });
    expect(limits).toEqual({
      statement_timeout: '2500',
      lock_timeout: '700',
      idle_in_transaction_session_timeout: '30000',
      application_name: 'winnow',
    });
  });

  test('are kept by one connection, which is let go of', async () => {
    const sink = createPostgresRows({ url: server.url, connectTimeoutMs: PATIENT_MS });
    const others = async () =>
      Number(
        (await client.query(`SELECT count(*) FROM pg_stat_activity WHERE application_name = 'winnow'`)).rows[0]?.count,
      );
    await until(async () => (await others()) === 0);
    const batch = { rows: [], uses: new Map([['nothing', 1]]) };
    await Promise.all([sink.write(batch), sink.write(batch), sink.write(batch)]);
    expect(await others()).toBe(1);
    await sink.close();
    await until(async () => (await others()) === 0);
  });
});

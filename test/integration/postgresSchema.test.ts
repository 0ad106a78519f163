import { randomUUID } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { migrate, migrationStatus } from '../../server/src/cache/migrate.ts';
import { withCopyTarget } from '../../server/src/cache/postgresCopies.ts';
import { refreshViews, viewStates } from '../../server/src/cache/postgresRefresh.ts';
import { createPostgresRows } from '../../server/src/cache/postgresRows.ts';
import { createPostgresStore } from '../../server/src/cache/postgresStore.ts';
import type { RequestRow, RowBatch, RowSink } from '../../server/src/cache/requestRow.ts';
import { copyKept } from '../../server/src/cli/dbCopy.ts';
import { percentile } from '../../server/src/rows/percentiles.ts';
import { requireComponent } from '../helpers/components.ts';
import { borrowPostgres, startPostgres, type TestPostgres } from '../helpers/postgres.ts';
import { REPOSITORY } from '../helpers/repository.ts';
import { HOUR_MS, PATIENT_MS } from '../helpers/storeChecks.ts';
import { temporaryFolder, type TemporaryFolder } from '../helpers/temporary.ts';

const program = await requireComponent('postgres');
const SCHEMA = join(REPOSITORY, 'server/src/cache/schema');
const REFRESH_LOCK = '131294708002680';
const MIGRATIONS = [
  '001_cache.sql',
  '002_requests.sql',
  '003_uses.sql',
  '004_copies.sql',
  '005_refresh.sql',
  '007_tags.sql',
];

const NO_USES: ReadonlyMap<string, number> = new Map();

function requestRow(row: Partial<RequestRow> = {}): RequestRow {
  return {
    id: randomUUID(),
    atMs: Date.now(),
    surface: 'lsp',
    cache: 'none',
    latencyMs: 10,
    stages: { rank: 4, 'odd "stage", {}': 0.5 },
    tokensIn: 40_000,
    tokensOut: 8000,
    ...row,
  };
}

async function writeTo(sink: RowSink, batch: RowBatch): Promise<void> {
  try {
    await sink.write(batch);
  } finally {
    await sink.close();
  }
}

function rewrite(folder: TemporaryFolder, name: string, content: string): void {
  writeFileSync(join(folder.path, name), content);
}

describe.skipIf('missing' in program)('the tables in PostgreSQL', () => {
  let server: Pick<TestPostgres, 'url' | 'stop'>;
  let client: Client;

  async function ask(text: string, values: readonly unknown[] = []): Promise<readonly Record<string, unknown>[]> {
    return (await client.query<Record<string, unknown>>(text, [...values])).rows;
  }

  beforeAll(async () => {
    if ('path' in program) server = await startPostgres(program.path);
    else if ('url' in program) server = await borrowPostgres(program.url);
    client = new Client({ connectionString: server.url });
    await client.connect();
  });
  afterAll(async () => {
    await client.end();
    await server.stop();
  });

  const openRows = (url = server.url) =>
    createPostgresRows({ url, connectTimeoutMs: PATIENT_MS, statementTimeoutMs: PATIENT_MS });

  async function write(rows: readonly RequestRow[], uses = NO_USES): Promise<void> {
    await writeTo(openRows(), { rows, uses });
  }

  test('without them every part says what to do', async () => {
    const missing = 'its tables are missing: run “winnow db migrate”';
    await expect(write([requestRow()])).rejects.toThrow(missing);
    await expect(refreshViews({ url: server.url })).rejects.toThrow(missing);
    await expect(viewStates({ url: server.url })).rejects.toThrow(missing);
  });

  test('several machines at once make them once; what needs pgvector waits', async () => {
    const at = { url: server.url, folder: SCHEMA };
    const reports = await Promise.all([migrate(at), migrate(at), migrate(at)]);
    expect(reports.flatMap(({ applied }) => applied)).toEqual(MIGRATIONS);
    const waiting = [{ name: '006_embeddings.sql', extension: 'vector' }];
    expect(await migrationStatus(at)).toEqual({ present: MIGRATIONS, missing: [], waiting });
    expect(await ask(`SELECT to_regclass('winnow_embeddings') AS there`)).toEqual([{ there: null }]);
  });

  test('one that needs an extension is done where it is, and waits where it is not', async () => {
    const folder = temporaryFolder({
      '901_has.sql': '-- needs the extension plpgsql\nCREATE TABLE has ();',
      '902_lacks.sql': '-- needs the extension no_such_thing (of nobody)\nCREATE TABLE lacks (a nonsense);',
    });
    const waiting = [{ name: '902_lacks.sql', extension: 'no_such_thing' }];
    const report = await migrate({ url: server.url, folder: folder.path });
    expect(report).toEqual({ applied: ['901_has.sql'], present: [], waiting });
    await ask(`DELETE FROM winnow_migrations WHERE name = '901_has.sql'`);
    folder.remove();
  });

  test('a batch that is sent twice counts once, old rows go, and no row is of tomorrow', async () => {
    const old = requestRow({ atMs: Date.now() - 31 * 24 * HOUR_MS });
    const ahead = requestRow({ atMs: Date.now() + 24 * HOUR_MS });
    const batch = [requestRow(), old, ahead];
    await write(batch);
    await write(batch);
    const rows = await ask('SELECT id, at <= now() AS past, stages FROM winnow_requests');
    expect(new Set(rows.map(({ id }) => id))).toEqual(new Set([batch[0]!.id, ahead.id]));
    expect(rows.every(({ past }) => past === true)).toBe(true);
    expect(rows[0]?.['stages']).toEqual(batch[0]!.stages);
    await ask('DELETE FROM winnow_requests');
  });

  test('percentiles by hour are those of the rows', async () => {
    const hourMs = Math.floor(Date.now() / HOUR_MS) * HOUR_MS - HOUR_MS;
    const latencies = Array.from({ length: 150 }, (_, at) => ((at * 37) % 150) ** 2);
    await write([
      ...latencies.map((latencyMs, at) =>
        requestRow({
          atMs: hourMs + at,
          latencyMs,
          cache: at % 3 === 0 ? 'memory' : at % 3 === 1 ? 'postgres' : 'none',
        }),
      ),
      requestRow({ atMs: hourMs - 1, surface: 'mcp', latencyMs: 7 }),
    ]);
    expect(await refreshViews({ url: server.url })).toBe('refreshed');
    const sorted = latencies.sort((a, b) => a - b);
    const [mcp, lsp, ...rest] = await ask('SELECT * FROM winnow_latency_hourly ORDER BY hour');
    expect(rest).toEqual([]);
    expect(mcp).toMatchObject({ surface: 'mcp', requests: '1', p50_ms: 7, p99_ms: 7, hit_rate: 0 });
    expect(lsp).toMatchObject({ hour: new Date(hourMs), requests: '150', tokens_out: '1200000' });
    expect(lsp?.['hit_rate']).toBeCloseTo(2 / 3);
    expect(lsp?.['memory_rate']).toBeCloseTo(1 / 3);
    for (const [column, fraction] of [
      ['p50_ms', 0.5],
      ['p95_ms', 0.95],
      ['p99_ms', 0.99],
    ] as const)
      expect(lsp?.[column]).toBeCloseTo(percentile(sorted, fraction), 6);
  });

  test('the entries that are read most stand first', async () => {
    const store = createPostgresStore({
      url: server.url,
      statementTimeoutMs: PATIENT_MS,
      connectTimeoutMs: PATIENT_MS,
    });
    for (const key of ['seldom', 'often', 'never']) await store.set(key, new Uint8Array(9), HOUR_MS);
    await Promise.all([
      write(
        [],
        new Map([
          ['often', 2],
          ['seldom', 1],
        ]),
      ),
      write([], new Map([['gone', 5]])),
    ]);
    await write([], new Map([['often', 3]]));
    // A newer value of an entry is the same entry.
    await store.set('often', new Uint8Array(11), HOUR_MS);
    await store.close();
    await refreshViews({ url: server.url });
    expect(await ask('SELECT key, uses, bytes FROM winnow_hot_entries ORDER BY uses DESC')).toEqual([
      { key: 'often', uses: 5, bytes: 11 },
      { key: 'seldom', uses: 1, bytes: 9 },
    ]);
  });

  test('views are refreshed by one process at a time, and not without need', async () => {
    await client.query('BEGIN');
    await client.query('SELECT pg_advisory_xact_lock($1)', [REFRESH_LOCK]);
    expect(await refreshViews({ url: server.url })).toBe('busy');
    await client.query('COMMIT');
    expect(await refreshViews({ url: server.url, olderThanMs: HOUR_MS })).toBe('fresh');
    expect(await refreshViews({ url: server.url })).toBe('refreshed');
    const states = await viewStates({ url: server.url });
    expect(states.map(({ view }) => view)).toEqual(['winnow_hot_entries', 'winnow_latency_hourly']);
    expect(states.every(({ refreshedAt }) => refreshedAt !== undefined)).toBe(true);
  });

  test('a view is read while it is refreshed', async () => {
    await client.query('BEGIN');
    await client.query('SELECT * FROM winnow_latency_hourly');
    // A refresh that is not concurrent would wait for this reader.
    expect(await refreshViews({ url: server.url })).toBe('refreshed');
    await client.query('COMMIT');
  });

  test('whoever lent a search path of his own to the refresh gains nothing', async () => {
    await client.query(`CREATE TEMPORARY TABLE winnow_refreshes (LIKE winnow_refreshes)`);
    expect((await ask('SELECT winnow_refresh(make_interval()) AS outcome'))[0]).toEqual({ outcome: 'refreshed' });
    expect(await ask('SELECT * FROM pg_temp.winnow_refreshes')).toEqual([]);
    await client.query('DROP TABLE pg_temp.winnow_refreshes');
  });

  test('a line of a trail that changed after it was copied is told, and both forms stay', async () => {
    const trail = '0123456789abcdef';
    const lines = [1, 2, 3].map((seq) => `{"seq":${seq},"time":"…","kind":"begin"}`);
    const folder = temporaryFolder({
      [`audit/${trail}/audit-000001.jsonl`]: `${lines.join('\n')}\n{"seq":4,"ti`,
      [`learned/${trail}`]: 'sealed',
      [`learned/${trail}.lock`]: '1',
    });
    const copy = () => withCopyTarget(server.url, (target) => copyKept(folder.path, target));
    expect(await copy()).toEqual({ trails: 1, linesAdded: 3, differing: [], learned: 1 });
    expect(await copy()).toEqual({ trails: 1, linesAdded: 0, differing: [], learned: 0 });
    rewrite(folder, `audit/${trail}/audit-000001.jsonl`, `${lines.join('\n').replace('begin', 'bogus')}\n`);
    expect(await copy()).toMatchObject({ linesAdded: 1, differing: [{ trail, seqs: [1] }] });
    expect(await ask('SELECT count(*)::int AS lines FROM winnow_audit')).toEqual([{ lines: 4 }]);
    folder.remove();
  });

  test.runIf('path' in program)('a login with the documented grants alone does all that the product does', async () => {
    const page = readFileSync(join(REPOSITORY, 'docs/stores.md'), 'utf8');
    await client.query(/```sql\n([\s\S]*?)```/.exec(page)?.[1] ?? '');
    const login = server.url.replace('//winnow@', '//winnow_app@');
    await writeTo(openRows(login), { rows: [requestRow()], uses: new Map([['often', 1]]) });
    expect(await refreshViews({ url: login })).toBe('refreshed');
    expect(await viewStates({ url: login })).toHaveLength(2);
    const folder = temporaryFolder({
      'audit/00000000000000aa/audit-000001.jsonl': '{"seq":1,"kind":"begin"}\n',
      'learned/00000000000000aa': 's',
    });
    expect(await withCopyTarget(login, (target) => copyKept(folder.path, target))).toMatchObject({
      linesAdded: 1,
      learned: 1,
    });
    rewrite(folder, 'learned/00000000000000aa', 'another');
    expect(await withCopyTarget(login, (target) => copyKept(folder.path, target))).toMatchObject({ learned: 1 });
    folder.remove();
    const lesser = new Client({ connectionString: login });
    await lesser.connect();
    const refused = [
      'DELETE FROM winnow_audit',
      "UPDATE winnow_audit SET line = ''",
      'DROP TABLE winnow_requests',
      'REFRESH MATERIALIZED VIEW winnow_hot_entries',
      'UPDATE winnow_requests SET tokens_in = 0',
    ];
    for (const statement of refused)
      await expect(lesser.query(statement), statement).rejects.toMatchObject({ code: '42501' });
    await lesser.end();
  });

  test('are gone after the documented statements', async () => {
    const page = readFileSync(join(REPOSITORY, 'docs/stores.md'), 'utf8');
    const blocks = [...page.matchAll(/```sql\n([\s\S]*?)```/g)].map(([, statements]) => statements ?? '');
    await client.query(blocks.find((block) => block.includes('DROP')) ?? '');
    const { rows } = await client.query(
      `SELECT relname FROM pg_class WHERE relname LIKE 'winnow%' AND relnamespace = current_schema()::regnamespace`,
    );
    expect(rows).toEqual([]);
    expect(await migrationStatus({ url: server.url, folder: SCHEMA })).toMatchObject({ missing: MIGRATIONS });
  });
});

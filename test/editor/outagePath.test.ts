import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser } from '../helpers/browser.ts';
import { requireComponent } from '../helpers/components.ts';
import { startCodeServer, type CodeServer } from '../helpers/codeServer.ts';
import { startPostgres, type TestPostgres } from '../helpers/postgres.ts';
import { startRedis, type TestRedis } from '../helpers/redis.ts';
import { runCommand } from '../helpers/serveWorker.ts';
import { faultyPostgres, faultyRedis, STORE_FAULTS, TAKES_NOTHING, type FaultyStore } from '../helpers/storeFaults.ts';
import { temporaryFolder, type TemporaryFolder } from '../helpers/temporary.ts';
import { serverLog, type ServerLog } from './serverLog.ts';
import { packagedVsix } from './vsix.ts';
import { Workbench } from './workbench.ts';

const WAIT_MS = 60_000;
const eventually = <T>(probe: () => T) => expect.poll(probe, { timeout: WAIT_MS, interval: 100 });
const NAMES = { redis: 'Redis', postgres: 'PostgreSQL' } as const;
const FILES = 40;

const chromium = await requireComponent('chromium');
const redisProgram = await requireComponent('redis-server');
const postgresProgram = await requireComponent('postgres');
const canRun = !('missing' in chromium) && 'path' in redisProgram && 'path' in postgresProgram;

const CHANGE = / (answers|is not used|takes entries again|is read, but takes nothing new)(?::|$)/;
const changeOf = (line: string): string => CHANGE.exec(line)?.[1] ?? line;

const CASES = (['redis', 'postgres', 'both'] as const).flatMap((which) =>
  STORE_FAULTS.map((what) => [which, what] as const),
);

/** A team's stores go wrong, one way after another, under somebody who edits and asks. */
describe.skipIf(!canRun)('stores that are away, in VS Code', () => {
  let redis: TestRedis;
  let postgres: TestPostgres;
  let stores: Readonly<Record<'redis' | 'postgres', FaultyStore>>;
  let workspace: TemporaryFolder;
  let home: TemporaryFolder;
  let log: ServerLog;
  let server: CodeServer;
  let browser: Browser;
  let workbench: Workbench;
  let questions = 0;

  beforeAll(async () => {
    if (!('path' in redisProgram) || !('path' in postgresProgram)) return;
    redis = await startRedis(redisProgram.path);
    postgres = await startPostgres(postgresProgram.path);
    stores = { redis: await faultyRedis(redis), postgres: await faultyPostgres(postgres) };
    const source = (n: number) =>
      `/** Keeps plan ${n} of the budget. */\nexport function keepPlan${n}() {\n  return ${n};\n}\n`;
    const files = Array.from({ length: FILES }, (_, n) => [`src/plan${n}.ts`, source(n)] as const);
    workspace = temporaryFolder(Object.fromEntries(files));
    home = temporaryFolder();
    log = serverLog(home.path);
    const env = {
      WINNOW_REDIS_URL: stores.redis.proxied,
      WINNOW_POSTGRES_URL: stores.postgres.proxied,
      WINNOW_TEAM_KEY: ['words that the', 'whole team has'].join(' '),
      ...log.env,
    };
    server = await startCodeServer({ folder: workspace.path, vsix: [packagedVsix(), log.vsix], env });
    browser = await launchBrowser();
    workbench = await Workbench.open(browser, server.url);
    await workbench.started();
    await workbench.recordToasts();
  });

  afterAll(async () => {
    await browser?.close();
    await server?.stop();
    await stores?.redis.stop();
    await stores?.postgres.stop();
    await redis?.stop();
    await postgres?.stop();
    workspace?.remove();
    home?.remove();
  });

  /** What the log says of the stores, in order. */
  const said = () => [...log.read().matchAll(/cache: (?:Redis|PostgreSQL) at .*/g)].map(([line]) => line);
  const hasSaid = (lines: readonly string[], name: string, change: string) =>
    lines.some((line) => line.includes(` ${name} at `) && changeOf(line) === change);
  /** The dashboard's word for a level of the cache. */
  const level = (name: string) =>
    workbench.dashboard
      .locator('section', { hasText: 'Cache' })
      .locator('tr', { hasText: name })
      .locator('td')
      .first()
      .innerText();

  /** A question of a kind that no cache holds, asked by the palette; the pack as it is copied. */
  const ask = async (): Promise<{ readonly query: string; readonly pack: string }> => {
    questions++;
    const query = `Budget ${questions}: which function keeps plan ${questions % FILES}?`;
    await workbench.ask(query);
    await workbench.run('Winnow: Copy Pack');
    await eventually(() => workbench.clipboard()).toContain(query);
    return { query, pack: await workbench.clipboard() };
  };

  /** The same question to the command line, which knows of no store. */
  const withoutStores = async (query: string): Promise<string> => {
    const args = ['optimize', '--query', query, '--no-cache', '--workspace', workspace.path];
    const { code, stdout, stderr } = await runCommand({ args, home: home.path, environment: {} });
    expect(code, stderr).toBe(0);
    return stdout;
  };

  /** Asks until the log has something to say, and compares the first pack. */
  const askUntil = async (isTold: () => boolean): Promise<void> => {
    const { query, pack } = await ask();
    expect(pack.trimEnd()).toBe((await withoutStores(query)).trimEnd());
    for (let tries = 0; tries < 20 && !isTold(); tries++) await ask();
    expect(isTold(), said().join('\n')).toBe(true);
  };

  it('are used while they are well', async () => {
    await askUntil(() => Object.values(NAMES).every((name) => hasSaid(said(), name, 'answers')));
  });

  it.each(CASES)('%s %s: packs come as without stores, quietly', async (which, what) => {
    const hit = which === 'both' ? [stores.redis, stores.postgres] : [stores[which]];
    const before = said().length;
    const [away, back] = TAKES_NOTHING.has(what)
      ? (['is read, but takes nothing new', 'takes entries again'] as const)
      : (['is not used', 'answers'] as const);
    const allSaid = (change: string) =>
      hit.every(({ level: name }) => hasSaid(said().slice(before), NAMES[name], change));
    await Promise.all(hit.map(({ cases }) => cases[what].begin()));
    try {
      await workbench.openFile('src/plan1.ts');
      await workbench.typeAtEnd(`// ${which} ${what}\n`);
      await workbench.page.keyboard.press('Control+S');
      await askUntil(() => allSaid(away));
      await workbench.run('Winnow: Show Dashboard');
      await workbench.dashboard.getByRole('status').waitFor({ timeout: WAIT_MS });
      const seen = TAKES_NOTHING.has(what) ? /misses/ : /away|being tried|failures/;
      for (const { level: name } of hit) await eventually(() => level(name)).toMatch(seen);
    } finally {
      await Promise.all(hit.map(({ cases }) => cases[what].end()));
    }
    await askUntil(() => allSaid(back));
    expect(await workbench.toasts()).toEqual([]);
    const told = said().slice(before);
    for (const { level: name } of hit) {
      const changes = told.filter((line) => line.includes(` ${NAMES[name]} at `)).map(changeOf);
      // A reply that comes late after all is a change of its own: one line a change, never the same twice.
      expect(changes.filter((change, at) => change === changes[at - 1])).toEqual([]);
    }
    if (which !== 'both') expect(told.filter((line) => !line.includes(` ${NAMES[which]} at `))).toEqual([]);
  });
});

import { Redis } from 'ioredis';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser } from '../helpers/browser.ts';
import { requireComponent } from '../helpers/components.ts';
import { startCodeServer, type CodeServer } from '../helpers/codeServer.ts';
import { startRedis, type TestRedis } from '../helpers/redis.ts';
import { temporaryFolder, type TemporaryFolder } from '../helpers/temporary.ts';
import { packagedVsix } from './vsix.ts';
import { Workbench } from './workbench.ts';

const WAIT_MS = 60_000;
const eventually = <T>(probe: () => T) => expect.poll(probe, { timeout: WAIT_MS, interval: 100 });

const chromium = await requireComponent('chromium');
const redisProgram = await requireComponent('redis-server');

/** A Redis with a password, switched on as a user does it. */
describe.skipIf('missing' in chromium || !('path' in redisProgram))('a store in VS Code', () => {
  let redis: TestRedis;
  let observer: Redis;
  let workspace: TemporaryFolder;
  let server: CodeServer;
  let browser: Browser;
  let workbench: Workbench;

  beforeAll(async () => {
    if ('path' in redisProgram) redis = await startRedis(redisProgram.path);
    observer = new Redis(redis.url);
    workspace = temporaryFolder({ 'notes.md': '# Notes\n' });
    const settings = { 'winnow.cache.redisUrl': redis.url };
    server = await startCodeServer({ folder: workspace.path, vsix: [packagedVsix()], settings });
    browser = await launchBrowser();
    workbench = await Workbench.open(browser, server.url);
    await workbench.started();
  });

  afterAll(async () => {
    await browser?.close();
    await server?.stop();
    observer?.disconnect();
    await redis?.stop();
    workspace?.remove();
  });

  /** Whether a server of ours is connected, and so knows the password. */
  const connected = async () => String(await observer.client('LIST')).includes(' name=winnow ');
  const choose = async (label: string) => workbench.page.locator('.quick-input-list-row', { hasText: label }).click();

  it('does not use a setting that holds the password, and moves it where it is safe', async () => {
    const toast = workbench.page.locator('.notification-toast', { hasText: 'winnow.cache.redisUrl holds a login' });
    await toast.waitFor({ timeout: WAIT_MS });
    expect(await connected()).toBe(false);
    await toast.locator('.monaco-button', { hasText: 'Move' }).click();
    await eventually(connected).toBe(true);
  });

  it('forgets it when an empty one is set, and takes a new one', async () => {
    const input = workbench.page.locator('.quick-input-widget input');
    await workbench.run('Winnow: Set Store URL…');
    await choose('Redis');
    await input.fill('');
    await input.press('Enter');
    await eventually(connected).toBe(false);
    await workbench.run('Winnow: Set Store URL…');
    await choose('Redis');
    await input.fill(redis.url);
    await input.press('Enter');
    await eventually(connected).toBe(true);
  });
});

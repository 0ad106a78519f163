import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser } from '../helpers/browser.ts';
import { startCodeServer, type CodeServer } from '../helpers/codeServer.ts';
import { requireComponent } from '../helpers/components.ts';
import { temporaryFolder, type TemporaryFolder } from '../helpers/temporary.ts';
import { packagedVsix } from './vsix.ts';
import { Workbench } from './workbench.ts';

const THEMES = [
  ['Default Light Modern', 'dashboard-light', 'vs '],
  ['Default High Contrast', 'dashboard-high-contrast', 'hc-black'],
  ['Default Dark Modern', 'dashboard', 'vs-dark'],
] as const;
const PNG_MARK = '89504e470d0a1a0a';
const WAIT_MS = 60_000;
const eventually = <T>(probe: () => T) => expect.poll(probe, { timeout: WAIT_MS, interval: 100 });

const source = (n: number) => `/** Keeps budget ${n}. */\nexport function keepBudget${n}() {\n  return ${n};\n}\n`;

const chromium = await requireComponent('chromium');

/** The dashboard from its first look to its export; each step starts where the last ended. */
describe.skipIf('missing' in chromium)('dashboard in VS Code', () => {
  let workspace: TemporaryFolder;
  let server: CodeServer;
  let browser: Browser;
  let workbench: Workbench;
  const violations: string[] = [];

  beforeAll(async () => {
    const files = Array.from({ length: 30 }, (_, n) => [`src/budget${n}.ts`, source(n)] as const);
    workspace = temporaryFolder({
      ...Object.fromEntries(files),
      'data.bin': 'a\0b',
      '.gitignore': '*.log\n',
      'a.log': 'x\n',
      '.winnow/config.json': '{ "format": "xml" }',
    });
    const settings = { 'workbench.colorTheme': 'Default Dark Modern' };
    server = await startCodeServer({ folder: workspace.path, vsix: [packagedVsix()], settings });
    browser = await launchBrowser();
    workbench = await Workbench.open(browser, server.url);
    workbench.page.on('console', (message) => {
      if (/Content Security Policy/i.test(message.text()) && /dashboard/.test(message.location().url + message.text()))
        violations.push(message.text());
    });
    await workbench.started();
  });

  afterAll(async () => {
    await browser?.close();
    await server?.stop();
    workspace?.remove();
  });

  const view = () => workbench.dashboard;
  const figure = (title: string) => view().locator('figure', { hasText: title });
  /** How many of a plot's pixels are not transparent. */
  const drawn = (title: string) =>
    figure(title)
      .locator('canvas')
      .evaluate((canvas: HTMLCanvasElement) => {
        const pixels = canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height).data ?? [];
        return pixels.filter((value, at) => at % 4 === 3 && value > 0).length;
      });
  const value = (section: string, name: string) =>
    view().locator('section', { hasText: section }).locator('tr', { hasText: name }).locator('td').first().innerText();

  /** Takes the name that the dialog of a browser's VS Code proposes. */
  const saveAs = async (name: string) => {
    const box = workbench.box;
    await expect.poll(() => box.locator('input[type="text"]').inputValue(), { timeout: WAIT_MS }).toContain(name);
    await workbench.page.keyboard.press('Enter');
    await box.waitFor({ state: 'hidden' });
  };

  it('opens by a click on the status bar, and says that all is well', async () => {
    await eventually(() => workbench.statusText()).toMatch(/MB/);
    await workbench.statusItem.click();
    await workbench.tab('Winnow Dashboard').waitFor();
    await view().getByRole('status').waitFor({ timeout: WAIT_MS });
    await eventually(() => view().getByRole('status').innerText()).toBe('All is well.');
    await eventually(() => value('Index', 'Files indexed')).toBe('31');
  });

  it('follows what the server tells while it is looked at', async () => {
    writeFileSync(join(workspace.path, 'src', 'more.ts'), source(30));
    await eventually(() => value('Index', 'Files indexed')).toBe('32');
  });

  it('draws plots, and numbers that change with a question', async () => {
    expect(await value('Latency and memory', 'Packs')).toBe('0');
    // The workspace's own format applies where no other was chosen.
    await workbench.ask('Which function keeps the budget?', undefined, /Build the pack.*xml/s);
    await workbench.tab('.xml').waitFor({ timeout: WAIT_MS });
    await workbench.run('Winnow: Show Dashboard');
    await eventually(() => value('Latency and memory', 'Packs')).toBe('1');
    await eventually(() => figure('How long packs took').locator('.summary').innerText()).toBe(
      'Packs since the server started: 1',
    );
    for (const title of ['Latency of packs', 'How long packs took', 'Memory of the server', 'Cache hits'])
      await eventually(() => drawn(title)).toBeGreaterThan(500);
    expect(await value('Tokens', 'Tokens packed')).toMatch(/^\d/);
  });

  it('is reached by keys, with a table for each plot', async () => {
    await view().getByRole('button', { name: 'Export CSV…' }).focus();
    for (let at = 0; at < 2; at++) await workbench.page.keyboard.press('Tab');
    await workbench.page.keyboard.press('Enter');
    const table = figure('Latency of packs').locator('.values table');
    await table.waitFor();
    expect(await table.locator('thead').innerText()).toMatch(/Time\s+p50\s+p95\s+p99/);
    expect(await table.locator('tbody tr').count()).toBeGreaterThan(0);
    await workbench.page.keyboard.press('Enter');
    await table.waitFor({ state: 'hidden' });
  });

  it.each(THEMES)('follows the theme %s', async (theme, image, name) => {
    mkdirSync(join(workspace.path, '.vscode'), { recursive: true });
    writeFileSync(join(workspace.path, '.vscode', 'settings.json'), JSON.stringify({ 'workbench.colorTheme': theme }));
    await eventually(() => workbench.page.locator('.monaco-workbench').getAttribute('class')).toContain(name);
    await eventually(() => drawn('Latency of packs')).toBeGreaterThan(500);
    await workbench.notificationsGone();
    await workbench.screenshot(image);
  });

  it('writes figures and pictures to files', async () => {
    await view().getByRole('button', { name: 'Export CSV…' }).click();
    const csv = join(workspace.path, 'winnow.csv');
    await saveAs('winnow.csv');
    await eventually(() => existsSync(csv)).toBe(true);
    expect(readFileSync(csv, 'utf8')).toMatch(/^time,p50_ms,.*\r\n\d{4}-\d\d-\d\dT[\d:.]+Z,/);
    await figure('Latency of packs').getByRole('button', { name: 'Export PNG…' }).click();
    const png = join(workspace.path, 'winnow-latency.png');
    await saveAs('winnow-latency.png');
    await eventually(() => existsSync(png) && readFileSync(png).subarray(0, 8).toString('hex')).toBe(PNG_MARK);
  });

  it('leads to the files that are not in the index, by reason', async () => {
    // The picture that was just written is one, too.
    await eventually(() => value('Index', '– binary')).toBe('2');
    await view().getByRole('button', { name: 'Show Skipped Files' }).click();
    const box = workbench.box;
    await box.locator('.monaco-list-row', { hasText: 'a.log' }).waitFor();
    await workbench.screenshot('skipped-files');
    await box.locator('input[type="text"]').fill('data.bin');
    await eventually(() => box.locator('.monaco-list-row').count()).toBe(1);
    await workbench.page.keyboard.press('Enter');
    await workbench.tab('data.bin').waitFor();
    await workbench.run('Winnow: Show Dashboard');
  });

  it('looks at itself, and forgets what is kept', async () => {
    await workbench.run('Winnow: Doctor');
    await eventually(() => workbench.editor.innerText()).toMatch(/WebAssembly\s+works/);
    await workbench.run('Winnow: Clear Caches');
    await workbench.page.getByRole('button', { name: 'Clear', exact: true }).click();
    await eventually(() => workbench.page.locator('.statusbar').innerText()).toContain('the caches are empty');
  });

  it('warns, in the status bar too, of what does not work', async () => {
    await workbench.run('Winnow: Show Dashboard');
    const policy = join(workspace.path, '.winnow', 'policy.json');
    writeFileSync(policy, '{');
    await workbench.run('Winnow: Restart Server');
    const warned = workbench.page.locator(
      '.statusbar-item.warning-kind[id="winnow.winnow.winnow.status"] .codicon-warning',
    );
    await warned.waitFor({ timeout: WAIT_MS });
    await eventually(() => view().getByRole('status').innerText()).toMatch(/policy\.json/);
    await workbench.screenshot('dashboard-degraded');
    rmSync(policy);
    await workbench.run('Winnow: Restart Server');
    await warned.waitFor({ state: 'detached', timeout: WAIT_MS });
  });

  it('broke no rule of its own security policy', () => {
    expect(violations).toEqual([]);
  });
});

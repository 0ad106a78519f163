import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser } from '../helpers/browser.ts';
import { requireComponent } from '../helpers/components.ts';
import { startCodeServer, type CodeServer } from '../helpers/codeServer.ts';
import { packagedVsix } from './vsix.ts';
import { Workbench } from './workbench.ts';
import { editorWorkspace, type EditorWorkspace } from './workspace.ts';

const WAIT_MS = 60_000;
const eventually = <T>(probe: () => T) => expect.poll(probe, { timeout: WAIT_MS, interval: 50 });

const chromium = await requireComponent('chromium');

describe.skipIf('missing' in chromium)('German', () => {
  let workspace: EditorWorkspace;
  let server: CodeServer;
  let browser: Browser;
  let workbench: Workbench;

  beforeAll(async () => {
    workspace = editorWorkspace();
    const settings = { 'workbench.colorTheme': 'Default Dark Modern', 'editor.minimap.enabled': false };
    server = await startCodeServer({ folder: workspace.path, vsix: [packagedVsix()], settings });
    browser = await launchBrowser();
    workbench = await Workbench.open(browser, server.url, 'de');
    await workbench.started();
  });

  afterAll(async () => {
    await browser?.close();
    await server?.stop();
    workspace?.remove();
  });

  const shown = async (selector: string) => {
    const texts = await workbench.page.locator(selector).allInnerTexts();
    return texts.join('\n').replaceAll('\u00a0', ' ');
  };

  it('tells of triggers and secrets', async () => {
    await workbench.openFile('notes.md');
    await eventually(() => workbench.languageStatus()).toContain('1 Trigger: debugging');
    expect(await workbench.hoverText('fix bug')).toMatch(/Agenten: debugger.*Warum: Schlüsselwort “fix bug”/s);
    await workbench.page.keyboard.press('Escape');
    await workbench.openFile('settings.ts');
    await eventually(() => workbench.languageStatus()).toContain('1 Geheimnis');
    expect(await workbench.problems()).toContain('In jedem Paket steht dafür ein Platzhalter.');
    await workbench.screenshot('german-secret');
    await workbench.page.keyboard.press('Control+J');
  });

  it('shows a pack, why its blocks are in and what would come next', async () => {
    await workbench.run('Winnow: Kontext optimieren…');
    await workbench.answer('How does the selection of chunks keep the pack within its token budget?');
    await workbench.tab('Paket: ').waitFor({ timeout: WAIT_MS });
    const lenses = () => shown('.codelens-decoration');
    await eventually(lenses).toMatch(/von 8\.000 Token \(\d+ %\), \d+ Blöcke aus \d+ Dateien/);
    await eventually(lenses).toMatch(/2\.000 Token mehr brächten hinzu: .* und \d+ weitere/);
    expect(await lenses()).toMatch(/Wert [\d.]+ · \d\.\d+ Token/);
    expect(await lenses()).toMatch(/sein Text passt: /);
    await workbench.notificationsGone();
    await workbench.screenshot('german-pack');
  });

  it('shows the dashboard', async () => {
    await workbench.run('Winnow: Dashboard zeigen');
    const view = workbench.page.frameLocator('iframe.webview.ready').frameLocator('iframe#active-frame');
    await eventually(() => view.getByRole('status').innerText()).toBe('Alles in Ordnung.');
    expect(await view.locator('section', { hasText: 'Warteschlange' }).innerText()).toMatch(/beantwortet\s+1/);
    await workbench.screenshot('german-dashboard');
  });
});

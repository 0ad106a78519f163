import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser } from '../helpers/browser.ts';
import { requireComponent } from '../helpers/components.ts';
import { startCodeServer, type CodeServer } from '../helpers/codeServer.ts';
import { githubToken } from '../helpers/samples.ts';
import { temporaryFolder, type TemporaryFolder } from '../helpers/temporary.ts';
import { packagedVsix } from './vsix.ts';
import { Workbench } from './workbench.ts';

const WAIT_MS = 60_000;
const ASK_AGAIN_MS = 10_000;
const MOST_TRIES = 8;
const eventually = <T>(probe: () => T) => expect.poll(probe, { timeout: WAIT_MS, interval: 50 });

const chromium = await requireComponent('chromium');

/** Put together here, so that no secret stands in this file. */
const TOKEN = githubToken(11);
const RELEASE_TOKEN = githubToken(13);
const DATABASE_URL = ['postgres:/', `/app:${githubToken(12).slice(4, 24)}@db.internal:5432/orders`].join('');
const PEM_WORDS = ['PRIVATE', 'KEY-----'].join(' ');
const PEM_BODY = Array.from({ length: 12 }, (_, at) => githubToken(20 + at).slice(4) + githubToken(40 + at).slice(8));

const FILES = {
  '.gitignore': '.env\n',
  'src/client.ts': `import { connect } from './connect.ts';\n\n/** Reads the issues of a repository. */\nexport function openClient() {\n  const apiToken = '${TOKEN}';\n  return connect({ token: apiToken, retries: 3 });\n}\n`,
  'src/connect.ts': 'export const connect = (options: { token?: string; retries: number }) => options;\n',
  'deploy/release.sh': `#!/bin/sh\nexport RELEASE_TOKEN=${RELEASE_TOKEN}\n./publish\n`,
  'deploy/database.yml': `url: ${DATABASE_URL}\n`,
  'deploy/server.pem': [`-----BEGIN RSA ${PEM_WORDS}`, ...PEM_BODY, `-----END RSA ${PEM_WORDS}`, ''].join('\n'),
  'notes.md': '# Notes\n\nPaste what the model answered here.\n',
};

/** What a user sees of secrets, in order; each step starts where the last ended. */
describe.skipIf('missing' in chromium)('secrets in VS Code', () => {
  let workspace: TemporaryFolder;
  let server: CodeServer;
  let browser: Browser;
  let workbench: Workbench;

  beforeAll(async () => {
    workspace = temporaryFolder(FILES);
    server = await startCodeServer({ folder: workspace.path, vsix: [packagedVsix()], settings: SETTINGS });
    browser = await launchBrowser();
    workbench = await Workbench.open(browser, server.url);
    await workbench.started();
  });

  afterAll(async () => {
    await browser?.close();
    await server?.stop();
    workspace?.remove();
  });

  const page = () => workbench.page;
  const gutterIcons = () =>
    page()
      .locator('.editor-group-container.active .glyph-margin-widgets .cgmr')
      .evaluateAll(
        (marks) =>
          marks.filter((mark) => getComputedStyle(mark).backgroundImage.startsWith('url("data:image/svg')).length,
      );
  const shown = async () => (await workbench.editor.innerText()).replaceAll('\u00a0', ' ');

  it('marks a finding in the text and in the gutter, and tells what it is', async () => {
    await workbench.openFile('src/client.ts');
    await eventually(() => workbench.squiggles()).toBeGreaterThan(0);
    await eventually(gutterIcons).toBe(1);
    await eventually(() => workbench.languageStatus()).toMatch(/1 secret\s+github-[\w-]+/);
    const text = await workbench.hoverText(TOKEN.slice(0, 12));
    expect(text).toMatch(/github/i);
    await page().locator('.monaco-hover a', { hasText: 'Quick Fix' }).waitFor({ timeout: WAIT_MS });
    await workbench.screenshot('secret-finding');
    await page().keyboard.press('Escape');
    await page().mouse.move(0, 0);
  });

  it('lists the mends, the likeliest first', async () => {
    // In the token.
    await workbench.goToLine(5, 32);
    const rows = page().locator('.action-widget .monaco-list-row.action');
    // The list closes when anything else takes the focus meanwhile: it is asked for again.
    for (let tries = 0; tries < MOST_TRIES && !(await rows.first().isVisible()); tries++) {
      await page().keyboard.press('Escape');
      await workbench.run('Quick Fix...');
      await rows
        .first()
        .waitFor({ timeout: ASK_AGAIN_MS })
        .catch(() => undefined);
    }
    const titles = (await workbench.rows(page().locator('.action-widget'))).map((title) => title.trim());
    expect(titles.filter((title) => title.includes('this github'))).toEqual([
      expect.stringMatching(/^Move this github-[\w-]+ to API_TOKEN in \.env$/),
      expect.stringMatching(/^Replace this github-[\w-]+ by its placeholder$/),
      expect.stringMatching(/^Allow this github-[\w-]+ on this line$/),
      expect.stringMatching(/^Allow this github-[\w-]+ everywhere in this workspace$/),
    ]);
    await workbench.screenshot('secret-fixes');
  });

  it('moves the secret to an environment variable', async () => {
    await page().locator('.action-widget .monaco-list-row.action', { hasText: 'Move this github' }).click();
    await eventually(shown).toContain('const apiToken = process.env.API_TOKEN;');
    await eventually(gutterIcons).toBe(0);
    await eventually(() => workbench.languageStatus()).not.toContain('secret');
    await eventually(() => readFileSync(join(workspace.path, '.env'), 'utf8')).toBe(`API_TOKEN=${TOKEN}\n`);
  });

  it('lists the findings of the workspace by file, the gravest first', async () => {
    await workbench.run('Winnow: Scan Workspace for Secrets');
    // Room for all lines: what is not seen is not drawn.
    await workbench.tree.locator('.pane-header', { hasText: 'Pack' }).click();
    await eventually(() => workbench.treeRows()).toEqual(
      expect.arrayContaining(['server.pem 1 · deploy', 'release.sh 1 · deploy', 'database.yml 1 · deploy']),
    );
    await eventually(() => workbench.badge.innerText()).toBe('3');
    const rows = await workbench.treeRows();
    expect(rows.join('\n')).not.toContain(TOKEN.slice(0, 12));
    await workbench.row('sensitive · line 2').click();
    await workbench.tab('release.sh').waitFor();
    await eventually(() => workbench.cursor()).toMatch(/^Ln 2\b/);
    await eventually(gutterIcons).toBe(1);
    await workbench.screenshot('secret-tree');
  });

  it('puts values back where a pack of this session is pasted', async () => {
    await workbench.ask('Where does the release token stand that publish needs?');
    await workbench.run('Winnow: Copy Pack');
    await eventually(() => workbench.clipboard()).toMatch(/RELEASE_TOKEN=\[REDACTED:github-[\w-]+:[0-9a-f]+\]/);
    await workbench.openFile('notes.md');
    await workbench.typeAtEnd('\n');
    await page().keyboard.press('Control+V');
    await eventually(shown).toContain(`RELEASE_TOKEN=${RELEASE_TOKEN}`);
    await workbench.undoAll();
  });

  it('warns when a placeholder is saved that was not there', async () => {
    await workbench.openFile('notes.md');
    await workbench.typeAtEnd('token = [REDACTED:github-token:ab12cd]\n');
    await page().keyboard.press('Control+S');
    const toast = page().locator('.notification-toast', { hasText: 'notes.md is saved with a placeholder' });
    await toast.waitFor();
    await workbench.screenshot('placeholder-guard');
    await toast.locator('.monaco-button', { hasText: 'Save Anyway' }).click();
    await toast.waitFor({ state: 'detached' });
    await workbench.typeAtEnd('[REDACTED:github-token:ab12ce]');
    await page().keyboard.press('Control+S');
    await eventually(() => readFileSync(join(workspace.path, 'notes.md'), 'utf8')).toContain('ab12ce');
    expect(await toast.count()).toBe(0);
  });
});

const SETTINGS = {
  'workbench.colorTheme': 'Default Dark Modern',
  'winnow.secrets.restoreOnApply': true,
  // What is typed must be what stands in the document.
  'editor.autoClosingBrackets': 'never',
  'editor.quickSuggestions': { other: 'off', comments: 'off', strings: 'off' },
  'editor.suggestOnTriggerCharacters': false,
  'editor.wordBasedSuggestions': 'off',
  'editor.minimap.enabled': false,
};

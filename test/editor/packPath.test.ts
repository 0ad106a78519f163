import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Locator } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser } from '../helpers/browser.ts';
import { requireComponent } from '../helpers/components.ts';
import { startCodeServer, type CodeServer } from '../helpers/codeServer.ts';
import { REPOSITORY } from '../helpers/repository.ts';
import { githubToken } from '../helpers/samples.ts';
import { temporaryFolder, type TemporaryFolder } from '../helpers/temporary.ts';
import { packagedVsix } from './vsix.ts';
import { Workbench } from './workbench.ts';

const QUERY = 'How does the selection of chunks keep the pack within its token budget?';
const SECOND_QUERY = 'Where are placeholders of secrets made?';
/** Put together here, so that no secret stands in this file. */
const TOKEN = githubToken(31);
const PASTED_TOKEN = githubToken(32);

const THEMES = [
  ['Default Light Modern', 'pack-view-light'],
  ['Default High Contrast', 'pack-view-high-contrast'],
  ['Default Dark Modern', 'pack-view'],
] as const;

const WAIT_MS = 60_000;
const eventually = <T>(probe: () => T) => expect.poll(probe, { timeout: WAIT_MS, interval: 50 });

const chromium = await requireComponent('chromium');

/** This repository's engine under git, with a file that has changed since and holds a secret. */
function packWorkspace(): TemporaryFolder {
  const settings = `/** How the selection of chunks reads its token budget. */\nexport const budgetApiToken = '${TOKEN}';\n`;
  const folder = temporaryFolder({
    '.gitignore': '.vscode/\n',
    'notes.md': '# Notes\n\nWhat a pack is made of.\n',
    'src/settings.ts': settings,
    'src/paste.ts': `export const pasted = '${PASTED_TOKEN}';\n`,
  });
  cpSync(join(REPOSITORY, 'server/src/engine'), join(folder.path, 'engine'), { recursive: true });
  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=Test', '-c', 'user.email=test@localhost', ...args], { cwd: folder.path });
  git('init', '--quiet');
  git('add', '--all');
  git('commit', '--quiet', '--message', 'First');
  writeFileSync(join(folder.path, 'src/settings.ts'), `${settings}export const selectionBudget = 8000;\n`);
  return folder;
}

/** What a user does with a pack, in order; each step starts where the last ended. */
describe.skipIf('missing' in chromium)('packs in VS Code', () => {
  let workspace: TemporaryFolder;
  let server: CodeServer;
  let browser: Browser;
  let workbench: Workbench;

  beforeAll(async () => {
    workspace = packWorkspace();
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
  const view = () =>
    page()
      .locator('.split-view-view', { has: page().locator('.pane-header .title', { hasText: /^Pack$/ }) })
      .last();
  const rows = () => workbench.rows(view(), '.label-name, .label-description');
  const row = (label: string) => view().locator('.monaco-list-row', { hasText: label }).first();
  /** Presses an action that a line shows while the mouse is on it. */
  const act = async (line: Locator, action: string) => {
    await line.hover();
    await line.locator(`.action-label[aria-label^="${action}"]`).first().click();
  };
  const box = () => workbench.box;
  const boxRows = async () => (await workbench.rows(box().locator('.quick-input-list'))).map(plain);
  const shown = async () => plain(await workbench.editor.innerText());

  it('says what the view is for before there is a pack', async () => {
    await workbench.run('Winnow: Focus on Pack View');
    await view().locator('.monaco-button', { hasText: 'Optimize Context…' }).waitFor();
    await workbench.screenshot('pack-welcome');
  });

  it('asks by key, with a budget in the tokens of a model', async () => {
    await page().keyboard.press('Control+K');
    await page().keyboard.press('Control+G');
    await box().locator('.action-label[aria-label^="Budget: 8,000 tokens"]').click();
    await box().locator('.monaco-list-row', { hasText: 'GPT-4o' }).click();
    await box().locator('.action-label[aria-label^="Budget: 12,800 tokens of gpt-4o"]').waitFor();
    await box().locator('input[type="text"]').fill(QUERY);
    await eventually(boxRows).toEqual([
      expect.stringMatching(/Build the pack.*12,800 tokens of gpt-4o · markdown · lossless/s),
    ]);
    await workbench.screenshot('question-box');
    await page().keyboard.press('Enter');
    await workbench.tab('Pack: ').waitFor({ timeout: WAIT_MS });
  });

  it('lists the pack by file and block', async () => {
    await eventually(rows).toEqual(
      expect.arrayContaining([expect.stringMatching(/^settings\.ts [\d.]+ · \d+ tokens · 1 redaction · src$/)]),
    );
    // The tokens of the pack: 12,8xx.
    await eventually(() => workbench.badge.innerText()).toBe('12K+');
    expect((await rows()).filter((text) => /^Lines \d+-\d+ [\d.]+ · \d+ tokens/.test(text)).length).toBeGreaterThan(2);
  });

  it.each(THEMES)('shows the pack in the theme %s', async (theme, image) => {
    configure(workspace, { 'workbench.colorTheme': theme });
    await eventually(() => page().locator('.monaco-workbench').getAttribute('class')).toContain(THEME_CLASSES[theme]);
    await workbench.notificationsGone();
    await workbench.screenshot(image);
  });

  it('shows a block in the pack, and its file', async () => {
    await view().locator('.monaco-list-row', { hasText: '1 redaction' }).nth(1).click();
    await eventually(shown).toContain('[REDACTED:');
    await eventually(() => page().locator('.view-overlays .cdr[class*="ced-"]').count()).toBeGreaterThan(0);
    await workbench.screenshot('pack-redaction');
    const told = await workbench.hoverText('[REDACTED:');
    expect(told).toMatch(/github-[\w-]+ \(\w+\) was replaced/);
    await page().keyboard.press('Escape');
    await act(row('settings.ts'), 'Open File');
    await workbench.tab('settings.ts').waitFor();
  });

  it('pins a file, and lets it go again', async () => {
    await act(row('settings.ts'), 'Pin to Pack');
    await row('settings.ts').locator('.codicon-pinned').first().waitFor();
    await act(row('settings.ts'), 'Unpin');
    await row('settings.ts').locator('.codicon-pinned').first().waitFor({ state: 'detached' });
  });

  it('pins all blocks that are selected', async () => {
    const blocks = view().locator('.monaco-list-row', { hasText: 'Lines ' });
    const pinned = view().locator('.custom-view-tree-node-item-icon.codicon-pinned');
    await blocks.nth(0).click({ modifiers: ['ControlOrMeta'] });
    await blocks.nth(2).click({ modifiers: ['ControlOrMeta'] });
    await act(blocks.nth(2), 'Pin to Pack');
    await eventually(() => pinned.count()).toBe(2);
    await act(
      view()
        .locator('.monaco-list-row', { has: page().locator('.codicon-pinned') })
        .first(),
      'Unpin',
    );
    await eventually(() => pinned.count()).toBe(0);
    await workbench.run('Winnow: Focus on Pack View');
    await page().keyboard.press('Home');
  });

  it('leaves a file out, says so, and lets it in again', async () => {
    await act(row('settings.ts'), 'Exclude File from Pack');
    await eventually(rows).not.toContainEqual(expect.stringMatching(/^settings\.ts/));
    await workbench.run('Winnow: Focus on Pack View');
    await page().keyboard.press('End');
    await row('Left Out').click();
    await page().keyboard.press('End');
    await workbench.screenshot('pack-left-out');
    await act(row('src/settings.ts'), 'Include Again');
    await page().keyboard.press('Home');
    await eventually(rows).toContainEqual(expect.stringMatching(/^settings\.ts/));
  });

  it('tells what more room would add', async () => {
    await workbench.run('Winnow: Focus on Pack View');
    await page().keyboard.press('End');
    await row('With 2,000 More Tokens').click();
    await eventually(rows).toContainEqual(expect.stringMatching(/^engine\/[\w/]+\.ts:\d+-\d+ [\d,]+ tokens$/));
    await row('With 2,000 More Tokens').click();
    await page().keyboard.press('Home');
  });

  it('filters the view', async () => {
    await workbench.run('Winnow: Filter Pack View…');
    await workbench.answer('@redacted SETTINGS');
    await eventually(rows).toEqual([expect.stringMatching(/^settings\.ts/), expect.stringMatching(/^Lines/)]);
    await workbench.run('Winnow: Clear Filter of Pack View');
    await eventually(async () => (await rows()).length).toBeGreaterThan(2);
  });

  it('pins an editor that is dropped on the view', async () => {
    await workbench.openFile('notes.md');
    await workbench.run('Winnow: Focus on Pack View');
    await page().locator('.tab', { hasText: 'notes.md' }).dragTo(row('select.ts'));
    await eventually(rows).toContainEqual(expect.stringMatching(/^notes\.md/));
    await row('notes.md').locator('.codicon-pinned').first().waitFor();
  });

  it('saves the pack where it is told to', async () => {
    await workbench.run('Winnow: Save Pack As…');
    await eventually(() => box().locator('input[type="text"]').inputValue()).toContain('pack.md');
    await page().keyboard.press('Enter');
    await box().waitFor({ state: 'hidden' });
    const file = join(workspace.path, 'pack.md');
    await eventually(() => (existsSync(file) ? readFileSync(file, 'utf8') : '')).toContain('## `notes.md`');
    rmSync(file);
  });

  it('compares the pack with the one before', async () => {
    await workbench.run('Winnow: Compare Pack with Previous');
    await page().locator('.monaco-diff-editor .char-insert, .monaco-diff-editor .line-insert').first().waitFor();
    await workbench.screenshot('pack-diff');
  });

  it('explains what ranked, in and out', async () => {
    await workbench.run('Winnow: Explain Selection of Chunks');
    await eventually(boxRows).toContainEqual(expect.stringMatching(/#1 · score [\d.]+ · [\d,]+ tokens/));
    await workbench.screenshot('pack-explained');
    await page().keyboard.press('Escape');
  });

  it('offers earlier questions, and forgets them', async () => {
    await workbench.run('Winnow: Optimize Context…');
    await eventually(boxRows).toEqual([QUERY]);
    await page().keyboard.press('Escape');
    await workbench.ask(SECOND_QUERY);
    await workbench.run('Winnow: Optimize Context…');
    await eventually(boxRows).toEqual([SECOND_QUERY, QUERY]);
    await workbench.screenshot('question-history');
    await page().keyboard.press('Escape');
    await workbench.run('Winnow: Clear History of Questions');
    await workbench.run('Winnow: Optimize Context…');
    await eventually(boxRows).toEqual([]);
    await page().keyboard.press('Escape');
  });

  it('packs the changed files alone', async () => {
    await workbench.ask('What changes?', 'Winnow: Optimize Changed Files…');
    await eventually(async () => (await rows()).filter((text) => text.includes('.ts '))).toEqual([
      expect.stringMatching(/^settings\.ts/),
    ]);
  });

  it('packs a folder alone, from its menu in the explorer', async () => {
    const folder = page().locator('.explorer-folders-view .monaco-list-row', { hasText: 'src' }).first();
    await workbench.ask('Where is the budget set?', async () => {
      await workbench.run('File: Focus on Files Explorer');
      await workbench.choose(folder, 'Optimize Context from Here…');
    });
    await workbench.run('Winnow: Focus on Pack View');
    await eventually(async () => (await rows()).filter((text) => text.includes('.ts '))).toEqual(
      expect.arrayContaining([expect.stringMatching(/^settings\.ts .* src$/)]),
    );
    expect((await rows()).filter((text) => text.includes('engine'))).toEqual([]);
  });

  it('packs the open editors alone', async () => {
    await workbench.openFile('src/paste.ts');
    await workbench.ask('What is pasted?', 'Winnow: Optimize Open Editors…');
    await eventually(rows).toContainEqual(expect.stringMatching(/^paste\.ts/));
    expect((await rows()).filter((text) => text.endsWith('engine'))).toEqual([]);
  });

  it('copies the pack where there is no chat', async () => {
    await workbench.run('Winnow: Send Pack to Chat');
    await page().locator('.notification-toast', { hasText: 'There is no chat here: the pack was copied' }).waitFor();
    await eventually(() => workbench.clipboard()).toContain('What is pasted?');
  });

  it('replaces the secrets of a selection', async () => {
    await workbench.openFile('src/paste.ts');
    await workbench.goToLine(1);
    await page().keyboard.press('Control+A');
    await eventually(() => workbench.squiggles()).toBeGreaterThan(0);
    await workbench.run('Winnow: Redact Selection');
    await eventually(shown).toMatch(/^export const pasted = '\[REDACTED:github-[\w-]+:[0-9a-f]+\]';/);
    await page().keyboard.press('Control+Z');
    await eventually(shown).toContain(PASTED_TOKEN);
  });

  it('asks about the selection without a box', async () => {
    await page().keyboard.press('Control+A');
    await workbench.run('Winnow: Optimize Context for Selection');
    await workbench.tab('Pack: export const pasted').waitFor({ timeout: WAIT_MS });
    await eventually(rows).toContainEqual(expect.stringMatching(/^Lines 1-1/));
    await row('Lines 1-1').locator('.codicon-pinned').first().waitFor();
  });
});

const THEME_CLASSES: Readonly<Record<string, string>> = {
  'Default Light Modern': 'vs ',
  'Default High Contrast': 'hc-black',
  'Default Dark Modern': 'vs-dark',
};

function configure({ path }: TemporaryFolder, settings: Readonly<Record<string, unknown>>): void {
  mkdirSync(join(path, '.vscode'), { recursive: true });
  writeFileSync(join(path, '.vscode', 'settings.json'), JSON.stringify(settings));
}

function plain(text: string): string {
  return text.replaceAll('\u00a0', ' ').trim();
}

const SETTINGS = {
  'workbench.colorTheme': 'Default Dark Modern',
  // What is typed must be what stands in the document.
  'editor.autoClosingBrackets': 'never',
  'editor.quickSuggestions': { other: 'off', comments: 'off', strings: 'off' },
  'editor.wordBasedSuggestions': 'off',
  'editor.minimap.enabled': false,
};

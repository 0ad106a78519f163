import { countTokens } from 'gpt-tokenizer/encoding/o200k_base';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser } from '../helpers/browser.ts';
import { requireComponent } from '../helpers/components.ts';
import { startCodeServer, type CodeServer } from '../helpers/codeServer.ts';
import { packagedVsix } from './vsix.ts';
import { Workbench } from './workbench.ts';
import { editorWorkspace, type EditorWorkspace } from './workspace.ts';

const RED = 'rgb(241, 76, 76)';
const GREEN = 'rgb(79, 184, 111)';
const QUERY = 'How does the selection of chunks keep the pack within its token budget?';

/** Right or wrong, not fast or slow: a busy machine may take its time, a mark that is lost never comes. */
const WAIT_MS = 60_000;
const eventually = <T>(probe: () => T) => expect.poll(probe, { timeout: WAIT_MS, interval: 50 });

const chromium = await requireComponent('chromium');

/** What a user does, in order, in a real VS Code with the packaged extension; each step starts where the last ended. */
describe.skipIf('missing' in chromium)('the packaged extension in VS Code', () => {
  let workspace: EditorWorkspace;
  let server: CodeServer;
  let browser: Browser;
  let workbench: Workbench;

  beforeAll(async () => {
    workspace = editorWorkspace();
    server = await startCodeServer({ folder: workspace.path, vsix: [packagedVsix()], settings: SETTINGS });
    browser = await launchBrowser();
    workbench = await Workbench.open(browser, server.url);
  });

  afterAll(async () => {
    await browser?.close();
    await server?.stop();
    workspace?.remove();
  });

  it('shows the memory of its server in the status bar', async () => {
    await eventually(() => workbench.statusText()).toMatch(/^Winnow · \d+ MB$/);
  });

  it('highlights the keywords of a file that is opened', async () => {
    await workbench.openFile('notes.md');
    await eventually(() => workbench.highlightColors()).toEqual([RED]);
  });

  it('highlights a keyword as it is typed, and forgets it when it is deleted', async () => {
    await workbench.typeAtEnd('Then make faster');
    await eventually(() => workbench.highlightColors()).toEqual([RED, GREEN]);
    await workbench.screenshot('highlight-typed');
    await workbench.page.keyboard.press('Backspace');
    await eventually(() => workbench.highlightColors()).toEqual([RED]);
  });

  it('tells the rule and its agents on hover', async () => {
    const text = await workbench.hoverText('fix bug');
    expect(text).toContain('debugging');
    expect(text).toContain('debugger');
    await workbench.screenshot('keyword-hover');
  });

  it('reports a secret as a problem without repeating it', async () => {
    await workbench.openFile('settings.ts');
    await eventually(() => workbench.squiggles()).toBeGreaterThan(0);
    const problems = await workbench.problems();
    expect(problems).toMatch(/github/i);
    expect(problems).not.toContain(workspace.token);
    await workbench.screenshot('secret');
    await workbench.page.keyboard.press('Control+J');
  });

  it('builds a pack from the palette and shows it read-only', async () => {
    await workbench.ask(QUERY);
    await eventually(() => workbench.language()).toBe('Winnow Pack');
    await workbench.colored('Context');
    await workbench.notificationsGone();
    await workbench.screenshot('pack-preview');
    await workbench.editor.click();
    await workbench.page.keyboard.type('x');
    await eventually(() => workbench.page.locator('.monaco-editor-overlaymessage').innerText()).toMatch(/read-only/i);
  });

  it('copies the pack: the question, files of the workspace, within the budget, the secret replaced', async () => {
    await workbench.page.keyboard.press('Escape');
    await workbench.run('Winnow: Copy Pack');
    await eventually(() => workbench.clipboard()).toContain(QUERY);
    const pack = await workbench.clipboard();
    expect(pack).toMatch(/^## `[\w/]+\.ts` \d+-\d+$/m);
    // The file with the secret is in, so its absence means that it was replaced.
    expect(pack).toContain('## `src/settings.ts` ');
    expect(pack).toMatch(/budgetApiToken = '\[REDACTED:github-token:[\w-]+\]'/);
    expect(pack).not.toContain(workspace.token);
    const tokens = countTokens(pack);
    expect(tokens).toBeGreaterThan(1000);
    expect(tokens).toBeLessThanOrEqual(8000);
    await workbench.goToLine(pack.split('\n').findIndex((line) => line.includes('[REDACTED:')) + 1);
    await workbench.colored('[REDACTED:');
    await workbench.screenshot('redaction');
  });

  it('shows the latency in the status bar and the rest in its tooltip', async () => {
    await eventually(() => workbench.statusText()).toMatch(/^Winnow [\d.]+ m?s \(p95 [\d.]+ m?s\) · \d+ MB · \d+ %$/);
    await workbench.statusItem.hover();
    const tooltip = workbench.page.locator('.workbench-hover-container .hover-contents', {
      hasText: 'p50 · p95 · p99',
    });
    await tooltip.waitFor();
    expect(await tooltip.innerText()).toMatch(/Files indexed\s+\d+/);
    await workbench.screenshot('status-bar');
  });
});

const SETTINGS = {
  'workbench.colorTheme': 'Default Dark Modern',
  // What is typed must be what stands in the document.
  'editor.quickSuggestions': { other: 'off', comments: 'off', strings: 'off' },
  'editor.wordBasedSuggestions': 'off',
  'editor.minimap.enabled': false,
};

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser } from '../helpers/browser.ts';
import { requireComponent } from '../helpers/components.ts';
import { startCodeServer, type CodeServer } from '../helpers/codeServer.ts';
import { temporaryFolder, type TemporaryFolder } from '../helpers/temporary.ts';
import { packagedVsix, packTinyExtension } from './vsix.ts';
import { Workbench } from './workbench.ts';
import { editorWorkspace } from './workspace.ts';

/** The chat asks for some model to be there before it hands a question to anybody. This one fails when it is asked. */
const SILENT_MODEL = `const vscode = require('vscode');
const model = { id: 'silent', name: 'Silent', family: 'silent', version: '1', maxInputTokens: 9000, maxOutputTokens: 900 };
exports.activate = () => { vscode.lm.registerLanguageModelChatProvider('winnow-tests', {
  provideLanguageModelChatInformation: () => [
    { ...model, capabilities: { toolCalling: true }, isDefault: true, isUserSelectable: true },
  ],
  provideLanguageModelChatResponse: () => { throw new Error('the model was asked'); },
  provideTokenCount: () => Promise.resolve(1),
});
// Models are looked for when somebody asks for one.
setInterval(() => void vscode.lm.selectChatModels({ vendor: 'winnow-tests' }), 1000); };`;

const THEMES = ['Default Light Modern', 'Default Dark Modern', 'Default High Contrast'];
const WAIT_MS = 60_000;
const QUESTION = 'how does the selection of chunks keep the token budget?';

const chromium = await requireComponent('chromium');

describe.skipIf('missing' in chromium)('@winnow in the chat of VS Code, without a language model', () => {
  let folder: TemporaryFolder;
  let workspace: TemporaryFolder;
  let server: CodeServer;
  let browser: Browser;
  let workbench: Workbench;

  beforeAll(async () => {
    folder = temporaryFolder();
    workspace = editorWorkspace();
    const model = packTinyExtension(folder.path, 'winnow-silent-model', SILENT_MODEL, {
      contributes: { languageModelChatProviders: [{ vendor: 'winnow-tests', displayName: 'Tests' }] },
    });
    server = await startCodeServer({
      folder: workspace.path,
      vsix: [packagedVsix(), model],
      settings: { 'chat.disableAIFeatures': false },
    });
    browser = await launchBrowser();
    workbench = await Workbench.open(browser, server.url);
    await workbench.started();
    await workbench.run('Chat: Open Chat');
    await chat().getByText('Silent', { exact: true }).waitFor({ timeout: WAIT_MS });
  });

  afterAll(async () => {
    await browser?.close();
    await server?.stop();
    workspace?.remove();
    folder?.remove();
  });

  const chat = () => workbench.page.locator('.interactive-session').first();
  const answers = () => chat().locator('.interactive-response');

  /** What comes back when the answer is finished. */
  async function ask(words: string): Promise<string> {
    const before = await answers().count();
    await chat().locator('.chat-input-container .monaco-editor').first().click();
    await workbench.page.keyboard.type(words, { delay: 10 });
    await workbench.page.keyboard.press('Escape');
    await workbench.page.keyboard.press('Enter');
    await expect.poll(() => answers().count(), { timeout: WAIT_MS }).toBe(before + 1);
    const last = answers().last();
    // Its buttons are shown at the end.
    await last.locator('.chat-footer-toolbar .codicon-refresh, .codicon-refresh').first().waitFor({ timeout: WAIT_MS });
    return (await last.innerText()).replaceAll('\u00a0', ' ');
  }

  it('answers with the places of the pack, their reasons and its text', async () => {
    const answer = await ask(`@winnow ${QUESTION}`);
    expect(answer).toMatch(/[▰▱]{10} [\d,]+ of 8,000 tokens/);
    expect(answer).toContain('Open the Pack');
    const last = answers().last();
    expect(await last.locator('.chat-inline-anchor-widget').count()).toBeGreaterThan(5);
    expect(await last.locator('.interactive-result-code-block').count()).toBeGreaterThan(0);
    await last.getByRole('button', { name: /^Open the Pack/ }).click();
    await workbench.tab('Pack: how does the selection').waitFor();
  });

  it('/explain tells why, /triggers which agents, /scan where secrets are', async () => {
    expect(await ask(`@winnow /explain ${QUESTION}`)).toMatch(
      /In the pack: \d+ chunks\.[^]*2,000 more tokens would add/,
    );
    expect(await ask('@winnow /triggers please fix bug')).toMatch(/Agents: debugger[^]*debugging \(immediate\)/);
    const secrets = await ask('@winnow /scan');
    expect(secrets).toMatch(/Secrets: \d+; files looked at: \d+/);
    expect(secrets).toContain('github-token');
    await workbench.screenshot('chat');
  });

  it.each(THEMES)(
    'the walkthrough has four steps with pictures in the theme %s, and ticks what was done',
    async (theme) => {
      const settings = { 'workbench.colorTheme': theme, 'workbench.startupEditor': 'none' };
      mkdirSync(join(workspace.path, '.vscode'), { recursive: true });
      writeFileSync(join(workspace.path, '.vscode/settings.json'), JSON.stringify(settings));
      await workbench.run('View: Close All Editors');
      await workbench.run('Welcome: Open Walkthrough...');
      await workbench.answer('Get Started with Winnow');
      const steps = workbench.page.locator('.getting-started-step');
      await expect.poll(() => steps.count(), { timeout: WAIT_MS }).toBe(4);
      await steps.nth(2).click();
      await steps.nth(2).getByRole('button', { name: 'Scan Workspace for Secrets' }).click();
      await expect
        .poll(() => steps.nth(2).locator('[role=checkbox]').getAttribute('aria-checked'), { timeout: WAIT_MS })
        .toBe('true');
      await steps.nth(0).click();
      await workbench.screenshot(`walkthrough-${theme.split(' ').at(-1)?.toLowerCase() ?? ''}`);
    },
  );
});

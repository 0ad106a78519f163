import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser } from '../helpers/browser.ts';
import { requireComponent } from '../helpers/components.ts';
import { startCodeServer, type CodeServer } from '../helpers/codeServer.ts';
import { triggersWorkspace, type TriggersWorkspace } from './triggersWorkspace.ts';
import { packagedVsix } from './vsix.ts';
import { Workbench } from './workbench.ts';

const PLAN_WORDS = ['crash', 'regression test', 'sql injection', 'slow', 'query', 'latency', 'unit test'];

/** The underlines of `PLAN_WORDS`, as `triggerColors.ts` says them for each kind of theme. */
const THEMES = [
  [
    'Default Light Modern',
    'highlights-light',
    ['#cd3131', '#1f7a3a', '#7a3eab', '#b35900', '#0b63c4', '#b35900', '#1f7a3a'],
  ],
  [
    'Default High Contrast',
    'highlights-high-contrast',
    ['#ff6b6b', '#6ee787', '#d6a8ff', '#ffb366', '#79b8ff', '#ffb366', '#6ee787'],
  ],
  [
    'Default High Contrast Light',
    'highlights-high-contrast-light',
    ['#b5200d', '#0f5a26', '#5c2a85', '#8a4200', '#084a94', '#8a4200', '#0f5a26'],
  ],
  ['Default Dark Modern', 'highlights', ['#f14c4c', '#4fb86f', '#b180d7', '#e5913f', '#4b9df2', '#e5913f', '#4fb86f']],
] as const;

const WAIT_MS = 60_000;
const eventually = <T>(probe: () => T) => expect.poll(probe, { timeout: WAIT_MS, interval: 50 });

const chromium = await requireComponent('chromium');

/** What a user sees of triggers, in order; each step starts where the last ended. */
describe.skipIf('missing' in chromium)('triggers in VS Code', () => {
  let workspace: TriggersWorkspace;
  let server: CodeServer;
  let browser: Browser;
  let workbench: Workbench;

  beforeAll(async () => {
    workspace = triggersWorkspace();
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

  it('highlights the keywords of every rule', async () => {
    await workbench.openFile('plan.md');
    await eventually(() => workbench.highlightedWords()).toEqual(PLAN_WORDS);
  });

  it('tells beside the language what fired and whom it calls', async () => {
    await eventually(() => workbench.languageStatus()).toContain('5 triggers: security, bug-fix');
    expect(await workbench.languageStatus()).toContain('security-auditor');
  });

  it.each(THEMES)('highlights in the theme %s', async (theme, image, colors) => {
    workspace.configure({ 'workbench.colorTheme': theme });
    await eventually(async () => (await workbench.highlightColors()).map(hexadecimal)).toEqual(colors);
    await workbench.screenshot(image);
  });

  it('moves the marks with an edit', async () => {
    await workbench.goToLine(1);
    await workbench.page.keyboard.type('Draft.\n\n');
    await eventually(() => workbench.highlightedWords()).toEqual(PLAN_WORDS);
    await workbench.page.keyboard.type('crash ');
    await eventually(() => workbench.highlightedWords()).toEqual(['crash', ...PLAN_WORDS]);
    await workbench.undoAll();
    await eventually(() => workbench.highlightedWords()).toEqual(PLAN_WORDS);
  });

  it('tells on hover why, which agents, and how urgent', async () => {
    const text = await workbench.hoverText('sql injection');
    for (const part of ['security', 'security-auditor', '100', 'sql injection']) expect(text).toContain(part);
    await workbench.screenshot('trigger-hover');
    await workbench.page.keyboard.press('Escape');
  });

  it('goes from a keyword to its rule', async () => {
    // In the keyword "sql injection".
    await workbench.goToLine(4, 39);
    await workbench.run('Winnow: Go to Trigger Rule');
    await workbench.tab('triggers.yaml').waitFor();
    await eventually(() => workbench.cursor()).toMatch(/^Ln 21\b/);
  });

  it('shows the places of a rule from its code lens', async () => {
    await workbench.page.locator('.codelens-decoration a', { hasText: 'fires in 3 places' }).click();
    await eventually(() => workbench.page.locator('.peekview-widget').innerText()).toMatch(/ \(3\)/);
    await workbench.page.keyboard.press('Escape');
  });

  it('highlights a long document where it is seen', async () => {
    await workbench.openFile('long.txt');
    await workbench.goToLine(6051);
    await eventually(() => workbench.highlightedWords()).toEqual(['crash']);
    await workbench.goToLine(151);
    await eventually(() => workbench.highlightedWords()).toEqual(['crash']);
  });

  it('hides and shows the highlights by command', async () => {
    await workbench.openFile('plan.md');
    await eventually(() => workbench.highlightedWords()).toEqual(PLAN_WORDS);
    await workbench.run('Winnow: Toggle Trigger Highlights');
    await eventually(() => workbench.highlightedWords()).toEqual([]);
    await workbench.run('Winnow: Toggle Trigger Highlights');
    await eventually(() => workbench.highlightedWords()).toEqual(PLAN_WORDS);
  });

  it.each([{ 'winnow.triggers.excludeLanguages': ['markdown'] }, { 'winnow.triggers.exclude': ['*.md'] }])(
    'leaves out what %j names',
    async (settings) => {
      workspace.configure(settings);
      await eventually(() => workbench.highlightedWords()).toEqual([]);
      workspace.configure({});
      await eventually(() => workbench.highlightedWords()).toEqual(PLAN_WORDS);
    },
  );

  it('proposes known agents in the rules file', async () => {
    await workbench.openFile('.winnow/triggers.yaml');
    await workbench.typeAtEnd('  flaky:\n    colour: pink\n    keywords: [flaky test]\n    agents: [');
    expect(await workbench.completions()).toEqual(expect.arrayContaining(['debugger', 'test-writer']));
    await workbench.screenshot('rules-completion');
    await workbench.page.keyboard.press('Escape');
    await workbench.page.keyboard.type('test-writer]');
  });

  it('says what is wrong in the rules file, where it stands', async () => {
    await eventually(() => workbench.squiggles()).toBeGreaterThan(0);
    expect(await workbench.hoverText('colour')).toMatch(/colour/);
    await workbench.screenshot('rules-diagnostic');
    await workbench.page.keyboard.press('Escape');
  });

  it('applies saved rules to documents that are open', async () => {
    await workbench.page.keyboard.press('Control+S');
    await workbench.openFile('plan.md');
    await eventually(() => workbench.highlightedWords()).toEqual([...PLAN_WORDS, 'flaky test']);
  });

  it('keeps the last good rules while the file is broken, and says so quietly', async () => {
    await workbench.openFile('.winnow/triggers.yaml');
    await workbench.typeAtEnd('\n  broken: [');
    await workbench.page.keyboard.press('Control+S');
    await workbench.openFile('plan.md');
    await eventually(() => workbench.languageStatus()).toMatch(/the last good ones apply/);
    expect(await workbench.highlightedWords()).toEqual([...PLAN_WORDS, 'flaky test']);
    await workbench.openFile('.winnow/triggers.yaml');
    await workbench.undoAll();
    await workbench.page.keyboard.press('Control+S');
    await workbench.openFile('plan.md');
    await eventually(() => workbench.languageStatus()).not.toMatch(/last good/);
    await eventually(() => workbench.highlightedWords()).toEqual(PLAN_WORDS);
  });

  it('lists every keyword of the workspace, by agent and by file', async () => {
    await workbench.run('Winnow: Focus on Triggers View');
    // What is not seen is not drawn: without the Pack view there is room for all lines.
    await workbench.tree.locator('.pane-header', { hasText: 'Pack' }).click();
    await eventually(() => workbench.treeRows()).toContain('debugger 82');
    await workbench.unfold('bug-fix');
    await workbench.unfold('plan.md');
    await eventually(() => workbench.treeRows()).toContain('Line 3, column 23');
    await workbench.screenshot('triggers-view');
    await workbench.row('Line 3, column 23').click();
    await eventually(() => workbench.cursor()).toMatch(/^Ln 3\b/);
    await workbench.run('Winnow: Group Triggers by File');
    await eventually(() => workbench.treeRows()).toContain('import.ts 2 · src');
  });
});

const SETTINGS = {
  'workbench.colorTheme': 'Default Dark Modern',
  // What is typed must be what stands in the document.
  'editor.autoClosingBrackets': 'never',
  '[yaml]': { 'editor.autoIndent': 'none', 'editor.quickSuggestions': { other: 'off' } },
  'editor.quickSuggestions': { other: 'off', comments: 'off', strings: 'off' },
  'editor.suggestOnTriggerCharacters': false,
  'editor.wordBasedSuggestions': 'off',
  'editor.minimap.enabled': false,
};

/** `rgb(205, 49, 49)` as `#cd3131`. */
function hexadecimal(color: string): string {
  const channels = color.match(/\d+/g) ?? [];
  return `#${channels.map((channel) => Number(channel).toString(16).padStart(2, '0')).join('')}`;
}

import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser } from '../helpers/browser.ts';
import { requireComponent } from '../helpers/components.ts';
import { startCodeServer, type CodeServer } from '../helpers/codeServer.ts';
import { temporaryFolder, type TemporaryFolder } from '../helpers/temporary.ts';
import { packagedVsix, packTinyExtension } from './vsix.ts';
import { Workbench } from './workbench.ts';

/** A file system without a disk, with one file. */
const MEMORY_FILES = `const vscode = require('vscode');
const TEXT = Buffer.from('Please fix bug number seven.\\n');
const none = () => { throw vscode.FileSystemError.NoPermissions(); };
const isFile = ({ path }) => path === '/notes.md';
const isRoot = ({ path }) => path === '/' || path === '';
exports.activate = () => vscode.workspace.registerFileSystemProvider('memfiles', {
  onDidChangeFile: new vscode.EventEmitter().event,
  watch: () => ({ dispose() {} }),
  stat(uri) {
    if (isRoot(uri)) return { type: vscode.FileType.Directory, ctime: 0, mtime: 0, size: 0 };
    if (isFile(uri)) return { type: vscode.FileType.File, ctime: 0, mtime: 0, size: TEXT.length };
    throw vscode.FileSystemError.FileNotFound(uri);
  },
  readDirectory: () => [['notes.md', vscode.FileType.File]],
  readFile(uri) { if (isFile(uri)) return TEXT; throw vscode.FileSystemError.FileNotFound(uri); },
  writeFile: none, delete: none, rename: none, createDirectory: none,
}, { isReadonly: true });`;

const WAIT_MS = 60_000;
const eventually = <T>(probe: () => T) => expect.poll(probe, { timeout: WAIT_MS, interval: 50 });

/** Whether the palette has a command. */
async function offers({ page }: Workbench, title: string): Promise<boolean> {
  await page.keyboard.press('F1');
  const input = page.locator('.quick-input-widget input').first();
  await input.waitFor();
  await input.fill(`>Winnow: ${title}`);
  const rows = page.locator('.quick-input-list .monaco-list-row');
  await rows.first().waitFor();
  const found = await rows.filter({ hasText: `Winnow: ${title}` }).count();
  await page.keyboard.press('Escape');
  return found > 0;
}

const chromium = await requireComponent('chromium');

describe.skipIf('missing' in chromium)('windows of all kinds', () => {
  let folder: TemporaryFolder;
  let server: CodeServer;
  let browser: Browser;

  beforeAll(async () => {
    folder = temporaryFolder({
      'virtual.code-workspace': JSON.stringify({ folders: [{ uri: 'memfiles:/' }] }),
      'two.code-workspace': JSON.stringify({ folders: [{ path: 'one' }, { path: 'two' }] }),
      'one/src/walrus.ts': 'export const walrusTusks = 2;\n',
      'two/src/walrus.ts': 'export const walrusWhiskers = 400;\n',
    });
    const files = packTinyExtension(folder.path, 'winnow-memory-files', MEMORY_FILES);
    server = await startCodeServer({ folder: folder.path, vsix: [packagedVsix(), files] });
    browser = await launchBrowser();
  });

  afterAll(async () => {
    await browser?.close();
    await server?.stop();
    folder?.remove();
  });

  const open = (query: string) => Workbench.open(browser, new URL(`/?${query}`, server.url).href);
  it('an empty window starts no server until there is a document', async () => {
    const workbench = await open('ew=true');
    await eventually(() => offers(workbench, 'Restart Server')).toBe(true);
    expect(await workbench.statusItem.count()).toBe(0);
    await workbench.run('New Untitled Text File');
    await workbench.statusItem.waitFor({ timeout: WAIT_MS });
    await workbench.page.keyboard.type('please fix bug');
    await eventually(() => workbench.highlightedWords()).toEqual(['bug']);
    await workbench.page.context().close();
  });

  it('a virtual workspace shows what open documents tell, and no command that needs a disk', async () => {
    const workbench = await open(`workspace=${encodeURIComponent(join(folder.path, 'virtual.code-workspace'))}`);
    const notes = workbench.page.locator('.explorer-folders-view .monaco-list-row', { hasText: 'notes.md' });
    await workbench.started(notes);
    await notes.dblclick();
    await eventually(() => workbench.highlightedWords()).toEqual(['bug']);
    expect(await offers(workbench, 'Show Logs')).toBe(true);
    expect(await offers(workbench, 'Scan Workspace for Secrets')).toBe(false);
    expect(await offers(workbench, 'Check Lockfile')).toBe(false);
    await workbench.page.context().close();
  });

  it('a workspace of two folders is packed together, and its files are opened by folder', async () => {
    const workbench = await open(`workspace=${encodeURIComponent(join(folder.path, 'two.code-workspace'))}`);
    await workbench.started();
    await workbench.ask('How many tusks and whiskers has a walrus?');
    const text = async () => (await workbench.editor.innerText()).replaceAll('\u00a0', ' ');
    await eventually(text).toMatch(/## `two\/src\/walrus\.ts` 1-1/);
    expect(await text()).toMatch(/## `one\/src\/walrus\.ts` 1-1/);
    const lenses = workbench.page.locator('.codelens-decoration a', { hasText: 'Open' });
    await eventually(() => lenses.count()).toBe(2);
    await lenses.first().click();
    await workbench.tab('walrus.ts').waitFor();
    await eventually(text).toMatch(/export const walrus(?:Tusks|Whiskers)/);
    await workbench.page.context().close();
  });
});

describe.skipIf('missing' in chromium)('Restricted Mode', () => {
  let folder: TemporaryFolder;
  let server: CodeServer;
  let browser: Browser;

  beforeAll(async () => {
    folder = temporaryFolder({
      '.winnow/triggers.yaml': 'immediate_triggers:\n  sea:\n    keywords: [walrus]\n    agents: [diver]\n',
      'notes.md': 'Please fix bug number seven of the walrus.\n',
    });
    const settings = { 'security.workspace.trust.startupPrompt': 'never' };
    server = await startCodeServer({ folder: folder.path, vsix: [packagedVsix()], settings, trusted: false });
    browser = await launchBrowser();
  });

  afterAll(async () => {
    await browser?.close();
    await server?.stop();
    folder?.remove();
  });

  it('heeds nothing that the workspace says, until it is trusted', async () => {
    const workbench = await Workbench.open(browser, server.url);
    await workbench.started();
    await workbench.openFile('notes.md');
    await eventually(() => workbench.highlightedWords()).toEqual(['bug']);
    expect(await offers(workbench, 'Show Dashboard')).toBe(true);
    expect(await offers(workbench, 'Doctor')).toBe(false);
    expect(await offers(workbench, 'Check Lockfile')).toBe(false);
    await workbench.screenshot('restricted-mode');
    await workbench.run('Workspaces: Manage Workspace Trust');
    await workbench.page.locator('.workspace-trust-editor .monaco-button', { hasText: /^Trust$/ }).click();
    await workbench.openFile('notes.md');
    await eventually(() => workbench.highlightedWords()).toEqual(['walrus']);
    expect(await offers(workbench, 'Check Lockfile')).toBe(true);
  });
});

import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Locator, Page } from 'playwright-core';
import { REPOSITORY } from '../helpers/repository.ts';

export const SCREENSHOTS = join(REPOSITORY, 'test-results');
const START_MS = 60_000;

/** A VS Code window, driven as a user drives it: by keys, palette and what can be seen. */
export class Workbench {
  readonly page: Page;

  private constructor(page: Page) {
    this.page = page;
  }

  static async open(browser: Browser, url: string): Promise<Workbench> {
    const context = await browser.newContext({
      viewport: { width: 1440, height: 900 },
      permissions: ['clipboard-read', 'clipboard-write'],
    });
    const page = await context.newPage();
    await page.goto(url);
    await page.locator('.monaco-workbench .part.statusbar').waitFor({ timeout: START_MS });
    return new Workbench(page);
  }

  /** The status bar item of the extension, by what its text starts with. */
  get statusItem(): Locator {
    return this.page.locator('.statusbar-item[id^="winnow.winnow"]');
  }

  /** The text area of the active editor. */
  get editor(): Locator {
    return this.page.locator('.editor-group-container.active .monaco-editor .view-lines').last();
  }

  /** Spans of the active editor that carry a decoration with a bottom border: highlighted keywords. */
  get highlights(): Locator {
    return this.page.locator('.editor-group-container.active .view-overlays [class*="ced-"]');
  }

  /** Runs a command by its title, as `F1`, typing and `Enter` do. */
  async run(title: string): Promise<void> {
    await this.page.keyboard.press('F1');
    await this.#choose(`>${title}`, title);
  }

  /** Opens a workspace file by its path through `Ctrl+P`. */
  async openFile(path: string): Promise<void> {
    await this.page.keyboard.press('Control+P');
    await this.#choose(path, path.split('/').at(-1) ?? path);
    const name = path.split('/').at(-1) ?? path;
    await this.page.locator('.tab.active', { hasText: name }).waitFor();
    await this.editor.waitFor();
  }

  /** Answers the input box that a command shows. */
  async answer(text: string): Promise<void> {
    const input = this.page.locator('.quick-input-widget input').first();
    await input.waitFor();
    await input.fill(text);
    await this.page.keyboard.press('Enter');
  }

  /** Types at the end of the active document. */
  async typeAtEnd(text: string): Promise<void> {
    await this.editor.click();
    await this.page.keyboard.press('Control+End');
    await this.page.keyboard.type(text, { delay: 15 });
  }

  /** Text that the last copy put on the clipboard. */
  clipboard(): Promise<string> {
    return this.page.evaluate(() => navigator.clipboard.readText());
  }

  async screenshot(name: string): Promise<void> {
    mkdirSync(SCREENSHOTS, { recursive: true });
    await this.page.screenshot({ path: join(SCREENSHOTS, `${name}.png`) });
  }

  async #choose(text: string, label: string): Promise<void> {
    const input = this.page.locator('.quick-input-widget input').first();
    await input.waitFor();
    await input.fill(text);
    await this.page.locator('.quick-input-list .monaco-list-row.focused', { hasText: label }).waitFor();
    await this.page.keyboard.press('Enter');
  }
}

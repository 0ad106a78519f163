import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, FrameLocator, Locator, Page } from 'playwright-core';
import { REPOSITORY } from '../helpers/repository.ts';

const SCREENSHOTS = join(REPOSITORY, 'test-results');
const DOCUMENTED = join(REPOSITORY, 'docs', 'images');
const START_MS = 60_000;
const BOX_MS = 5000;
const MENU_MS = 1000;
/** A tab shows the beginning of its question. */
const SHOWN_OF_QUESTION = 12;
const ACTIVE_EDITOR = '.editor-group-container.active .editor-instance .monaco-editor';

/** A VS Code window, driven as a user drives it: by keys, palette and what can be seen. */
export class Workbench {
  readonly page: Page;

  private constructor(page: Page) {
    this.page = page;
  }

  /** In another language VS Code itself stays English, since its language packs are not at hand: extensions follow. */
  static async open(browser: Browser, url: string, language?: string): Promise<Workbench> {
    const context = await browser.newContext({
      viewport: { width: 1440, height: 900 },
      permissions: ['clipboard-read', 'clipboard-write'],
    });
    if (language !== undefined) {
      await context.addInitScript((name) => Object.assign(globalThis, { _VSCODE_NLS_LANGUAGE: name }), language);
    }
    const page = await context.newPage();
    await page.goto(url);
    await page.locator('.monaco-workbench .part.statusbar').waitFor({ timeout: START_MS });
    return new Workbench(page);
  }

  /** The status bar item of the extension. */
  get statusItem(): Locator {
    return this.page.locator('.statusbar-item[id="winnow.winnow.winnow.status"]');
  }

  /**
   * Waits for what shows that extensions run in the window. Under load code-server now and then opens one whose extension
   * host never starts, with nothing in the explorer either: it is loaded anew, as a user would.
   */
  async started(sign = this.statusItem): Promise<void> {
    try {
      await sign.waitFor({ timeout: START_MS / 2 });
    } catch {
      await this.page.reload();
      await sign.waitFor({ timeout: START_MS });
    }
  }

  /** What stands on the icon of Winnow's views. */
  get badge(): Locator {
    return this.page
      .locator('.activitybar .action-item', { has: this.page.locator('[aria-label^="Winnow"]') })
      .locator('.badge-content');
  }

  /** The lines of the active editor. */
  get editor(): Locator {
    return this.page.locator(`${ACTIVE_EDITOR} .view-lines`);
  }

  tab(name: string): Locator {
    return this.page.locator('.tab.active', { hasText: name });
  }

  async statusText(): Promise<string> {
    const text = await this.statusItem.innerText({ timeout: 1000 }).catch(() => '');
    return text.replace(/\s+/gu, ' ').trim();
  }

  /** The underline colours of the highlighted keywords in the active editor, from top to bottom. */
  highlightColors(): Promise<string[]> {
    return this.page.locator(`${ACTIVE_EDITOR} .view-overlays .cdr[class*="ced-"]`).evaluateAll((marks) =>
      marks
        .map((mark) => ({ style: getComputedStyle(mark), place: mark.getBoundingClientRect() }))
        .filter(({ style }) => style.borderBottomWidth === '2px' && style.borderTopWidth === '0px')
        // VS Code appends a line that it draws again, so that the document's order is not the order of the lines.
        .toSorted((a, b) => a.place.top - b.place.top || a.place.left - b.place.left)
        .map(({ style }) => style.borderBottomColor),
    );
  }

  /** The highlighted keywords in the active editor, from top to bottom. */
  highlightedWords(): Promise<string[]> {
    return this.page.locator(`${ACTIVE_EDITOR} .view-overlays .cdr[class*="ced-"]`).evaluateAll((marks) =>
      marks
        .filter((mark) => getComputedStyle(mark).borderBottomWidth === '2px')
        .map((mark) => mark.getBoundingClientRect())
        .toSorted((a, b) => a.top - b.top || a.left - b.left)
        .map(({ left, right, top, height }) => {
          const range = document.createRange();
          const start = document.caretPositionFromPoint(left + 1, top + height / 2);
          const end = document.caretPositionFromPoint(right - 1, top + height / 2);
          if (start === null || end === null) return '';
          range.setStart(start.offsetNode, start.offset);
          range.setEnd(end.offsetNode, end.offset);
          return range.toString().replaceAll('\u00a0', ' ');
        }),
    );
  }

  /** What the language status, beside the name of the language, shows when the mouse rests on it. */
  async languageStatus(): Promise<string> {
    const item = this.page.locator('.statusbar-item[id="status.languageStatus"]');
    if ((await item.count()) === 0) return '';
    await item.hover();
    const hover = this.page.locator('.workbench-hover-container .hover-language-status');
    await hover.first().waitFor();
    const texts = await hover.allInnerTexts();
    await this.page.mouse.move(0, 0);
    return texts.join('\n');
  }

  /** The lines of the Triggers view: label, description. */
  treeRows(): Promise<string[]> {
    return this.rows(this.tree, '.label-name, .label-description');
  }

  /**
   * The lines of a list of VS Code from top to bottom: the texts of these parts of each, or all of its text. A list
   * appends a line that it draws again, so that the document's order is not the order of the lines.
   */
  rows(list: Locator, parts?: string): Promise<string[]> {
    return list.locator('.monaco-list-row').evaluateAll(
      (rows, wanted) =>
        rows
          .filter((row) => row instanceof HTMLElement)
          .map((row) => ({ row, top: row.getBoundingClientRect().top }))
          .toSorted((a, b) => a.top - b.top)
          .map(({ row }) =>
            wanted === undefined
              ? row.innerText
              : [...row.querySelectorAll(wanted)].map(({ textContent }) => textContent).join(' '),
          ),
      parts,
    );
  }

  /** The Triggers view. */
  get tree(): Locator {
    return this.page.locator('[id="workbench.view.extension.winnow"]');
  }

  /** A line of the Triggers view by its label. */
  row(label: string): Locator {
    return this.tree.locator('.monaco-list-row', { hasText: label }).first();
  }

  async unfold(label: string): Promise<void> {
    await this.row(label).waitFor();
    if ((await this.row(label).getAttribute('aria-expanded')) === 'false') await this.row(label).click();
  }

  /** Where the cursor stands, as the status bar tells it. */
  cursor(): Promise<string> {
    return this.page.locator('.statusbar-item[id="status.editor.selection"]').innerText();
  }

  /** Takes back all edits of the active document. */
  async undoAll(): Promise<void> {
    for (let at = 0; at < 60; at++) await this.page.keyboard.press('Control+Z');
  }

  /** What the editor proposes at the cursor, asked for by key. */
  async completions(): Promise<string[]> {
    await this.page.keyboard.press('Control+Space');
    const widget = this.page.locator('.suggest-widget.visible');
    await widget.locator('.monaco-list-row').first().waitFor();
    return (await this.rows(widget)).map((text) => text.split('\n')[0] ?? '');
  }

  /** Waits until the grammar has coloured these words: they have another class than plain text. */
  async colored(words: string): Promise<void> {
    await this.page
      .locator(`${ACTIVE_EDITOR} .view-line span:not(.mtk1)[class*="mtk"]`, { hasText: words })
      .first()
      .waitFor();
  }

  /** The quick input while it is open; one that fades out hears nothing any more. */
  get box(): Locator {
    return this.page.locator('.quick-input-widget:not(.quick-input-widget-closing):visible');
  }

  /** Asks in the box that a command of the palette or `open` leads to, and waits for the pack. */
  async ask(
    question: string,
    open: string | (() => Promise<void>) = 'Winnow: Optimize Context…',
    offer: string | RegExp = 'Build the pack',
  ): Promise<void> {
    const box = this.box;
    await this.#persist(async () => {
      if (typeof open === 'string') await this.run(open);
      else await open();
      await box.locator('input[placeholder^="What do you want"]').fill(question, { timeout: BOX_MS });
      await box.locator('.monaco-list-row', { hasText: offer }).waitFor({ timeout: BOX_MS });
      await box.locator('input[type="text"]').press('Enter', { timeout: BOX_MS });
    });
    await this.tab(`Pack: ${question.slice(0, SHOWN_OF_QUESTION)}`).waitFor({ timeout: START_MS });
  }

  /** Chooses from the menu that a right click on something opens; a menu that has just opened does not hear a click yet. */
  async choose(from: Locator, item: string): Promise<void> {
    const line = this.page.locator('.monaco-menu .action-label', { hasText: item });
    await from.click({ button: 'right' });
    await line.waitFor();
    await this.#persist(async () => {
      if ((await line.count()) > 0) await line.click({ timeout: BOX_MS });
      await line.waitFor({ state: 'detached', timeout: MENU_MS });
    });
  }

  /** The page of the dashboard. */
  get dashboard(): FrameLocator {
    return this.page.frameLocator('iframe.webview.ready').frameLocator('iframe#active-frame');
  }

  /** From now on, `toasts` knows of every message that comes up, however short it stays. */
  async recordToasts(): Promise<void> {
    await this.page.evaluate(() => {
      const seen = new Set<string>();
      const look = () => {
        for (const toast of document.querySelectorAll('.notification-toast')) {
          const kind = toast.querySelector('.codicon-error, .codicon-warning, .codicon-info')?.className ?? '';
          seen.add(`${/codicon-(\w+)/.exec(kind.replace('codicon ', ''))?.[1] ?? ''}: ${toast.textContent ?? ''}`);
        }
      };
      new MutationObserver(look).observe(document.body, { childList: true, subtree: true });
      Object.assign(globalThis, { winnowToasts: seen });
    });
  }

  /** The warnings and errors that came up since `recordToasts`. */
  async toasts(): Promise<readonly string[]> {
    const all = await this.page.evaluate(() => [
      ...((globalThis as { winnowToasts?: Set<string> }).winnowToasts ?? []),
    ]);
    return all.filter((text) => /^(?:error|warning):/.test(text));
  }

  async notificationsGone(): Promise<void> {
    await this.page.locator('.notifications-toasts .notification-toast').first().waitFor({ state: 'detached' });
  }

  squiggles(): Promise<number> {
    return this.page.locator(`${ACTIVE_EDITOR} .view-overlays [class*="squiggly-"]`).count();
  }

  /** What the editor shows when the mouse rests on these words. */
  async hoverText(words: string): Promise<string> {
    const line = this.page.locator(`${ACTIVE_EDITOR} .view-line`, { hasText: words }).first();
    const box = await line.evaluate((element, text) => {
      const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
      for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
        const at = (node.textContent ?? '').replaceAll('\u00a0', ' ').indexOf(text);
        if (at < 0) continue;
        const range = document.createRange();
        range.setStart(node, at);
        range.setEnd(node, at + text.length);
        const { x, y, width, height } = range.getBoundingClientRect();
        return { x: x + width / 2, y: y + height / 2 };
      }
      return undefined;
    }, words);
    if (box === undefined) throw new Error(`"${words}" stands in no single piece of text`);
    await this.page.mouse.move(box.x + 40, box.y + 60);
    await this.page.mouse.move(box.x, box.y, { steps: 4 });
    const hover = this.page.locator('.monaco-resizable-hover .monaco-hover:not(.hidden)');
    await hover.waitFor();
    return hover.innerText();
  }

  /** The text of the Problems view. */
  async problems(): Promise<string> {
    await this.run('Problems: Focus on Problems View');
    const list = this.page.locator('.markers-panel .monaco-list-row');
    await list.first().waitFor();
    return (await list.allInnerTexts()).join('\n');
  }

  /** The language of the active document, as the status bar names it. */
  language(): Promise<string> {
    return this.page.locator('.statusbar-item[id="status.editor.mode"]').innerText();
  }

  /** Runs a command by its title, as `F1`, typing and `Enter` do. */
  async run(title: string): Promise<void> {
    await this.#pick('F1', `>${title}`, title);
  }

  /** Opens a workspace file by its path through `Ctrl+P`. */
  async openFile(path: string): Promise<void> {
    const name = path.split('/').at(-1) ?? path;
    await this.#pick('Control+P', path, name);
    await this.tab(name).waitFor();
    await this.editor.waitFor();
  }

  /** Moves the cursor to a line and column (from 1) and shows it; what is pressed next is for the editor. */
  async goToLine(line: number, column = 1): Promise<void> {
    const place = new RegExp(`^\\s*Ln ${line}, Col ${column}\\b`, 'u');
    await this.#persist(async () => {
      await this.editor.click({ timeout: BOX_MS });
      await this.page.keyboard.press('Control+G');
      await this.box.locator('input').first().fill(`:${line},${column}`, { timeout: BOX_MS });
      await this.box.locator('input').first().press('Enter', { timeout: BOX_MS });
      await this.box.waitFor({ state: 'detached', timeout: BOX_MS });
      await this.page
        .locator('.statusbar-item[id="status.editor.selection"]', { hasText: place })
        .waitFor({ timeout: BOX_MS });
    });
  }

  /** Answers the input box that a command shows. */
  async answer(text: string): Promise<void> {
    const input = this.box.locator('input').first();
    await input.fill(text);
    await input.press('Enter');
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

  /** Takes a picture for whoever looks into a failure; `WINNOW_UPDATE_IMAGES` renews those of the documentation too. */
  async screenshot(name: string): Promise<void> {
    const file = `${name}.png`;
    await this.#still();
    mkdirSync(SCREENSHOTS, { recursive: true });
    const renew = process.env.WINNOW_UPDATE_IMAGES !== undefined && existsSync(join(DOCUMENTED, file));
    for (const folder of renew ? [SCREENSHOTS, DOCUMENTED] : [SCREENSHOTS]) {
      await this.page.screenshot({ path: join(folder, file) });
    }
  }

  /** Waits until what moves or fades has come to its end; a cursor blinks for ever. */
  async #still(): Promise<void> {
    await this.page.evaluate(async () => {
      const passing = document.getAnimations().filter(({ effect }) => effect?.getComputedTiming().endTime !== Infinity);
      await Promise.allSettled(passing.map(({ finished }) => finished));
    });
  }

  /** Opens the quick input by its key and takes the line with this label. */
  async #pick(key: string, text: string, label: string): Promise<void> {
    const line = this.box.locator('.quick-input-list .monaco-list-row.focused', { hasText: label });
    await this.#persist(async () => {
      await this.page.keyboard.press(key);
      await this.box.locator('input').first().fill(text, { timeout: BOX_MS });
      await line.waitFor({ timeout: 2 * BOX_MS });
      await this.box.locator('input').first().press('Enter', { timeout: BOX_MS });
    });
  }

  /**
   * Does something to its end. A box or menu that is just closing may take a key, and a view that is just loaded the focus,
   * with which a box is gone: then it begins anew, as a user would.
   */
  async #persist(steps: () => Promise<void>): Promise<void> {
    for (let tries = 1; ; tries++) {
      try {
        return await steps();
      } catch (error) {
        if (tries === 5) throw error;
      }
    }
  }
}

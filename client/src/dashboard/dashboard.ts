import { Buffer } from 'node:buffer';
import * as vscode from 'vscode';
import type { CommandName } from '../../../shared/src/commands.ts';
import type { DashboardMessage, DashboardPlot } from '../../../shared/src/dashboardProtocol.ts';
import { iconIn } from '../icon.ts';
import type { StatsFeed } from '../statsFeed.ts';
import { dashboardHtml } from './dashboardHtml.ts';
import { dashboardState } from './dashboardState.ts';
import { StatsHistory, toCsv } from './statsHistory.ts';

const VIEW_TYPE = 'winnow.dashboard';
const SKIPPED_COMMAND: CommandName = 'winnow.showSkippedFiles';
const PLOTS: ReadonlySet<DashboardPlot['id']> = new Set(['latency', 'histogram', 'memory', 'hits'] as const);
const PNG_PREFIX = 'data:image/png;base64,';
const MOST_PNG_UNITS = 20_000_000;

export interface DashboardOptions {
  readonly stats: StatsFeed;
  /** Where the built files lie. */
  readonly folder: vscode.Uri;
  readonly log: vscode.LogOutputChannel;
}

/** `Winnow: Show Dashboard`: keeps what the server tells, and shows it in a panel while one is visible. */
export class Dashboard implements vscode.WebviewPanelSerializer {
  readonly #options: DashboardOptions;
  readonly #history = new StatsHistory();
  readonly #subscriptions: vscode.Disposable;
  #panel: vscode.WebviewPanel | undefined;

  constructor(options: DashboardOptions) {
    this.#options = options;
    this.#subscriptions = vscode.Disposable.from(
      options.stats.onDidChange((stats) => {
        this.#history.add(stats, Date.now());
        this.#post();
      }),
      vscode.window.registerWebviewPanelSerializer(VIEW_TYPE, this),
    );
  }

  show(): void {
    if (this.#panel) this.#panel.reveal();
    else {
      const title = vscode.l10n.t('Winnow Dashboard');
      this.#adopt(vscode.window.createWebviewPanel(VIEW_TYPE, title, vscode.ViewColumn.Active));
    }
  }

  /** After the window was loaded again; what it showed is not kept. */
  deserializeWebviewPanel(panel: vscode.WebviewPanel): Promise<void> {
    this.#adopt(panel);
    return Promise.resolve();
  }

  dispose(): void {
    this.#subscriptions.dispose();
    this.#panel?.dispose();
  }

  #adopt(panel: vscode.WebviewPanel): void {
    this.#panel?.dispose();
    this.#panel = panel;
    const { folder } = this.#options;
    panel.iconPath = iconIn(vscode.Uri.joinPath(folder, '..'));
    panel.webview.options = { enableScripts: true, localResourceRoots: [folder] };
    panel.webview.onDidReceiveMessage((message: DashboardMessage) => void this.#receive(message));
    panel.onDidChangeViewState(() => this.#post());
    panel.onDidDispose(() => {
      if (this.#panel === panel) this.#panel = undefined;
    });
    panel.webview.html = dashboardHtml(panel.webview, folder);
  }

  async #receive(message: DashboardMessage): Promise<void> {
    try {
      if (message.kind === 'ready') await this.#begin();
      else if (message.kind === 'csv') await save('winnow.csv', Buffer.from(toCsv(this.#history.samples)));
      else if (message.kind === 'skipped') await vscode.commands.executeCommand(SKIPPED_COMMAND);
      else if (PLOTS.has(message.plot)) await save(`winnow-${message.plot}.png`, pngOf(message.dataUrl));
    } catch (error) {
      this.#options.log.error(`dashboard: ${String(error)}`);
      void vscode.window.showErrorMessage(vscode.l10n.t('The file could not be written: {0}', String(error)));
    }
  }

  /** A page that was just loaded shows what is known at once, and soon what is so now. */
  async #begin(): Promise<void> {
    this.#post();
    await this.#options.stats.refresh();
  }

  /** Nothing is drawn that nobody sees. */
  #post(): void {
    const state = this.#panel?.visible ? dashboardState(this.#history) : undefined;
    if (state) void this.#panel?.webview.postMessage(state);
  }
}

/** The picture that the view drew. @throws Error for anything else */
function pngOf(dataUrl: unknown): Buffer {
  if (typeof dataUrl !== 'string' || !dataUrl.startsWith(PNG_PREFIX) || dataUrl.length > MOST_PNG_UNITS)
    throw new Error('the view sent no picture');
  return Buffer.from(dataUrl.slice(PNG_PREFIX.length), 'base64');
}

async function save(name: string, content: Uint8Array): Promise<void> {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  const uri = await vscode.window.showSaveDialog(folder ? { defaultUri: vscode.Uri.joinPath(folder, name) } : {});
  if (uri) await vscode.workspace.fs.writeFile(uri, content);
}

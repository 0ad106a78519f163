import * as vscode from 'vscode';
import { State, type LanguageClient } from 'vscode-languageclient/node';
import { TRIGGERS_VIEW } from '../../../shared/src/manifest.ts';
import type { TriggerMatchesResult } from '../../../shared/src/protocol.ts';
import { TRIGGER_MATCHES } from '../requests.ts';
import type { RulesMonitor } from '../triggers/rulesMonitor.ts';
import { triggerItem } from './triggerItem.ts';
import { GROUPINGS, triggerNodes, type Grouping, type TriggerNode } from './triggerNodes.ts';

/** Saving many files at once is one change. */
const SAVE_SETTLE_MS = 1000;
const GROUPING_KEY = 'winnow.triggersGrouping';

/** Decides what the empty view says; see `viewsWelcome` in the manifest. */
type ViewState = 'idle' | 'searching' | 'found' | 'empty' | 'stopped' | 'failed';

export interface TriggersViewOptions {
  readonly client: LanguageClient;
  readonly rules: RulesMonitor;
  /** Keeps the grouping. */
  readonly memory: vscode.Memento;
}

/** The Triggers view: every keyword of the rules in the workspace. It searches only while it can be seen. */
export class TriggersView implements vscode.TreeDataProvider<TriggerNode> {
  readonly #client: LanguageClient;
  readonly #memory: vscode.Memento;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly onDidChangeTreeData = this.#changed.event;
  readonly #view: vscode.TreeView<TriggerNode>;
  readonly #subscriptions: vscode.Disposable;
  #grouping: Grouping;
  #result: TriggerMatchesResult | undefined;
  #stale = true;
  #search: vscode.CancellationTokenSource | undefined;
  #saved: NodeJS.Timeout | undefined;

  constructor({ client, rules, memory }: TriggersViewOptions) {
    this.#client = client;
    this.#memory = memory;
    this.#grouping = GROUPINGS.find((one) => one === memory.get(GROUPING_KEY)) ?? 'agent';
    this.#view = vscode.window.createTreeView(TRIGGERS_VIEW, { treeDataProvider: this, showCollapseAll: true });
    this.#tellGrouping();
    this.#subscriptions = vscode.Disposable.from(
      this.#view,
      this.#changed,
      this.#view.onDidChangeVisibility(() => this.#searchIfSeen()),
      rules.onDidChange(() => this.#outdated()),
      client.onDidChangeState(({ newState }) => {
        if (newState === State.Running) this.#outdated();
      }),
      vscode.workspace.onDidSaveTextDocument(({ uri }) => {
        if (uri.scheme === 'file') this.#settle();
      }),
      vscode.workspace.onDidChangeWorkspaceFolders(() => this.#outdated()),
    );
    this.#searchIfSeen();
  }

  getTreeItem(node: TriggerNode): vscode.TreeItem {
    return triggerItem(node);
  }

  getChildren(node?: TriggerNode): TriggerNode[] {
    return [...this.#childrenOf(node)];
  }

  /** Searches at once, whatever is known. */
  refresh(): void {
    this.#stale = true;
    void this.#searchWorkspace();
  }

  /** Ends a search that is under way; what was found before it stays. */
  stop(): void {
    if (this.#search === undefined) return;
    this.#end(this.#search);
    this.#tellState(this.#result === undefined ? 'stopped' : 'found');
  }

  group(grouping: Grouping): void {
    this.#grouping = grouping;
    void this.#memory.update(GROUPING_KEY, grouping);
    this.#tellGrouping();
    this.#changed.fire();
  }

  dispose(): void {
    clearTimeout(this.#saved);
    if (this.#search !== undefined) this.#end(this.#search);
    this.#subscriptions.dispose();
  }

  #childrenOf(node: TriggerNode | undefined): readonly TriggerNode[] {
    if (node === undefined) return this.#result === undefined ? [] : triggerNodes(this.#result, this.#grouping);
    return 'children' in node ? node.children() : [];
  }

  #settle(): void {
    clearTimeout(this.#saved);
    this.#saved = setTimeout(() => this.#outdated(), SAVE_SETTLE_MS);
  }

  #outdated(): void {
    this.#stale = true;
    this.#searchIfSeen();
  }

  #searchIfSeen(): void {
    if (this.#view.visible && this.#stale) void this.#searchWorkspace();
  }

  async #searchWorkspace(): Promise<void> {
    // Without a server the start of the next one asks again.
    if (vscode.workspace.workspaceFolders === undefined || !this.#client.isRunning()) return;
    if (this.#search !== undefined) this.#end(this.#search);
    const search = new vscode.CancellationTokenSource();
    this.#search = search;
    this.#stale = false;
    this.#tellState('searching');
    try {
      const result = await vscode.window.withProgress({ location: { viewId: TRIGGERS_VIEW } }, () =>
        this.#client.sendRequest(TRIGGER_MATCHES, {}, search.token),
      );
      if (this.#search === search) this.#show(result);
    } catch (error) {
      this.#client.outputChannel.warn(`winnow/triggerMatches: ${String(error)}`);
      if (this.#search === search) this.#tellState(this.#result === undefined ? 'failed' : 'found');
    } finally {
      if (this.#search === search) this.#end(search);
    }
  }

  #show(result: TriggerMatchesResult): void {
    this.#result = result;
    const count = result.rules.reduce((sum, rule) => sum + rule.count, 0);
    this.#view.description =
      count === 0
        ? ''
        : vscode.l10n.t(
            '{0} in {1} files',
            count.toLocaleString(vscode.env.language),
            filesWithHits(result).toLocaleString(vscode.env.language),
          );
    // With a message there would be no welcome text, which says it too.
    this.#view.message =
      count === 0 || vscode.workspace.isTrusted
        ? ''
        : vscode.l10n.t('Restricted Mode: the built-in rules apply, not those of this workspace.');
    this.#tellState(count === 0 ? 'empty' : 'found');
    this.#changed.fire();
  }

  #end(search: vscode.CancellationTokenSource): void {
    if (this.#search === search) this.#search = undefined;
    search.cancel();
    search.dispose();
  }

  #tellState(state: ViewState): void {
    void vscode.commands.executeCommand('setContext', 'winnow.triggersState', state);
  }

  #tellGrouping(): void {
    void vscode.commands.executeCommand('setContext', GROUPING_KEY, this.#grouping);
  }
}

function filesWithHits({ rules }: TriggerMatchesResult): number {
  return new Set(rules.flatMap(({ files }) => files.map(({ uri }) => uri))).size;
}

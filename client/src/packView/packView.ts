import * as vscode from 'vscode';
import { PACK_VIEW } from '../../../shared/src/manifest.ts';
import type { Pack, PackDocuments } from '../preview/packDocuments.ts';
import type { PackExplanations } from '../preview/packExplanations.ts';
import { filledTokens } from '../preview/packTexts.ts';
import { PackDrops, type PinFiles } from './packDrops.ts';
import { packItem } from './packItem.ts';
import { nextNodes, packNodes, type PackNode } from './packNodes.ts';

export interface PackViewOptions {
  readonly packs: PackDocuments;
  readonly explanations: PackExplanations;
  /** What a drop onto the view does. */
  readonly pin: PinFiles;
  readonly log: vscode.LogOutputChannel;
}

/** The Pack view: the current pack by file and block, and what became of the rest. */
export class PackView implements vscode.TreeDataProvider<PackNode> {
  readonly #packs: PackDocuments;
  readonly #explanations: PackExplanations;
  readonly #log: vscode.LogOutputChannel;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly onDidChangeTreeData = this.#changed.event;
  readonly #view: vscode.TreeView<PackNode>;
  readonly #subscriptions: vscode.Disposable;
  #filter = '';

  constructor({ packs, explanations, pin, log }: PackViewOptions) {
    this.#log = log;
    this.#packs = packs;
    this.#explanations = explanations;
    this.#view = vscode.window.createTreeView(PACK_VIEW, {
      treeDataProvider: this,
      showCollapseAll: true,
      canSelectMany: true,
      dragAndDropController: new PackDrops(pin),
    });
    this.#subscriptions = vscode.Disposable.from(
      this.#view,
      this.#changed,
      packs.onDidChangeCurrent(() => this.#show()),
    );
  }

  getTreeItem(node: PackNode): vscode.TreeItem {
    return packItem(node);
  }

  async getChildren(node?: PackNode): Promise<PackNode[]> {
    const pack = this.#packs.current;
    if (!pack) return [];
    if (node === undefined) return [...this.#top(pack)];
    if (node.kind === 'nextGroup') return [...(await this.#next(pack))];
    return 'children' in node ? [...node.children()] : [];
  }

  /** Asks which files to show. */
  async askFilter(): Promise<void> {
    const typed = await vscode.window.showInputBox({
      title: vscode.l10n.t('Filter the Pack View'),
      prompt: vscode.l10n.t('Words of a path, @pinned, @redacted. Empty shows all.'),
      value: this.#filter,
    });
    if (typed !== undefined) this.filter(typed);
  }

  filter(filter: string): void {
    this.#filter = filter.trim();
    void vscode.commands.executeCommand('setContext', 'winnow.packFilter', this.#filter !== '');
    this.#show();
  }

  dispose(): void {
    this.#subscriptions.dispose();
  }

  #top({ uri, result, params }: Pack): readonly PackNode[] {
    const { pins = [], exclude: excludes = [] } = params;
    return packNodes({ pack: uri.toString(), result, pins, excludes, filter: this.#filter });
  }

  async #next(pack: Pack): Promise<readonly PackNode[]> {
    try {
      return nextNodes(pack.uri.toString(), await this.#explanations.of(pack));
    } catch (error) {
      this.#log.warn(`winnow/explain: ${error instanceof Error ? error.message : String(error)}`);
      return [];
    }
  }

  #show(): void {
    const pack = this.#packs.current;
    const tokens = pack ? filledTokens(pack.result) : 0;
    const told = vscode.l10n.t(
      '{0} of {1} tokens',
      tokens.toLocaleString(vscode.env.language),
      (pack?.result.budget ?? 0).toLocaleString(vscode.env.language),
    );
    this.#view.description = pack ? told : '';
    this.#view.badge = pack ? { value: tokens, tooltip: vscode.l10n.t('Pack: {0}', told) } : undefined;
    // With a message there would be no welcome text, which says that nothing passes.
    const hasFiltered = pack !== undefined && this.#filter !== '' && this.#top(pack).length > 0;
    this.#view.message = hasFiltered ? vscode.l10n.t('Filter: {0}', this.#filter) : '';
    this.#changed.fire();
  }
}

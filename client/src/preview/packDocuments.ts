import * as vscode from 'vscode';
import type { OptimizeParams, OptimizeResult } from '../../../shared/src/protocol.ts';
import { packTitle } from './packTitle.ts';

export const PACK_SCHEME = 'winnow-pack';
/** Of the URI of a pack's previous text. */
const PREVIOUS = 'previous';
const PACK_LANGUAGE = 'winnow-pack';
/** How many packs stay at hand; older ones are forgotten when their tab is closed. */
const MAX_CLOSED_PACKS = 8;

export interface Pack {
  readonly uri: vscode.Uri;
  readonly result: OptimizeResult;
  /** What was asked, so that it can be asked again with a pin more or a file less. */
  readonly params: OptimizeParams;
  /** The text of the answer before this one: to the same question, or to the one that was asked before. */
  readonly previousText?: string;
}

/** Packs as read-only documents, kept in memory only: what is in them never touches the disk unless it is saved. */
export class PackDocuments implements vscode.TextDocumentContentProvider {
  readonly #packs = new Map<string, Pack>();
  readonly #changed = new vscode.EventEmitter<vscode.Uri>();
  /** A pack was replaced by another answer to its question. */
  readonly onDidChange = this.#changed.event;
  // Looks for the event at once, so it comes after it.
  readonly #registration = vscode.workspace.registerTextDocumentContentProvider(PACK_SCHEME, this);
  readonly #currentChanged = new vscode.EventEmitter<void>();
  /** Another pack is the current one, or the current one was replaced. */
  readonly onDidChangeCurrent = this.#currentChanged.event;
  readonly #following = vscode.window.onDidChangeActiveTextEditor((editor) => this.#follow(editor));
  #count = 0;
  #current: Pack | undefined;

  /** The pack that was looked at last. */
  get current(): Pack | undefined {
    return this.#current;
  }

  find(uri: vscode.Uri | undefined): Pack | undefined {
    return uri === undefined ? undefined : this.#packs.get(uri.toString());
  }

  provideTextDocumentContent(uri: vscode.Uri): string {
    const pack = this.find(uri.with({ fragment: '' }));
    const text = uri.fragment === PREVIOUS ? pack?.previousText : pack?.result.text;
    // A window that is reloaded restores its tabs, but the packs are gone.
    return text ?? vscode.l10n.t('This pack is no longer in memory: run Optimize Context again.');
  }

  /** Opens the pack in an editor of its own. */
  async show(result: OptimizeResult, params: OptimizeParams): Promise<vscode.TextEditor> {
    const path = `/${packTitle(result, vscode.l10n.t('Pack'))}`;
    const uri = vscode.Uri.from({ scheme: PACK_SCHEME, path, query: String(++this.#count) });
    const sameQuestion = [...this.#packs.values()].findLast((one) => one.result.query === result.query);
    const before = sameQuestion ?? this.#current;
    const pack = { uri, result, params, ...(before ? { previousText: before.result.text } : {}) };
    this.#keep(pack);
    return this.open(pack);
  }

  /** Shows the editor of a pack that is kept. */
  async open({ uri, result }: Pack): Promise<vscode.TextEditor> {
    const document = await openInLanguage(uri, result);
    return vscode.window.showTextDocument(document, { preview: false });
  }

  /** The document that holds a pack's previous text, to be compared with it. */
  async previousOf({ uri, result, previousText }: Pack): Promise<vscode.Uri | undefined> {
    if (previousText === undefined) return undefined;
    const previous = uri.with({ fragment: PREVIOUS });
    await openInLanguage(previous, result);
    return previous;
  }

  /** Shows another answer in the editor of a pack. */
  replace({ uri, result: before }: Pack, result: OptimizeResult, params: OptimizeParams): void {
    this.#keep({ uri, result, params, previousText: before.text });
    this.#changed.fire(uri.with({ fragment: PREVIOUS }));
    this.#changed.fire(uri);
  }

  dispose(): void {
    this.#registration.dispose();
    this.#following.dispose();
    this.#changed.dispose();
    this.#currentChanged.dispose();
    this.#packs.clear();
  }

  #keep(pack: Pack): void {
    const key = pack.uri.toString();
    // The newest come last.
    this.#packs.delete(key);
    this.#packs.set(key, pack);
    this.#forgetOldest();
    void vscode.commands.executeCommand('setContext', 'winnow.hasPack', true);
    this.#makeCurrent(pack);
  }

  #follow(editor: vscode.TextEditor | undefined): void {
    const pack = this.find(editor?.document.uri);
    if (pack && pack !== this.#current) this.#makeCurrent(pack);
  }

  #makeCurrent(pack: Pack): void {
    this.#current = pack;
    void vscode.commands.executeCommand('setContext', 'winnow.hasPreviousPack', pack.previousText !== undefined);
    this.#currentChanged.fire();
  }

  #forgetOldest(): void {
    const open = new Set(vscode.workspace.textDocuments.map((document) => document.uri.toString()));
    const current = this.#current?.uri.toString();
    const closed = [...this.#packs.keys()].filter((key) => !open.has(key) && key !== current);
    for (const key of closed.slice(0, Math.max(0, closed.length - MAX_CLOSED_PACKS))) this.#packs.delete(key);
  }
}

async function openInLanguage(
  uri: vscode.Uri,
  { format }: Pick<OptimizeResult, 'format'>,
): Promise<vscode.TextDocument> {
  const document = await vscode.workspace.openTextDocument(uri);
  // XML, JSON and plain packs are coloured by the language of their extension.
  return format === 'markdown' ? vscode.languages.setTextDocumentLanguage(document, PACK_LANGUAGE) : document;
}

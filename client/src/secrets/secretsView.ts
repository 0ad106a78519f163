import * as vscode from 'vscode';
import { WorkDoneProgress, type LanguageClient } from 'vscode-languageclient/node';
import { SECRETS_VIEW } from '../../../shared/src/manifest.ts';
import type { SecretFindingsResult } from '../../../shared/src/protocol.ts';
import { DID_CHANGE_ALLOWED, SECRET_FINDINGS } from '../requests.ts';
import { workDoneReporter } from '../workDone.ts';
import { secretItem } from './secretItem.ts';
import { secretNodes, type SecretNode } from './secretNodes.ts';

/** Saving many files at once is one change. */
const SAVE_SETTLE_MS = 1000;

/** Decides what the empty view says; see `viewsWelcome` in the manifest. */
type ViewState = 'idle' | 'scanning' | 'found' | 'clean' | 'stopped' | 'failed';

let lastToken = 0;

/** The Secrets view: every finding of the workspace. It scans when it is asked to, and from then on keeps up while it is seen. */
export class SecretsView implements vscode.TreeDataProvider<SecretNode> {
  readonly #client: LanguageClient;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly onDidChangeTreeData = this.#changed.event;
  readonly #view: vscode.TreeView<SecretNode>;
  readonly #subscriptions: vscode.Disposable;
  #result: SecretFindingsResult | undefined;
  #stale = false;
  #scan: vscode.CancellationTokenSource | undefined;
  #saved: NodeJS.Timeout | undefined;

  constructor(client: LanguageClient) {
    this.#client = client;
    this.#view = vscode.window.createTreeView(SECRETS_VIEW, { treeDataProvider: this, showCollapseAll: true });
    this.#subscriptions = vscode.Disposable.from(
      this.#view,
      this.#changed,
      this.#view.onDidChangeVisibility(() => this.#scanIfSeen()),
      client.onNotification(DID_CHANGE_ALLOWED, () => this.#outdated()),
      vscode.workspace.onDidSaveTextDocument(({ uri }) => {
        if (uri.scheme === 'file') this.#settle();
      }),
      vscode.workspace.onDidChangeWorkspaceFolders(() => this.#outdated()),
    );
    this.#tellState('idle');
  }

  getTreeItem(node: SecretNode): vscode.TreeItem {
    return secretItem(node);
  }

  getChildren(node?: SecretNode): SecretNode[] {
    if (node === undefined) return this.#result === undefined ? [] : [...secretNodes(this.#result)];
    return node.kind === 'file' ? [...node.children()] : [];
  }

  /** Scans the workspace with progress that can be cancelled, and shows the view. */
  async scan(): Promise<void> {
    if (vscode.workspace.workspaceFolders === undefined) {
      void vscode.window.showInformationMessage(vscode.l10n.t('Open a folder to scan it for secrets.'));
      return;
    }
    await vscode.commands.executeCommand(`${SECRETS_VIEW}.focus`);
    const title = vscode.l10n.t('Winnow: scanning for secrets');
    const { Notification } = vscode.ProgressLocation;
    await vscode.window.withProgress({ location: Notification, title, cancellable: true }, (progress, token) => {
      const scan = new vscode.CancellationTokenSource();
      token.onCancellationRequested(() => this.stop());
      return this.#run(scan, workDoneReporter(progress));
    });
  }

  /** Scans again, quietly: only files that changed are looked at. */
  refresh(): void {
    const location = { viewId: SECRETS_VIEW };
    void vscode.window.withProgress({ location }, () => this.#run(new vscode.CancellationTokenSource()));
  }

  /** Ends a scan that is under way; what was found before it stays. */
  stop(): void {
    if (this.#scan === undefined) return;
    this.#end(this.#scan);
    this.#tellState(this.#result === undefined ? 'stopped' : 'found');
  }

  dispose(): void {
    clearTimeout(this.#saved);
    if (this.#scan !== undefined) this.#end(this.#scan);
    this.#subscriptions.dispose();
  }

  #settle(): void {
    clearTimeout(this.#saved);
    this.#saved = setTimeout(() => this.#outdated(), SAVE_SETTLE_MS);
  }

  #outdated(): void {
    this.#stale = true;
    this.#scanIfSeen();
  }

  /** Nothing is scanned before somebody asked for it once. */
  #scanIfSeen(): void {
    if (this.#view.visible && this.#stale && this.#result !== undefined) this.refresh();
  }

  async #run(scan: vscode.CancellationTokenSource, report?: ReturnType<typeof workDoneReporter>): Promise<void> {
    if (this.#scan !== undefined) this.#end(this.#scan);
    this.#scan = scan;
    this.#stale = false;
    this.#tellState('scanning');
    const workDoneToken = `winnow-secrets-${++lastToken}`;
    const listener = report && this.#client.onProgress(WorkDoneProgress.type, workDoneToken, report);
    try {
      const params = report ? { workDoneToken } : {};
      const result = await this.#client.sendRequest(SECRET_FINDINGS, params, scan.token);
      if (this.#scan === scan) this.#show(result);
    } catch (error) {
      this.#client.outputChannel.warn(`winnow/secretFindings: ${String(error)}`);
      if (this.#scan === scan) this.#tellState(this.#result === undefined ? 'failed' : 'found');
    } finally {
      listener?.dispose();
      if (this.#scan === scan) this.#end(scan);
    }
  }

  #show(result: SecretFindingsResult): void {
    this.#result = result;
    const count = result.found.reduce((sum, file) => sum + file.count, 0);
    this.#view.description =
      count === 0
        ? ''
        : vscode.l10n.t(
            '{0} in {1} files',
            count.toLocaleString(vscode.env.language),
            result.found.length.toLocaleString(vscode.env.language),
          );
    this.#view.badge =
      count === 0
        ? undefined
        : { value: count, tooltip: vscode.l10n.t('{0} secrets', count.toLocaleString(vscode.env.language)) };
    this.#tellState(count === 0 ? 'clean' : 'found');
    this.#changed.fire();
  }

  #end(scan: vscode.CancellationTokenSource): void {
    if (this.#scan === scan) this.#scan = undefined;
    scan.cancel();
    scan.dispose();
  }

  #tellState(state: ViewState): void {
    void vscode.commands.executeCommand('setContext', 'winnow.secretsState', state);
  }
}

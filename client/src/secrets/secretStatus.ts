import * as vscode from 'vscode';
import { LEVELS, SECRET_CODE_PREFIX, type Level } from '../../../shared/src/protocol.ts';
import { levelOf } from './secretLevel.ts';
import { gravestFirst, type CountedRule } from './secretCounts.ts';

/** Beside the language's name: how many secrets the active document holds, and of which rules. Absent when it holds none. */
export class SecretStatus {
  readonly #item = vscode.languages.createLanguageStatusItem('winnow.secretsFound', []);
  readonly #subscriptions: vscode.Disposable;

  constructor() {
    this.#item.name = vscode.l10n.t('Winnow secrets');
    this.#item.command = { title: vscode.l10n.t('Show Problems'), command: 'workbench.actions.view.problems' };
    this.#subscriptions = vscode.Disposable.from(
      this.#item,
      vscode.window.onDidChangeActiveTextEditor((editor) => this.#show(editor?.document)),
      vscode.languages.onDidChangeDiagnostics(({ uris }) => {
        const document = vscode.window.activeTextEditor?.document;
        if (document && uris.some((uri) => uri.toString() === document.uri.toString())) this.#show(document);
      }),
    );
    this.#show(vscode.window.activeTextEditor?.document);
  }

  dispose(): void {
    this.#subscriptions.dispose();
  }

  #show(document: vscode.TextDocument | undefined): void {
    const rules = document ? gravestFirst(secretsIn(document.uri)) : [];
    if (document === undefined || rules.length === 0) {
      this.#item.selector = [];
      return;
    }
    const count = rules.reduce((sum, one) => sum + one.count, 0);
    this.#item.selector = { scheme: document.uri.scheme, language: document.languageId };
    this.#item.text =
      count === 1 ? vscode.l10n.t('1 secret') : vscode.l10n.t('{0} secrets', count.toLocaleString(vscode.env.language));
    this.#item.detail = detailOf(rules);
    const isGrave = rules.some(({ level }) => LEVELS.indexOf(level) >= LEVELS.indexOf('sensitive'));
    const { Information, Warning } = vscode.LanguageStatusSeverity;
    this.#item.severity = isGrave ? Warning : Information;
  }
}

function secretsIn(uri: vscode.Uri): readonly { readonly rule: string; readonly level: Level }[] {
  return vscode.languages.getDiagnostics(uri).flatMap(({ source, code, severity }) => {
    const value = typeof code === 'object' ? code.value : code;
    const level = levelOf({ source, code: value, severity });
    return level === undefined ? [] : [{ rule: String(value).slice(SECRET_CODE_PREFIX.length), level }];
  });
}

const MOST_RULES = 3;

function detailOf(rules: readonly CountedRule[]): string {
  const shown = rules.slice(0, MOST_RULES).map(({ rule, count }) => (count === 1 ? rule : `${rule} × ${count}`));
  const more = rules.length > MOST_RULES ? [`+${rules.length - MOST_RULES}`] : [];
  return [...shown, ...more].join(', ');
}

import * as vscode from 'vscode';
import { LEVELS, type Level } from '../../../shared/src/protocol.ts';
import { placeholdersOf } from '../secrets/placeholders.ts';
import { secretColorId } from '../secrets/secretColors.ts';
import { PACK_SCHEME, type Pack, type PackDocuments } from './packDocuments.ts';
import { levelsByRule, ruleOf } from './packTexts.ts';

/** Marks where secrets stood in a pack, by level, in the text and in the overview ruler; hovering one tells what it was. */
export class PackMarks {
  readonly #packs: PackDocuments;
  readonly #types = new Map<Level, vscode.TextEditorDecorationType>();
  readonly #subscriptions: vscode.Disposable;

  constructor(packs: PackDocuments) {
    this.#packs = packs;
    this.#subscriptions = vscode.Disposable.from(
      vscode.window.onDidChangeVisibleTextEditors((editors) => this.#paint(editors)),
      // A pack that was replaced: its document follows a moment later.
      vscode.workspace.onDidChangeTextDocument(({ document }) => {
        if (document.uri.scheme !== PACK_SCHEME) return;
        this.#paint(vscode.window.visibleTextEditors.filter((editor) => editor.document === document));
      }),
    );
  }

  dispose(): void {
    this.#subscriptions.dispose();
    for (const type of this.#types.values()) type.dispose();
  }

  #paint(editors: readonly vscode.TextEditor[]): void {
    for (const editor of editors) {
      const pack = this.#packs.find(editor.document.uri);
      if (!pack) continue;
      const marks = marksOf(editor.document, pack);
      for (const level of LEVELS) {
        const found = marks.get(level) ?? [];
        if (found.length > 0 || this.#types.has(level)) editor.setDecorations(this.#typeOf(level), found);
      }
    }
  }

  #typeOf(level: Level): vscode.TextEditorDecorationType {
    const known = this.#types.get(level);
    if (known) return known;
    const color = new vscode.ThemeColor(secretColorId(level));
    const type = vscode.window.createTextEditorDecorationType({
      border: '1px solid',
      borderRadius: '3px',
      borderColor: color,
      overviewRulerColor: color,
      overviewRulerLane: vscode.OverviewRulerLane.Right,
    });
    this.#types.set(level, type);
    return type;
  }
}

function marksOf(document: vscode.TextDocument, { result }: Pack): ReadonlyMap<Level, vscode.DecorationOptions[]> {
  const levels = levelsByRule(result.redactions);
  const marks = placeholdersOf(document.getText()).map(({ placeholder, start }) => {
    const rule = ruleOf(placeholder);
    const level = levels.get(rule) ?? 'sensitive';
    const range = new vscode.Range(document.positionAt(start), document.positionAt(start + placeholder.length));
    const told = vscode.l10n.t(
      'A secret of the rule {0} ({1}) was replaced here. It does not leave this machine.',
      rule,
      level,
    );
    return { level, mark: { range, hoverMessage: told } };
  });
  const byLevel = new Map<Level, vscode.DecorationOptions[]>();
  for (const { level, mark } of marks) byLevel.set(level, [...(byLevel.get(level) ?? []), mark]);
  return byLevel;
}

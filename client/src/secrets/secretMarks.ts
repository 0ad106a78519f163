import * as vscode from 'vscode';
import { LEVELS, type Level } from '../../../shared/src/protocol.ts';
import { gutterIcon, SECRET_COLORS, secretColorId } from './secretColors.ts';
import { levelOf } from './secretLevel.ts';

/** Marks secrets in the gutter and in the overview ruler, by level: what the problems of a document say. */
export class SecretMarks {
  readonly #types = new Map<Level, vscode.TextEditorDecorationType>();
  readonly #subscriptions: vscode.Disposable;

  constructor() {
    this.#subscriptions = vscode.Disposable.from(
      vscode.languages.onDidChangeDiagnostics(({ uris }) => {
        const changed = new Set(uris.map(String));
        this.#paint(vscode.window.visibleTextEditors.filter(({ document }) => changed.has(document.uri.toString())));
      }),
      vscode.window.onDidChangeVisibleTextEditors((editors) => this.#paint(editors)),
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration('winnow.secrets.marks')) this.#paint(vscode.window.visibleTextEditors);
      }),
    );
    this.#paint(vscode.window.visibleTextEditors);
  }

  dispose(): void {
    this.#subscriptions.dispose();
    for (const type of this.#types.values()) type.dispose();
  }

  #paint(editors: readonly vscode.TextEditor[]): void {
    const shown = vscode.workspace.getConfiguration('winnow.secrets').get<boolean>('marks') ?? true;
    for (const editor of editors) {
      const ranges = shown ? rangesByLevel(editor.document.uri) : new Map<Level, vscode.Range[]>();
      for (const level of LEVELS) {
        const found = ranges.get(level) ?? [];
        if (found.length > 0 || this.#types.has(level)) editor.setDecorations(this.#typeOf(level), found);
      }
    }
  }

  #typeOf(level: Level): vscode.TextEditorDecorationType {
    const known = this.#types.get(level);
    if (known !== undefined) return known;
    const { dark, light } = SECRET_COLORS[level];
    const icon = (color: string) => ({
      gutterIconPath: vscode.Uri.parse(gutterIcon(color)),
      gutterIconSize: 'contain',
    });
    const type = vscode.window.createTextEditorDecorationType({
      dark: icon(dark),
      light: icon(light),
      overviewRulerColor: new vscode.ThemeColor(secretColorId(level)),
      overviewRulerLane: vscode.OverviewRulerLane.Left,
      rangeBehavior: vscode.DecorationRangeBehavior.ClosedClosed,
    });
    this.#types.set(level, type);
    return type;
  }
}

function rangesByLevel(uri: vscode.Uri): ReadonlyMap<Level, vscode.Range[]> {
  const ranges = new Map<Level, vscode.Range[]>();
  for (const { source, code, severity, range } of vscode.languages.getDiagnostics(uri)) {
    const level = levelOf({ source, code: typeof code === 'object' ? code.value : code, severity });
    if (level === undefined) continue;
    const list = ranges.get(level);
    if (list === undefined) ranges.set(level, [range]);
    else list.push(range);
  }
  return ranges;
}

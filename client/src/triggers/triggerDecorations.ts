import * as vscode from 'vscode';
import type { Range } from '../../../shared/src/protocol.ts';
import { PaintedRanges } from './paintedRanges.ts';
import { backgroundColorId, lineColorId, type TriggerColor } from './triggerColors.ts';

/** Paints trigger keywords: one decoration type for each colour, made when it is first needed. */
export class TriggerDecorations {
  readonly #types = new Map<TriggerColor, vscode.TextEditorDecorationType>();
  #painted = new WeakMap<vscode.TextEditor, PaintedRanges>();
  #ruler: boolean;

  /** With `ruler` keywords are marked in the overview ruler too. */
  constructor(ruler: boolean) {
    this.#ruler = ruler;
  }

  /** Forgets all marks; what is painted from now on has marks in the overview ruler, or has none. */
  restart(ruler: boolean): void {
    this.dispose();
    this.#ruler = ruler;
    this.#painted = new WeakMap();
  }

  /** Replaces what this editor shows, as far as it differs. */
  paint(editor: vscode.TextEditor, marks: ReadonlyMap<TriggerColor, readonly Range[]>): void {
    const painted = this.#painted.get(editor) ?? new PaintedRanges();
    this.#painted.set(editor, painted);
    for (const color of painted.replace(marks, performance.now())) {
      editor.setDecorations(this.#typeOf(color), (marks.get(color) ?? []).map(toRange));
    }
  }

  /** VS Code moves the marks with the text; this keeps up with it. */
  edited(editor: vscode.TextEditor, changes: readonly vscode.TextDocumentContentChangeEvent[]): void {
    this.#painted.get(editor)?.edit(changes, performance.now());
  }

  dispose(): void {
    for (const type of this.#types.values()) type.dispose();
    this.#types.clear();
  }

  #typeOf(color: TriggerColor): vscode.TextEditorDecorationType {
    const known = this.#types.get(color);
    if (known !== undefined) return known;
    const line = new vscode.ThemeColor(lineColorId(color));
    const type = vscode.window.createTextEditorDecorationType({
      backgroundColor: new vscode.ThemeColor(backgroundColorId(color)),
      border: '0 solid',
      borderWidth: '0 0 2px 0',
      borderColor: line,
      ...(this.#ruler ? { overviewRulerColor: line, overviewRulerLane: vscode.OverviewRulerLane.Right } : {}),
      // Typing at the end of a keyword makes another word of it: the mark must not grow with it.
      rangeBehavior: vscode.DecorationRangeBehavior.ClosedClosed,
    });
    this.#types.set(color, type);
    return type;
  }
}

const toRange = ({ start, end }: Range): vscode.Range =>
  new vscode.Range(start.line, start.character, end.line, end.character);

import * as vscode from 'vscode';
import { backgroundColorId, lineColorId, triggerColorOf, TRIGGER_COLORS, type TriggerColor } from './triggerColors.ts';

/** A range of a document and the name of the colour it should have. */
export interface ColoredRange {
  readonly range: vscode.Range;
  readonly color?: string;
}

/** Paints trigger keywords: one decoration type for each colour, made when it is first needed. */
export class TriggerDecorations {
  readonly #types = new Map<TriggerColor, vscode.TextEditorDecorationType>();

  /** Replaces what this editor shows. */
  paint(editor: vscode.TextEditor, hits: readonly ColoredRange[]): void {
    const byColor = rangesByColor(hits);
    for (const color of Object.keys(TRIGGER_COLORS) as TriggerColor[]) {
      const ranges = byColor.get(color) ?? [];
      if (ranges.length > 0 || this.#types.has(color)) editor.setDecorations(this.#typeOf(color), ranges);
    }
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
      overviewRulerColor: line,
      overviewRulerLane: vscode.OverviewRulerLane.Right,
      // Typing at the end of a keyword makes another word of it: the mark must not grow with it.
      rangeBehavior: vscode.DecorationRangeBehavior.ClosedClosed,
    });
    this.#types.set(color, type);
    return type;
  }
}

function rangesByColor(hits: readonly ColoredRange[]): ReadonlyMap<TriggerColor, vscode.Range[]> {
  const byColor = new Map<TriggerColor, vscode.Range[]>();
  for (const { color, range } of hits) {
    const name = triggerColorOf(color);
    const ranges = byColor.get(name);
    if (ranges === undefined) byColor.set(name, [range]);
    else ranges.push(range);
  }
  return byColor;
}

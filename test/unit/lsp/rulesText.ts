import { RulesView } from '../../../server/src/lsp/rules/rulesView.ts';

/** A text whose cursor is marked with `‸`. */
export function atCursor(text: string): { readonly source: string; readonly offset: number } {
  const offset = text.indexOf('‸');
  return { source: text.replace('‸', ''), offset };
}

/** A rules file and the offset of its cursor. */
export function viewAtCursor(text: string): { readonly view: RulesView; readonly offset: number } {
  const { source, offset } = atCursor(text);
  return { view: viewOf(source), offset };
}

export function viewOf(source: string): RulesView {
  return new RulesView('file:///w/.winnow/triggers.yaml', source);
}

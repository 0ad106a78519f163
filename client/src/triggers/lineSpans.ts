/** Lines of a document, zero-based, `last` included. */
export interface LineSpan {
  readonly first: number;
  readonly last: number;
}

/** Documents up to this size are asked for as a whole: their overview ruler then shows every hit. */
const MOST_WHOLE_LINES = 5000;
/** Lines around the visible ones that are painted too, so that scrolling does not show bare text. */
const MARGIN_LINES = 200;

/** The lines to ask hits of while `visible` are shown, merged and in order; `undefined` asks for the whole document. */
export function linesToAsk(visible: readonly LineSpan[], lineCount: number): readonly LineSpan[] | undefined {
  return lineCount <= MOST_WHOLE_LINES ? undefined : widen(visible, MARGIN_LINES, lineCount);
}

/** Whether what was asked holds the visible lines and half the margin: the rest is fetched before it is seen. */
export function coversVisible(
  asked: readonly LineSpan[] | undefined,
  visible: readonly LineSpan[],
  lineCount: number,
): boolean {
  if (asked === undefined) return true;
  return widen(visible, MARGIN_LINES / 2, lineCount).every(({ first, last }) =>
    asked.some((span) => span.first <= first && span.last >= last),
  );
}

function widen(visible: readonly LineSpan[], margin: number, lineCount: number): readonly LineSpan[] {
  const widened: LineSpan[] = [];
  for (const { first, last } of visible.toSorted((a, b) => a.first - b.first)) {
    const span = { first: Math.max(0, first - margin), last: Math.min(lineCount - 1, last + margin) };
    const before = widened.at(-1);
    if (before !== undefined && span.first <= before.last + 1)
      widened[widened.length - 1] = { first: before.first, last: Math.max(before.last, span.last) };
    else widened.push(span);
  }
  return widened;
}

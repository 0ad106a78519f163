import type { Span } from '../../engine/text/span.ts';

/** Text to stand in place of a span. Edits that belong together do not overlap. */
export interface TextEdit {
  readonly span: Span;
  readonly newText: string;
}

/** Edits that mend something, and what they do, in words. */
export interface RuleFix {
  readonly title: string;
  readonly edits: readonly TextEdit[];
}

/** The text after edits that belong together. */
export function applyEdits(source: string, edits: readonly TextEdit[]): string {
  const inOrder = [...edits].sort((a, b) => b.span.start - a.span.start || b.span.end - a.span.end);
  return inOrder.reduce(
    (text, { span, newText }) => text.slice(0, span.start) + newText + text.slice(span.end),
    source,
  );
}

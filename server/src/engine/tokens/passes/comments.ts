import { isKept } from './directives.ts';
import type { Edit } from './edit.ts';
import type { Span } from './lexer/spans.ts';
import { isBlank, lineStart, nextLine, type Pass, type Range, type Source } from './source.ts';

/** Leaves comments out, but those that a program reads. */
export const comments: Pass = {
  name: 'comments',
  edits(source, range) {
    const edits: Edit[] = [];
    forEachComment(source, range, (span) => {
      const edit = isRemovable(source, span) ? removal(source.text, span, range) : undefined;
      if (edit) pushEdit(edits, edit);
    });
    return edits;
  },
};

/** The comments of a text that reach into a range. */
export function forEachComment(
  source: Source,
  { start, end }: Range,
  visit: (span: Span, index: number) => void,
): void {
  const { spans } = source;
  for (let next = spans.after(start); next < spans.length && spans.start(next) < end; next++) {
    const span = spans.at(next)!;
    if (span.kind === 'line' || span.kind === 'block') visit(span, next);
  }
}

/** Several comments on one line, alone on it, each take the line. */
export function pushEdit(edits: Edit[], edit: Edit): void {
  const last = edits.at(-1);
  if (last && last.end > edit.start) {
    if (edit.end > last.end) edits[edits.length - 1] = { start: last.start, end: edit.end, text: '' };
  } else edits.push(edit);
}

export function isRemovable({ text, language }: Source, { start, end }: Span): boolean {
  if (isKept(text.slice(start, end))) return false;
  // What stands above `import "C"` is C (cmd/cgo).
  return language !== 'go' || !/^\s*import\s+"C"/.test(text.slice(end, end + 40));
}

/** Takes a comment with its line when nothing else stands there; undefined where the code around could run together. */
export function removal(text: string, { start, end }: Span, range: Range): Edit | undefined {
  let before = start;
  while (before > 0 && isBlank(text.charCodeAt(before - 1))) before--;
  let after = end;
  while (after < text.length && isBlank(text.charCodeAt(after))) after++;
  const isFirst = before === 0 || text.charCodeAt(before - 1) === 10;
  const isLast = after === text.length || text.charCodeAt(after) === 10 || text.charCodeAt(after) === 13;
  if (isFirst && isLast) {
    // A line that goes on on this one would go on on the next instead.
    if (text.charCodeAt(before - (text.charCodeAt(before - 2) === 13 ? 3 : 2)) === 92) return undefined;
    return clipped({ start: lineStart(text, start), end: nextLine(text, after), text: '' }, range);
  }
  if (isLast)
    return text.charCodeAt(before - 1) === 92 ? undefined : clipped({ start: before, end: after, text: '' }, range);
  if (text.slice(start, end).includes('\n')) return undefined;
  if (isFirst) return clipped({ start, end: after, text: '' }, range);
  return clipped({ start: before, end: after, text: ' ' }, range);
}

function clipped({ start, end, text }: Edit, range: Range): Edit {
  return { start: Math.max(start, range.start), end: Math.min(end, range.end), text };
}

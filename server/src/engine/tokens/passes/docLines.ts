import { forEachComment, isRemovable, pushEdit, removal } from './comments.ts';
import type { Edit } from './edit.ts';
import type { Span } from './lexer/spans.ts';
import { isBlank, lineStart, nextLine, type Pass, type Range, type Source } from './source.ts';

const LONGEST_DOC_LINE = 160;

/** Of the comment above a declaration keeps the first line that says something; leaves all other comments out. */
export const docLines: Pass = {
  name: 'docLines',
  edits(source, range) {
    const edits: Edit[] = [];
    let run = { end: -1, isDoc: false };
    forEachComment(source, range, (span, index) => {
      if (!isRemovable(source, span)) return;
      const isFirst = span.start >= run.end && isOwnLine(source.text, span);
      if (isFirst) {
        const end = runEnd(source, index);
        run = { end, isDoc: leadsToCode(source.text, end) };
      }
      const isDoc = isFirst && run.isDoc;
      // The first of a run of line comments stays.
      if (span.kind === 'line' && isDoc && hasWords(source.text.slice(span.start, span.end))) return;
      if (span.kind === 'block' && isDoc) {
        const shortened = shortenedBlock(source, span, range);
        if (shortened) {
          for (const edit of shortened) pushEdit(edits, edit);
          return;
        }
      }
      const edit = removal(source.text, span, range);
      if (edit) pushEdit(edits, edit);
    });
    return edits;
  },
};

function hasWords(comment: string): boolean {
  return /[\p{L}\p{N}]{2}/u.test(comment.slice(0, LONGEST_DOC_LINE));
}

function isOwnLine(text: string, { start }: Span): boolean {
  for (let at = start - 1; at >= 0 && text.charCodeAt(at) !== 10; at--) if (!isBlank(text.charCodeAt(at))) return false;
  return true;
}

/** True when nothing else stands on the line on which comments end, and the next one is code. */
function leadsToCode(text: string, end: number): boolean {
  const next = nextLine(text, end);
  if (text.slice(end, next).trim() !== '') return false;
  let at = next;
  while (isBlank(text.charCodeAt(at))) at++;
  const unit = text.charCodeAt(at);
  return unit > 32 && unit !== 125 && unit !== 41;
}

/** End of the last of the line comments on the lines that follow one another. */
function runEnd({ text, spans }: Source, index: number): number {
  let last = index;
  while (
    spans.at(last)!.kind === 'line' &&
    spans.at(last + 1)?.kind === 'line' &&
    lineStart(text, spans.start(last + 1)) === nextLine(text, spans.end(last)) &&
    isOwnLine(text, spans.at(last + 1)!)
  ) {
    last++;
  }
  return spans.end(last);
}

/** Edits that leave the opening mark, the first line with words and the closing mark; undefined when it has no words. */
function shortenedBlock({ text }: Source, { start, end }: Span, range: Range): Edit[] | undefined {
  const open = /^\/\*+!?|^<!--|^--\[=*\[|^=begin|^\(\*+/.exec(text.slice(start, start + 12))?.[0];
  const close = /(?:\*+\/|-->|\]=*\]|=end|\*+\))$/.exec(text.slice(Math.max(start, end - 12), end))?.[0];
  if (open === undefined || close === undefined || start < range.start || end > range.end || open === '=begin')
    return undefined;
  const from = start + open.length;
  const to = end - close.length;
  const line = /[\p{L}\p{N}][^\n\r]*/u.exec(text.slice(from, to));
  if (!line) return undefined;
  const wordsStart = from + line.index;
  const wordsEnd = wordsStart + Math.min(line[0].trimEnd().length, LONGEST_DOC_LINE);
  const edits: Edit[] = [];
  if (wordsStart - from > 1) edits.push({ start: from, end: wordsStart, text: ' ' });
  if (to - wordsEnd > 1) edits.push({ start: wordsEnd, end: to, text: ' ' });
  return edits;
}

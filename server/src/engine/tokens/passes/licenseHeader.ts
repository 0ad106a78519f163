import type { Edit } from './edit.ts';
import { isKept } from './directives.ts';
import { lineStart, nextLine, type Pass } from './source.ts';

const LICENSE =
  /copyright\b|\(c\) ?\d{4}|licensed (?:under|to)\b|spdx-license-identifier|permission is hereby granted|all rights reserved|(?:apache|bsd|mit|mozilla public|general public) licen[sc]e/i;
const FEWEST_LINES = 2;
/** A license stands among the first comments. */
const MOST_COMMENTS = 60;

/** Leaves out the license that a file begins with: it is the same in all files of a repository, and no question asks it. */
export const licenseHeader: Pass = {
  name: 'licenseHeader',
  edits(source, range) {
    const { text, lexed } = source;
    if (!lexed || range.start > 4000) return [];
    const header = headerOf(text, lexed.spans.first(MOST_COMMENTS));
    if (!header || header.start < range.start || header.end > range.end) return [];
    return [header];
  },
};

interface Comment {
  readonly kind: string;
  readonly start: number;
  readonly end: number;
}

function headerOf(text: string, spans: readonly Comment[]): Edit | undefined {
  let from = spans[0] && text.startsWith('#!') ? nextLine(text, 0) : 0;
  from = /^<\?php[ \t]*\r?\n/.exec(text)?.[0].length ?? from;
  for (let first = 0; first < spans.length;) {
    const span = spans[first]!;
    if (span.end <= from) {
      first++;
      continue;
    }
    if ((span.kind !== 'line' && span.kind !== 'block') || text.slice(from, span.start).trim() !== '') return undefined;
    const last = span.kind === 'block' ? first : runEnd(text, spans, first);
    const end = spans[last]!.end;
    const content = text.slice(span.start, end);
    const isOwn = text.slice(lineStart(text, span.start), span.start).trim() === '' && restOfLine(text, end) === '';
    if (!isOwn) return undefined;
    const isLong = content.split('\n').length >= FEWEST_LINES;
    if (isLong && LICENSE.test(content) && !keepsAny(text, spans.slice(first, last + 1))) {
      return { start: lineStart(text, span.start), end: nextLine(text, end), text: '' };
    }
    from = end;
    first = last + 1;
  }
  return undefined;
}

/** Index of the last of the line comments that follow one another without a gap. */
function runEnd(text: string, spans: readonly Comment[], first: number): number {
  let last = first;
  while (
    spans[last + 1]?.kind === 'line' &&
    /^\r?\n[ \t]*$/.test(text.slice(spans[last]!.end, spans[last + 1]!.start))
  ) {
    last++;
  }
  return last;
}

function keepsAny(text: string, comments: readonly Comment[]): boolean {
  return comments.some(({ start, end }) => isKept(text.slice(start, end), { allowLicense: true }));
}

function restOfLine(text: string, at: number): string {
  return text.slice(at, nextLine(text, at)).trim();
}

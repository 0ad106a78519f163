import { isKept } from './directives.ts';
import type { Edit } from './edit.ts';
import type { Span } from './lexer/spans.ts';
import { forEachComment } from './comments.ts';
import { isBlank, type Pass, type Range } from './source.ts';

const STAR = 42;
const SLASH = 47;
/** Languages whose block comments may begin their lines with `*`. */
const STARRED = new Set(
  'c cpp objective-c csharp java kotlin scala swift dart go rust javascript javascriptreact typescript typescriptreact php css scss less solidity proto jsonc'.split(
    ' ',
  ),
);

/** Takes ` * ` off the lines of block comments, which keep their words. */
export const commentMargins: Pass = {
  name: 'commentMargins',
  edits(source, range) {
    const edits: Edit[] = [];
    if (!STARRED.has(source.language)) return edits;
    forEachComment(source, range, (span) => {
      if (span.kind === 'block') addMargins(edits, source.text, span, range);
    });
    return edits;
  },
};

function addMargins(edits: Edit[], text: string, { start, end }: Span, range: Range): void {
  const margins: Edit[] = [];
  for (
    let newline = text.indexOf('\n', start);
    newline >= 0 && newline < end;
    newline = text.indexOf('\n', newline + 1)
  ) {
    let at = newline + 1;
    while (isBlank(text.charCodeAt(at))) at++;
    const isEnd = at + 2 >= end;
    if (!isEnd && text.charCodeAt(at) !== STAR) return;
    if (!isEnd && text.charCodeAt(at + 1) !== SLASH) at++;
    else if (isEnd && at > newline + 1) at = Math.min(at, end - 2);
    if (!isEnd && text.charCodeAt(at) === 32) at++;
    // What is left must not end the comment.
    if (!isEnd && text.charCodeAt(at) === SLASH && text.charCodeAt(at - 1) === STAR) return;
    if (at > newline + 1 && newline + 1 >= range.start && at <= range.end) {
      margins.push({ start: newline + 1, end: at, text: '' });
    }
  }
  if (margins.length > 0 && !isKept(text.slice(start, end), { allowLicense: true })) edits.push(...margins);
}

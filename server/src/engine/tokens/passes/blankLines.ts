import type { Edit } from './edit.ts';
import { forEachLine, type Pass } from './source.ts';

/** Keeps one line of each run of blank lines. */
export const blankLines: Pass = {
  name: 'blankLines',
  edits(source, range) {
    const { text, lexed } = source;
    const edits: Edit[] = [];
    if (!lexed) return edits;
    let isAfterBlank = false;
    forEachLine(source, range, ({ start, content, end, next, inside }) => {
      const isContent = inside !== undefined && inside.kind !== 'block';
      const isBlankLine = content === end && !isContent;
      // A line that ends in a backslash goes on on the next, be it blank.
      const isContinued = text.charCodeAt(start - (text.charCodeAt(start - 2) === 13 ? 3 : 2)) === 92;
      if (isBlankLine && isAfterBlank && !isContinued) edits.push({ start, end: next, text: '' });
      isAfterBlank = isBlankLine;
    });
    return edits;
  },
};

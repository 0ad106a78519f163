import type { Edit } from './edit.ts';
import { forEachLine, isBlank, type Pass } from './source.ts';

const BACKSLASH = 92;

/** Takes the spaces and tabs off the ends of lines of code and comments. */
export const trailingSpace: Pass = {
  name: 'trailingSpace',
  edits(source, range) {
    const { text, lexed } = source;
    const edits: Edit[] = [];
    if (!lexed) return edits;
    forEachLine(source, range, ({ start, end }) => {
      if (end === start || !isBlank(text.charCodeAt(end - 1))) return;
      let visible = end;
      while (visible > start && isBlank(text.charCodeAt(visible - 1))) visible--;
      // Behind a backslash the blanks keep the next line from being joined to this one.
      if (text.charCodeAt(visible - 1) === BACKSLASH) return;
      const span = lexed.spans.at(lexed.spans.after(visible));
      const isContent = span && span.start < end && span.kind !== 'line' && span.kind !== 'block';
      if (!isContent) edits.push({ start: visible, end, text: '' });
    });
    return edits;
  },
};

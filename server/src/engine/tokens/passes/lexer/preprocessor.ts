import type { Form } from './lexer.ts';

/**
 * A line that begins with `#`: opaque when it goes on on the next line, or when it is text (`#error don't`). Other
 * directives are read like code.
 */
export const directive: Form = (lexer, at) => {
  if (!lexer.isFirst(at)) return at;
  const { text } = lexer;
  let end = lexer.lineEnd(at);
  const isContinued = text.charCodeAt(end - 1) === 92;
  if (!isContinued && !/^#[ \t]*(?:error|warning|pragma|region|endregion)\b/.test(text.slice(at, at + 40)))
    return at + 1;
  while (end < text.length && text.charCodeAt(end - 1) === 92) end = lexer.lineEnd(text.indexOf('\n', end) + 1);
  return lexer.add('opaque', at, end);
};

/** C#'s directives are lines of text. */
export const directiveLine: Form = (lexer, at) => (lexer.isFirst(at) ? lexer.add('opaque', at, lexer.lineEnd(at)) : at);

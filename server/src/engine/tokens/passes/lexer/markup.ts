import type { Form } from './lexer.ts';

/** Behind `?>` PHP's text is no code until the next `<?`. */
export const phpText: Form = (lexer, at) => {
  if (!lexer.text.startsWith('?>', at)) return at;
  const next = lexer.text.indexOf('<?', at);
  return lexer.add('opaque', at, next < 0 ? lexer.text.length : next);
};

/** The text before PHP's first `<?`. */
export const phpHead: Form = (lexer, at) => {
  if (at > 0) return at;
  const open = lexer.text.indexOf('<?');
  return open === 0 ? at : lexer.add('opaque', 0, open < 0 ? lexer.text.length : open);
};

/** `//` or `#` to the end of the line, or to `?>`. */
export const phpComment: Form = (lexer, at) => {
  const { text } = lexer;
  if (text.charAt(at) === '/' ? text.charAt(at + 1) !== '/' : text.charAt(at + 1) === '[') return at;
  const end = lexer.lineEnd(at);
  const close = text.slice(at, end).indexOf('?>');
  return lexer.add('line', at, close < 0 ? end : at + close);
};

/** `url(…)` without quotes, in which `//` is no comment. */
export const cssUrl: Form = (lexer, at) => {
  const { text } = lexer;
  if (text.charCodeAt(at + 3) !== 40 || !/^url\([ \t]*[^"' \t]/i.test(text.slice(at, at + 40))) return at;
  UNQUOTED.lastIndex = at + 4;
  const match = UNQUOTED.exec(text);
  if (match) return lexer.add('opaque', at, UNQUOTED.lastIndex);
  lexer.failed = true;
  return at;
};

const UNQUOTED = /[^"')\n]*\)/y;

/** Zig's `\\…`: a line of text. */
export const zigLine: Form = (lexer, at) =>
  lexer.text.startsWith('\\\\', at) ? lexer.add('opaque', at, lexer.lineEnd(at)) : at;

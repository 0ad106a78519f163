/**
 * Languages in which white space at the end of a line, and a blank line, mean something only inside a literal that
 * `mayHoldOpenLiteral` knows. A language is left out when any quoted string of it may go over lines (Rust, Ruby, PHP,
 * shell, SQL, Perl), when it has other forms of multi-line text (Lua, Zig, YAML, TOML, Dockerfile), when white space is
 * its content (Markdown, HTML, Scala's XML, diff, plain text) or syntax (make recipes), and when it is not known.
 */
const LANGUAGES = new Set(
  (
    'javascript javascriptreact typescript typescriptreact json jsonc css scss less c cpp cuda-cpp objective-c ' +
    'objective-cpp csharp java kotlin swift dart go python protobuf proto proto3 graphql'
  ).split(' '),
);

/** Openers and closers of literals that may hold line breaks, in any of the languages. */
const MULTILINE_LITERAL = /`|"""|'''|<<|r#"|(?<![A-Za-z0-9_])(?:u8|[uUL])?R"|@\$?"|\$\$/;
/** A backslash before a line break, or before white space that hides one. */
const CONTINUED_LINE = /\\[ \t]*(?:\r?\n|$)/;
/** A JSX attribute whose quote is not closed on its line. */
const OPEN_ATTRIBUTE = /=[ \t]*(?:"[^"\n]*|'[^'\n]*)(?:\n|$)/;

/** True when trailing white space and blank lines of code in this language (a VS Code identifier) mean nothing. */
export function ignoresTrailingSpace(language: string): boolean {
  return LANGUAGES.has(language);
}

/**
 * True when a literal may be open across a line break somewhere in `text`. It may say so in vain; it never misses one
 * that begins in `text`.
 */
export function mayHoldOpenLiteral(text: string): boolean {
  return MULTILINE_LITERAL.test(text) || CONTINUED_LINE.test(text) || OPEN_ATTRIBUTE.test(text);
}

import { expect, test } from 'vitest';
import { compact, type CompactOptions } from '../../../server/src/engine/tokens/compact.ts';

function check(text: string, expected: string, options: Partial<CompactOptions> = {}): void {
  expect(compact(text, { language: 'typescript', ...options }).text).toBe(expected);
}

test.each([
  ['trailing space', 'a;  \n\tb;\t\n', 'a;\n\tb;\n'],
  ['trailing space before CR LF', 'a; \r\nb;\r\n', 'a;\r\nb;\r\n'],
  ['trailing space at the end of the text', 'a;  ', 'a;'],
  ['three blank lines', 'a;\n\n\n\nb;\n', 'a;\n\nb;\n'],
  ['blank lines with white space', 'a;\n \n\t\n\r\n  \nb;\n', 'a;\n\nb;\n'],
  ['two blank lines stay', 'a;\n\n\nb;\n', 'a;\n\n\nb;\n'],
  ['blank lines at both ends', '\n\n\n\na;\n\n\n\n', '\na;\n\n'],
  ['indentation stays', '    a;\n', '    a;\n'],
  ['a placeholder stays', 'key = [REDACTED:aws-key:ab12];  \n', 'key = [REDACTED:aws-key:ab12];\n'],
  ['a string that ends in R is no raw string', 'x = "ERROR"; \n', 'x = "ERROR";\n'],
])('%s', (_, text, expected) => check(text, expected));

test.each([
  ['a template literal', 'x = `a  \n\n\n\nb`;  \n'],
  ['a Python string', 'x = """a  \n\n\n\nb"""\n', 'python'],
  ['a Python string in single quotes', "x = '''a  \nb'''\n", 'python'],
  ['a heredoc or shift', 'cat << EOF  \nEOF\n'],
  ['a raw string', 'x = R"(a  \nb)";\n', 'cpp'],
  ['a prefixed raw string', 'x = u8R"(a  \nb)";\n', 'cpp'],
  ['a verbatim string', 'x = @"a  \nb";\n', 'csharp'],
  ['an interpolated verbatim string', 'x = @$"a  \nb";\n', 'csharp'],
  ['dollar quotes', 'x = $$a  \nb$$\n'],
  ['a continued line', '#define A \\\n  b  \n', 'c'],
  ['a line that would be continued without its space', '// path C:\\ \nint b;  \n', 'c'],
  ['an open JSX attribute', '<a title="b  \nc" />\n'],
  ['lone CRs', 'a;  \rb;  \n'],
  ['Markdown', 'a  \nb\n\n\n\nc\n', 'markdown'],
  ['YAML', 'a: |\n  b  \n\n\n\n  c\n', 'yaml'],
  ['make', 'a:\n\tb  \n', 'makefile'],
  ['diff', '-a  \n+a\n \n', 'diff'],
  ['a language whose strings go over lines', 'let x = "a  \nb";\n', 'rust'],
  ['an unknown language', 'a  \n', 'brainfuck'],
])('leaves %s alone', (_, text, language = 'typescript') => {
  expect(compact(text, { language })).toEqual({ text, saved: {} });
});

test('a part is left alone when the whole may hold a literal around it', () => {
  check('a;  \n', 'a;  \n', { document: '`\na;  \n`' });
  check('a;  \n', 'a;\n', { document: 'x;\na;  \n' });
});

test('what was saved and which lines are left is reported', () => {
  expect(compact('a; \n\n\n\nb;', { language: 'c' })).toEqual({
    text: 'a;\n\nb;',
    lineMap: Uint32Array.of(0, 1, 4),
    saved: { trailingSpace: 1, blankLines: 2 },
  });
});

test('a long run of white space inside a line takes linear time', () => {
  const text = `a${' '.repeat(200_000)}b\n`;
  check(text, text);
});

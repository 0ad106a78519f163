import { expect, test } from 'vitest';
import { blankLines } from '../../../../server/src/engine/tokens/passes/blankLines.ts';
import { trailingSpace } from '../../../../server/src/engine/tokens/passes/trailingSpace.ts';
import { runPass } from './runPass.ts';

test.each([
  ['code', 'a;  \n', 'a;\n', 'java'],
  ['a comment', 'a; // b \t\n/* c  \n d */  \n', 'a; // b\n/* c\n d */\n', 'java'],
  ['a literal keeps its', 'x = `a  \nb`;  \n', 'x = `a  \nb`;\n', 'javascript'],
  ['a string to its end', 'x = """a  """  \n', 'x = """a  """\n', 'python'],
  ['a backslash keeps its', 'a \\ \nb \n', 'a \\ \nb\n', 'shellscript'],
])('trailing space: %s', (_, text, expected, language) =>
  expect(runPass(trailingSpace, text, language)).toBe(expected),
);

test.each([
  ['a run', 'a\n\n\n\nb\n', 'a\n\nb\n', 'go'],
  ['one stays', 'a\n\nb\n', 'a\n\nb\n', 'go'],
  ['at both ends', '\n\n\na\n\n\n', '\na\n\n', 'go'],
  ['in a comment', '/* a\n\n\n\nb */\n', '/* a\n\nb */\n', 'go'],
  ['a literal keeps its', 'x := `a\n\n\n\nb`\n', 'x := `a\n\n\n\nb`\n', 'go'],
  ['behind a backslash', 'a \\\n\n\nb\n', 'a \\\n\nb\n', 'shellscript'],
])('blank lines: %s', (_, text, expected, language) => expect(runPass(blankLines, text, language)).toBe(expected));

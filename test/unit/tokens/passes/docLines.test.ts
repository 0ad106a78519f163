import { expect, test } from 'vitest';
import { docLines } from '../../../../server/src/engine/tokens/passes/docLines.ts';
import { runPass } from './runPass.ts';

test.each([
  [
    'a block',
    '/**\n * Does a.\n * And b.\n * @param c d\n */\nfunction e() {}\n',
    '/** Does a. */\nfunction e() {}\n',
    'java',
  ],
  ['a short block stays', '/** Does a. */\nclass B {}\n', '/** Does a. */\nclass B {}\n', 'java'],
  ['a run of lines', '// Does a.\n// And b.\nfunc c() {}\n', '// Does a.\nfunc c() {}\n', 'go'],
  ['with a gap it goes', '// a\n\nfunc b() {}\n', '\nfunc b() {}\n', 'go'],
  ['behind code it goes', 'a() // b\nc()\n', 'a()\nc()\n', 'go'],
  ['at the end of a block it goes', '{\n a;\n // b\n}\n', '{\n a;\n}\n', 'c'],
  ['a ruler goes', '// -----\n// a\nb;\n', 'b;\n', 'c'],
  ['a directive stays', '// Does a.\n//go:noinline\nfunc b() {}\n', '// Does a.\n//go:noinline\nfunc b() {}\n', 'go'],
])('%s', (_, text, expected, language) => expect(runPass(docLines, text, language)).toBe(expected));

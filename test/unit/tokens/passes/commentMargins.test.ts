import { expect, test } from 'vitest';
import { commentMargins } from '../../../../server/src/engine/tokens/passes/commentMargins.ts';
import { runPass } from './runPass.ts';

test.each([
  ['stars', '/**\n * A b.\n *\n *     c\n */\n', '/**\nA b.\n\n    c\n*/\n', 'java'],
  ['indented', 'class A {\n    /*\n     * b\n     */\n}\n', 'class A {\n    /*\nb\n*/\n}\n', 'java'],
  ['words before the end', '/* a\n * b */\n', '/* a\nb */\n', 'c'],
  ['a list', '/*\n * * a\n * * b\n */\n', '/*\n* a\n* b\n*/\n', 'c'],
  ['without stars it stays', '/* a\n   b\n */\n', '/* a\n   b\n */\n', 'c'],
  ['what would end it stays', '/*\n */\n', '/*\n*/\n', 'c'],
  ['a slash behind the star stays', '/*\n * /a\n */\n', '/*\n/a\n*/\n', 'c'],
  ['a directive stays', '/* eslint-disable a,\n * b\n */\n', '/* eslint-disable a,\n * b\n */\n', 'javascript'],
  ['a literal stays', 'a = `/*\n * b\n */`;\n', 'a = `/*\n * b\n */`;\n', 'javascript'],
])('%s', (_, text, expected, language) => expect(runPass(commentMargins, text, language)).toBe(expected));

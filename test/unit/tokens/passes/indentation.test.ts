import { expect, test } from 'vitest';
import { indentation } from '../../../../server/src/engine/tokens/passes/indentation.ts';
import { runPass } from './runPass.ts';

test.each([
  [
    'brackets tell the blocks',
    'if (a) {\n\t\tif (b) {\n        c;\n}\n}\n',
    'if (a) {\n if (b) {\n c;\n}\n}\n',
    'java',
  ],
  [
    'JSX',
    'x = (\n    <p>\n        It’s "a {b}\n    </p>\n);\n',
    'x = (\n <p>\n It’s "a {b}\n </p>\n);\n',
    'typescriptreact',
  ],
  ['words end the blocks', 'def a\n    if b\n        c\n    end\nend\n', 'def a\n if b\n  c\n end\nend\n', 'ruby'],
  ['indentation is the blocks', 'if a:\n    if b:\n        c\n    d\ne\n', 'if a:\n if b:\n  c\n d\ne\n', 'python'],
  ['tabs', 'if a:\n\tif b:\n\t\tc\n', 'if a:\n if b:\n  c\n', 'python'],
  ['a call over lines', 'if a:\n    b(\n            c,\n  d)\n', 'if a:\n b(\n c,\n d)\n', 'python'],
  ['a statement over lines', 'if a:\n    b = c + \\\n        d\n', 'if a:\n b = c + \\\n d\n', 'python'],
  ['a comment goes with what follows', 'if a:\n        # b\n    c\n', 'if a:\n # b\n c\n', 'python'],
  ['a docstring stays', 'def a():\n    """b\n    c\n    """\n', 'def a():\n """b\n    c\n    """\n', 'python'],
  ['tabs and spaces mixed', 'if a:\n \tb\n', 'if a:\n \tb\n', 'python'],
  ['a block comment stays', 'if (a) {\n    /* b\n       c */\n}\n', 'if (a) {\n /* b\n       c */\n}\n', 'c'],
])('%s', (_, text, expected, language) => expect(runPass(indentation, text, language)).toBe(expected));

import { expect, test } from 'vitest';
import { importFolding } from '../../../../server/src/engine/tokens/passes/importFolding.ts';
import { runPass } from './runPass.ts';

test.each([
  ['Java', 'import a.b.C;\nimport a.b.D;\nimport e.F;\n', 'import a.b.*; // C, D\nimport e.F;\n', 'java'],
  ['Java, static', 'import static a.B.c;\nimport static a.B.d;\n', 'import static a.B.*; // c, d\n', 'java'],
  ['Kotlin', 'import a.B\nimport a.C\nimport a.D as E\n', 'import a.* // B, C\nimport a.D as E\n', 'kotlin'],
  ['Scala', 'import a.b.C\nimport a.b.D\n', 'import a.b.{C, D}\n', 'scala'],
  ['Rust', 'use a::b::C;\nuse a::b::D;\nuse a::e;\n', 'use a::b::{C, D};\nuse a::e;\n', 'rust'],
  ['PHP', '<?php\nuse A\\B;\nuse A\\C;\n', '<?php\nuse A\\{B, C};\n', 'php'],
  ['Python', 'from a import b\nfrom a import c as d, e\n', 'from a import b, c as d, e\n', 'python'],
  ['in a literal they stay', 'a = """\nfrom b import c\nfrom b import d\n"""\n', undefined, 'python'],
  ['with a comment they stay', 'from a import b  # c\nfrom a import d\n', undefined, 'python'],
  ['indented they stay', 'if a:\n from b import c\n from b import d\n', undefined, 'python'],
  ['what has no shorter form stays', "import a from 'b';\nimport c from 'b';\n", undefined, 'typescript'],
])('%s', (_, text, expected = text, language) => expect(runPass(importFolding, text, language)).toBe(expected));

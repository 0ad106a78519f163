import { expect, test } from 'vitest';
import { enclosingDeclarations } from '../../../server/src/engine/chunks/enclosing.ts';

/** The line that `<<<` ends is asked about; what encloses it is given without indentation. */
test.each<[string, string, readonly string[]]>([
  ['typescript', 'class A {\n  run() {\n    a();\n\n    b(); <<<\n  }\n}', ['class A {', 'run() {']],
  ['typescript', 'class A {\n  one() {\n  }\n\n  /** Two. */ <<<\n  two() {\n  }\n}', ['class A {']],
  ['typescript', 'class A {\n}\n\nfunction b() { <<<\n}', []],
  ['typescript', 'export function a(\n  b: string,\n): C {\n  d(); <<<', ['export function a(']],
  ['typescript', 'function a() {\n  if (b) {\n    c();\n  } else {\n    d(); <<<', ['function a() {']],
  ['typescript', 'namespace A {\n  class B {\n    c() {\n      d(); <<<', ['class B {', 'c() {']],
  [
    'python',
    'class A(B):\n    """Doc."""\n\n    def c(self):\n        d()\n# why\n        e() <<<',
    ['class A(B):', 'def c(self):'],
  ],
  ['csharp', 'class A\n{\n    void B()\n    {\n        c(); <<<', ['class A', 'void B()']],
  ['cpp', 'class A {\n public:\n  int b() {\n#if C\n    d(); <<<', ['class A {', 'int b() {']],
  ['go', 'func a() {\n\tb := func() {\n\t\tc() <<<', ['func a() {']],
  ['rust', 'impl A for B\nwhere\n    C: D,\n{\n    fn e() {\n        f(); <<<', ['impl A for B', 'fn e() {']],
  ['ruby', 'module A\n  class B\n    def c\n      d\n    end\n\n    def e <<<', ['module A', 'class B']],
  ['markdown', '# A\n\n  b <<<', []],
  ['plaintext', 'a\n  b <<<', []],
  ['typescript', `function ${'a'.repeat(300)}() {\n  b(); <<<`, []],
])('%s: %s', (language, marked, expected) => {
  const lines = marked.replace(' <<<', '').split('\n');
  const first = marked.split('\n').findIndex((line) => line.endsWith(' <<<'));
  const found = enclosingDeclarations({ line: (line) => lines[line] ?? '' }, first, language);
  expect(found.map((line) => lines[line]?.trim())).toEqual(expected);
});

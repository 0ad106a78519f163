import { expect, test } from 'vitest';
import { findDefinitions } from '../../../server/src/engine/chunks/definitions.ts';
import { findImports } from '../../../server/src/engine/chunks/imports.ts';

/** Samples that are too small for a fixture: language, text, names. */
test.each<[string, string, readonly string[]]>([
  ['typescript', 'export abstract class A extends B {}\nexport async function* c() {}', ['A', 'c']],
  ['typescript', 'export const a = <T,>(x: T) => x;\nexport const b: Record<string, number> = {};', ['a', 'b']],
  ['typescript', 'declare module "x" {\n  export function f(): void;\n}', ['x', 'f']],
  ['typescript', 'if (a) {\n  function b() {}\n}\nfor (const c of d) {\n  e(c);\n}', ['b']],
  ['typescript', 'foo(bar, () => {\n  baz(1);\n});', []],
  ['javascript', 'class A {\n  if = 1;\n  run() {\n    if (a) {}\n    while (b) {}\n  }\n}', ['A', 'run']],
  ['vue', '<script setup>\nexport default {\n  data() {\n    return {};\n  },\n};\n</script>', ['data']],
  ['python', 'class A(B): pass\nx = 1\ndef f[T](a): ...', ['A', 'f']],
  ['python', 'def f():\n    """\n    class of things\n    """', ['f']],
  ['java', 'class A {\n  int x = foo(1);\n  { init(); }\n  return a(b);\n}', ['A']],
  ['c', 'int a = f(1);\nfoo(1);\nreturn g(2);\nelse if (x) {', []],
  ['c', 'static int\nmain(argc, argv)\n{', ['main']],
  ['cpp', 'if (x) {\n}\nauto f() -> int {', ['f']],
  ['objective-c', '@interface A : B\n- (void)run:(int)x;\n@end\n+ (id)make {', ['A', 'run', 'make']],
  ['go', 'func (s S) m() {}\nvar _ I = S{}\nvar (\n\t_ = 1\n\ta = 2\n)', ['m', '_', 'a']],
  ['rust', 'impl<T: A> B<T> for c::D<T> {\n    fn e() {}\n}\npub(in a::b) fn f() {}', ['D', 'e', 'f']],
  ['powershell', 'function Get-Thing {\n}\nclass A {\n}', ['Get-Thing', 'A']],
  ['perl', 'package A::B;\nsub run {\n}', ['A::B', 'run']],
  ['r', 'add <- function(a, b) {\n}\nx = 2', ['add']],
  ['dockerfile', 'FROM node:22 AS build\nRUN make\nfrom scratch', ['build', 'scratch']],
  ['makefile', 'all: a b\n\tmake\nX := 1\nclean:\n\trm x', ['all', 'clean']],
  ['proto', 'message A {\n  message B {}\n}\nservice C {\n  rpc D (A) returns (A);\n}', ['A', 'B', 'C', 'D']],
  ['graphql', 'type A {\n  b: C\n}\nenum D { E }\nquery F { a }', ['A', 'D', 'F']],
  ['terraform', 'resource "a_b" "c" {\n}\nvariable "d" {}', ['c', 'd']],
  ['toml', '[package]\nname = "a"\n[[bin]]\n[a.b]', ['package', 'bin', 'a.b']],
  ['scss', '@mixin a($b) {\n}\n.c { d: e }', ['a', 'c']],
  ['json', '[\n  {\n    "a": 1\n  }\n]', []],
  ['html', '<main id="a">\n  <h1 class="b">C d</h1>\n</main>', ['a', 'C d']],
  ['cpp', 'TEST(Suite, works) {\n  int x(1);\n}\nA::A() {\n}\nA::run(x);', ['works', 'A']],
  ['cpp', 'template <> struct a::B<int> : C {\n};\nextern "C" int d(int e) {', ['B', 'd']],
  ['javascript', 'module.exports = class A extends B {\n  run () {}\n}\nconst C = class {}', ['A', 'run', 'C']],
  ['kotlin', '@Serializable data class A(val b: Int)\n@Test fun `c d`() {}', ['A', '`c d`']],
  ['csharp', 'class A\n{\n    void IList.Add(int b)\n    [Fact, C("d")] public void E()\n', ['A', 'Add', 'E']],
  ['rust', 'impl<T> A for B<T>\nwhere\n    T: C,\n{\n    fn d() {}\n}', ['B', 'd']],
  ['python', 'if TYPE_CHECKING:  # d\n    class A: ...', ['A']],
  ['clojure', '(ns a.b)\n(defn c [d]\n  e)', ['a.b', 'c']],
  ['zig', 'pub const A = struct {\n    pub fn b() void {}\n};', ['A', 'b']],
  ['restructuredtext', 'Title\n=====\n\nPart\n----\n\nText.\n', ['Title', 'Part']],
  ['asciidoc', '= Title\n\n== Part', ['Title', 'Part']],
  ['plaintext', 'function a() {}', []],
  ['no such language', 'class A {}', []],
  ['__proto__', 'class A {}', []],
])('%s: %s', (language, text, names) => {
  expect(findDefinitions(text, language).map(({ name }) => name)).toEqual(names);
});

/** A literal over several lines stands further left than the code around it. */
test.each<[string, string, readonly string[]]>([
  [
    'csharp',
    'class A\n{\n    void b()\n    {\n        c(@"{\n  ""d"": 1\n}", e);\n    }\n\n    void f()\n',
    ['A', 'b', 'f'],
  ],
  [
    'csharp',
    'namespace A\n{\n    class B\n    {\n        void c()\n        {\n            d = @"{\n    }\n}";\n        }\n\n        void e()\n',
    ['A', 'B', 'c', 'e'],
  ],
  ['rust', 'impl A {\n    fn b() {\n        r"\nc\n}";\n    }\n    fn d() {}\n}\nfn e() {}', ['A', 'b', 'd', 'e']],
  [
    'python',
    'class A:\n    def b(self):\n        c("""\nSELECT d\n  FROM e\n""")\n\n    def f(self): ...\nG = 1',
    ['A', 'b', 'f', 'G'],
  ],
  ['ruby', 'class A\n  def b\n    c <<-D\ne\n    D\n  end\n\n  def f\n  end\nend\nG = 1', ['A', 'b', 'f', 'G']],
  ['typescript', 'class A {\n  b() {\n    c(`\n</d>`);\n  }\n  e() {}\n}\nlet f;', ['A', 'b', 'e', 'f']],
])('a literal in %s: %s', (language, text, names) => {
  expect(findDefinitions(text, language).map(({ name }) => name)).toEqual(names);
});

test('names in any script', () => {
  expect(findDefinitions('def größe(x):\nclass Größe:\n', 'python').map(({ name }) => name)).toEqual([
    'größe',
    'Größe',
  ]);
});

test.each<[string, string]>([
  ['a name without end', `function ${'a'.repeat(200_000)}() {}`],
  ['modifiers without end', `${'public '.repeat(50_000)}x`],
  ['blanks without end', `function${' '.repeat(200_000)}x`],
  ['brackets without end', '<'.repeat(200_000)],
  [
    'containers without end',
    Array.from({ length: 500 }, (_, depth) => `${' '.repeat(depth)}class A${depth} {`).join('\n'),
  ],
])('hostile text: %s', (_, text) => {
  for (const language of ['typescript', 'java', 'cpp', 'rust', 'kotlin', 'makefile', 'sql', 'markdown']) {
    expect(findDefinitions(text, language).every(({ name }) => name.length <= 200)).toBe(true);
  }
});

test.each<[string, string, readonly string[]]>([
  [
    'typescript',
    "import a, {\n  b,\n} from './a.ts';\nexport * from \"b\";\nawait import('c');\nimport 'd';",
    ['./a.ts', 'b', 'c', 'd'],
  ],
  ['python', 'import a.b as c, d\nfrom .e import (\n  f,\n)\nimport g # why', ['a.b', 'd', '.e', 'g']],
  ['go', 'import "fmt"\nimport (\n\tx "a/b"\n\t_ "c"\n)', ['fmt', 'a/b', 'c']],
  ['rust', 'pub use a::{b, c};\nmod d;\nuse e::f as g;', ['a', 'd', 'e::f']],
  ['css', '@import url("a.css");\n@import \'b.css\';', ['a.css', 'b.css']],
  ['html', '<script src="a.js"></script>\n<link rel="x" href="b.css">', ['a.js', 'b.css']],
  ['plaintext', "import 'a'", []],
])('imports of %s', (language, text, expected) => {
  expect(findImports(text, language)).toEqual(expected);
});

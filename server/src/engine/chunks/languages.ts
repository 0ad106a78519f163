/** A language as far as cutting and reading names goes: how its files are called and how its comments look. */
export interface Language {
  /** VS Code's language identifier where there is one; also the info string of a Markdown fence. */
  readonly id: string;
  /** What begins a comment that runs to the end of the line. */
  readonly lineComments: readonly string[];
  readonly blockComment?: readonly [open: string, close: string];
}

type Row = readonly [id: string, extensions: string, comments: CommentStyle, fileNames?: string];
type CommentStyle = keyof typeof COMMENT_STYLES;

const C_BLOCK = ['/*', '*/'] as const;
const MARKUP_BLOCK = ['<!--', '-->'] as const;

const COMMENT_STYLES = {
  c: { lineComments: ['//'], blockComment: C_BLOCK },
  css: { lineComments: [], blockComment: C_BLOCK },
  hash: { lineComments: ['#'] },
  hashOrSlash: { lineComments: ['#', '//'], blockComment: C_BLOCK },
  dash: { lineComments: ['--'], blockComment: C_BLOCK },
  haskell: { lineComments: ['--'], blockComment: ['{-', '-}'] },
  lua: { lineComments: ['--'], blockComment: ['--[[', ']]'] },
  ml: { lineComments: ['//'], blockComment: ['(*', '*)'] },
  percent: { lineComments: ['%'] },
  powershell: { lineComments: ['#'], blockComment: ['<#', '#>'] },
  ruby: { lineComments: ['#'], blockComment: ['=begin', '=end'] },
  semicolon: { lineComments: [';'] },
  semicolonOrHash: { lineComments: [';', '#'] },
  markup: { lineComments: [], blockComment: MARKUP_BLOCK },
  none: { lineComments: [] },
} as const satisfies Record<string, Omit<Language, 'id'>>;

const ROWS: readonly Row[] = [
  ['typescript', 'ts mts cts', 'c'],
  ['typescriptreact', 'tsx', 'c'],
  ['javascript', 'js mjs cjs es6', 'c'],
  ['javascriptreact', 'jsx', 'c'],
  ['python', 'py pyi pyw pyx bzl star', 'hash', 'sconstruct snakefile build.bazel workspace.bazel'],
  ['java', 'java', 'c'],
  ['kotlin', 'kt kts', 'c'],
  ['scala', 'scala sc sbt', 'c'],
  ['groovy', 'groovy gradle gvy', 'c', 'jenkinsfile'],
  ['go', 'go', 'c'],
  ['rust', 'rs', 'c'],
  ['zig', 'zig', 'c'],
  ['c', 'c h', 'c'],
  ['cpp', 'cc cpp cxx c++ hh hpp hxx h++ ipp inl tpp cu cuh ino', 'c'],
  ['csharp', 'cs csx', 'c'],
  ['fsharp', 'fs fsi fsx', 'ml'],
  [
    'ruby',
    'rb rake gemspec ru podspec jbuilder',
    'ruby',
    'rakefile gemfile guardfile vagrantfile podfile brewfile fastfile',
  ],
  ['php', 'php phtml php5 php7 inc', 'hashOrSlash'],
  ['swift', 'swift', 'c'],
  ['objective-c', 'm mm', 'c'],
  ['dart', 'dart', 'c'],
  ['shellscript', 'sh bash zsh ksh bats ebuild', 'hash', '.bashrc .zshrc .profile .bash_profile .envrc pkgbuild'],
  ['fish', 'fish', 'hash'],
  ['powershell', 'ps1 psm1 psd1', 'powershell'],
  ['bat', 'bat cmd', 'none'],
  ['lua', 'lua', 'lua'],
  ['perl', 'pl pm t', 'hash', 'makefile.pl'],
  ['r', 'r', 'hash', '.rprofile'],
  ['julia', 'jl', 'hash'],
  ['elixir', 'ex exs', 'hash'],
  ['erlang', 'erl hrl', 'percent', 'rebar.config'],
  ['haskell', 'hs lhs', 'haskell'],
  ['elm', 'elm', 'haskell'],
  ['ocaml', 'ml mli', 'ml'],
  ['clojure', 'clj cljs cljc edn', 'semicolon'],
  ['lisp', 'lisp el scm rkt', 'semicolon'],
  ['sql', 'sql ddl dml psql pgsql', 'dash'],
  ['html', 'html htm xhtml', 'markup'],
  ['vue', 'vue', 'markup'],
  ['svelte', 'svelte', 'markup'],
  ['astro', 'astro', 'markup'],
  ['xml', 'xml xsd xsl xslt svg plist csproj fsproj vbproj props targets resx', 'markup'],
  ['css', 'css pcss', 'css'],
  ['scss', 'scss', 'c'],
  ['sass', 'sass', 'c'],
  ['less', 'less', 'c'],
  ['markdown', 'md markdown mdx mdc', 'markup'],
  ['restructuredtext', 'rst', 'none'],
  ['asciidoc', 'adoc asciidoc', 'c'],
  ['latex', 'tex sty cls', 'percent'],
  ['yaml', 'yaml yml', 'hash', '.clang-format .clang-tidy'],
  ['toml', 'toml', 'hash', 'cargo.lock poetry.lock uv.lock pipfile'],
  ['json', 'json webmanifest geojson har ipynb', 'none', '.prettierrc .babelrc pipfile.lock composer.lock'],
  ['jsonc', 'jsonc json5 code-workspace', 'c', 'tsconfig.json jsconfig.json .eslintrc .swcrc'],
  [
    'ini',
    'ini cfg conf editorconfig desktop service',
    'semicolonOrHash',
    '.editorconfig .gitconfig .gitmodules .npmrc',
  ],
  ['properties', 'properties', 'hash'],
  ['dotenv', 'env', 'hash', '.env'],
  [
    'ignore',
    'gitignore dockerignore npmignore',
    'hash',
    '.gitignore .dockerignore .npmignore .prettierignore .winnowignore',
  ],
  ['dockerfile', 'dockerfile containerfile', 'hash', 'dockerfile containerfile'],
  ['makefile', 'mk mak make', 'hash', 'makefile gnumakefile'],
  ['cmake', 'cmake', 'hash', 'cmakelists.txt'],
  ['just', 'just', 'hash', 'justfile'],
  ['proto', 'proto', 'c'],
  ['thrift', 'thrift', 'hashOrSlash'],
  ['graphql', 'graphql gql graphqls', 'hash'],
  ['terraform', 'tf tfvars hcl', 'hashOrSlash'],
  ['nix', 'nix', 'hash'],
  ['solidity', 'sol', 'c'],
  ['vb', 'vb vbs bas', 'none'],
  ['csv', 'csv tsv', 'none'],
  ['diff', 'diff patch', 'none'],
  ['go.mod', 'mod', 'c', 'go.mod go.work'],
];

const PLAIN_TEXT: Language = { id: 'plaintext', lineComments: [] };
const LANGUAGES = new Map<string, Language>();
const BY_EXTENSION = new Map<string, string>();
const BY_FILE_NAME = new Map<string, string>();
for (const [id, extensions, style, fileNames] of ROWS) {
  LANGUAGES.set(id, { id, ...COMMENT_STYLES[style] });
  for (const extension of extensions.split(' ')) BY_EXTENSION.set(extension, id);
  for (const fileName of fileNames?.split(' ') ?? []) BY_FILE_NAME.set(fileName, id);
}

const INTERPRETERS: readonly (readonly [RegExp, string])[] = [
  [/^(?:ba|da|k|z|a)?sh$/, 'shellscript'],
  [/^python[\d.]*$/, 'python'],
  [/^(?:node|deno|bun)$/, 'javascript'],
  [/^(?:ts-node|tsx)$/, 'typescript'],
  [/^ruby[\d.]*$/, 'ruby'],
  [/^perl[\d.]*$/, 'perl'],
  [/^php[\d.]*$/, 'php'],
  [/^lua(?:jit|[\d.]*)$/, 'lua'],
  [/^Rscript$/, 'r'],
  [/^elixir$/, 'elixir'],
  [/^pwsh$/, 'powershell'],
];

/** As much of a text's beginning as tells its language where the file's name does not. */
export const HEAD_UNITS = 512;

/**
 * Language identifier by file name, by extension, or, for a file without either, by the `#!` line that `head` begins
 * with; `plaintext` when unknown. `path` is workspace-relative with `/`.
 */
export function languageOf(path: string, head = ''): string {
  const fileName = path.slice(path.lastIndexOf('/') + 1).toLowerCase();
  const named = BY_FILE_NAME.get(fileName);
  if (named) return named;
  if (fileName.startsWith('dockerfile.') || fileName.startsWith('.env.')) {
    return fileName.startsWith('.') ? 'dotenv' : 'dockerfile';
  }
  const dot = fileName.lastIndexOf('.');
  const byExtension = dot >= 0 ? BY_EXTENSION.get(fileName.slice(dot + 1)) : undefined;
  return byExtension ?? languageOfInterpreter(head.slice(0, HEAD_UNITS)) ?? PLAIN_TEXT.id;
}

/** Comment syntax of a language identifier; one that is unknown has no comments. */
export function languageInfo(id: string): Language {
  return LANGUAGES.get(id) ?? PLAIN_TEXT;
}

function languageOfInterpreter(head: string): string | undefined {
  const line = /^#![ \t]*([^\s]{1,200})(?:[ \t]+(?:-S[ \t]+)?([^\s]{1,200}))?/.exec(head);
  if (!line) return undefined;
  const program = line[1]?.endsWith('/env') ? line[2] : line[1];
  const name = program?.slice(program.lastIndexOf('/') + 1) ?? '';
  return INTERPRETERS.find(([pattern]) => pattern.test(name))?.[1];
}

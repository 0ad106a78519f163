import { blockComment, continuedComment, lineComment, nestedComment, wordComment } from './comments.ts';
import { heredoc, phpHeredoc } from './heredocs.ts';
import { jsxElement, regexLiteral } from './javascript.ts';
import { cssUrl, phpComment, phpHead, phpText, zigLine } from './markup.ts';
import { directive, directiveLine } from './preprocessor.ts';
import { character, quoted, quotedName } from './quoted.ts';
import { cppRaw, csharpString, luaLong, rustRaw, swiftRaw } from './rawStrings.ts';
import * as scripts from './scripts.ts';
import type { Form, Syntax } from './lexer.ts';
import { defineSyntax, type SyntaxInput } from './syntax.ts';

const BLOCK = blockComment('/*', '*/');
const SLASHES = lineComment('//');
const C_COMMENTS = [SLASHES, BLOCK];
const NESTED_COMMENTS = [SLASHES, nestedComment];
const DOUBLE = quoted({ open: '"' });
const SINGLE = quoted({ open: "'" });
const TEMPLATE = quoted({ open: '`', lines: true, code: '${' });
const TRIPLE_DOUBLE = quoted({ open: '"""', lines: true });
const TRIPLE_SINGLE = quoted({ open: "'''", lines: true });
/** A digit's separator is no quote: `1'000'000`. */
const cCharacter: Form = (lexer, at) => {
  const { text } = lexer;
  const isSeparator =
    /[\da-fA-F]/.test(text.charAt(at - 1)) && /[\da-fA-F]/.test(text.charAt(at + 1)) && text.charAt(at + 2) !== "'";
  return isSeparator ? at : quoted({ open: "'", unclosed: 'ends' })(lexer, at);
};

const C: SyntaxInput['forms'] = {
  '/': [continuedComment('//'), BLOCK],
  '"': quoted({ open: '"', unclosed: 'ends' }),
  "'": cCharacter,
  '#': directive,
};
const JAVASCRIPT: SyntaxInput['forms'] = {
  '/': [SLASHES, BLOCK, regexLiteral],
  '"': DOUBLE,
  "'": SINGLE,
  '`': TEMPLATE,
};
const ELIXIR_TEXT = { lines: true, code: '#{' } as const;

/** Made on first use: few of them are needed at a time. */
const SYNTAXES: Readonly<Record<string, () => Syntax>> = {
  c: () => defineSyntax({ mustBalance: false, forms: C }),
  cpp: () => defineSyntax({ mustBalance: false, forms: { ...C, R: cppRaw } }),
  csharp: () => defineSyntax({ forms: { '/': C_COMMENTS, '"@$': csharpString, "'": character, '#': directiveLine } }),
  java: () => defineSyntax({ forms: { '/': C_COMMENTS, '"': [TRIPLE_DOUBLE, DOUBLE], "'": SINGLE } }),
  kotlin: () =>
    defineSyntax({
      forms: {
        '/': NESTED_COMMENTS,
        '"': [
          quoted({ open: '"""', lines: true, escapes: false, code: '${', greedy: true }),
          quoted({ open: '"', code: '${' }),
        ],
        "'": character,
        '`': quotedName('`'),
      },
    }),
  scala: () =>
    defineSyntax({
      blocks: 'indentation',
      forms: {
        '/': NESTED_COMMENTS,
        '"': [quoted({ open: '"""', lines: true, escapes: false, greedy: true }), quoted({ open: '"' })],
        "'": character,
        '`': quotedName('`'),
      },
    }),
  swift: () =>
    defineSyntax({
      forms: {
        '/': NESTED_COMMENTS,
        '"': [quoted({ open: '"""', lines: true, code: String.raw`\(` }), quoted({ open: '"' })],
        '#': swiftRaw,
        '`': quotedName('`'),
      },
    }),
  dart: () =>
    defineSyntax({
      forms: {
        '/': NESTED_COMMENTS,
        '"': [quoted({ open: '"""', lines: true, code: '${' }), quoted({ open: '"', code: '${' })],
        "'": [quoted({ open: "'''", lines: true, code: '${' }), quoted({ open: "'", code: '${' })],
        r: [rawDart('"""', true), rawDart("'''", true), rawDart('"'), rawDart("'")],
      },
    }),
  go: () =>
    defineSyntax({
      forms: { '/': C_COMMENTS, '"': DOUBLE, "'": character, '`': quoted({ open: '`', lines: true, escapes: false }) },
    }),
  rust: () =>
    defineSyntax({
      forms: { '/': NESTED_COMMENTS, '"': quoted({ open: '"', lines: true }), "'": character, r: rustRaw },
    }),
  javascript: () => defineSyntax({ forms: { ...JAVASCRIPT, '<': jsxElement } }),
  typescript: () => defineSyntax({ forms: JAVASCRIPT }),
  php: () =>
    defineSyntax({
      head: phpHead,
      forms: {
        '/': [phpComment, BLOCK],
        '#': phpComment,
        '"': quoted({ open: '"', lines: true }),
        "'": quoted({ open: "'", lines: true }),
        '`': quoted({ open: '`', lines: true }),
        '<': phpHeredoc,
        '?': phpText,
      },
    }),
  python: () =>
    defineSyntax({
      blocks: 'indentation',
      forms: { '#': lineComment('#'), '"': [TRIPLE_DOUBLE, DOUBLE], "'": [TRIPLE_SINGLE, SINGLE] },
    }),
  ruby: () =>
    defineSyntax({
      blocks: 'words',
      forms: {
        '#': lineComment('#'),
        '"': quoted({ open: '"', ...ELIXIR_TEXT }),
        '`': quoted({ open: '`', ...ELIXIR_TEXT }),
        "'": quoted({ open: "'", lines: true }),
        '<': heredoc(/^<<[-~](?:"([\w ]+)"|'([\w ]+)'|([A-Za-z_]\w*))/),
        '/': scripts.rubyRegex,
        '%': scripts.percentLiteral,
        '?': scripts.questionCharacter,
        $: scripts.dollarName,
        '=': scripts.beginComment,
        _: scripts.endMark,
      },
    }),
  lua: () =>
    defineSyntax({
      blocks: 'words',
      forms: {
        '-': [luaLong('block'), lineComment('--')],
        '[': [luaLong('string'), openBracket],
        '"': DOUBLE,
        "'": SINGLE,
      },
    }),
  elixir: () =>
    defineSyntax({
      blocks: 'words',
      forms: {
        '#': lineComment('#'),
        '"': [quoted({ open: '"""', ...ELIXIR_TEXT }), quoted({ open: '"', ...ELIXIR_TEXT })],
        "'": [quoted({ open: "'''", ...ELIXIR_TEXT }), quoted({ open: "'", ...ELIXIR_TEXT })],
        '~': scripts.sigil,
        '?': scripts.questionCharacter,
      },
    }),
  shellscript: () =>
    defineSyntax({
      blocks: 'words',
      mustBalance: false,
      forms: {
        '#': wordComment,
        '"': scripts.shellQuotes,
        "'": quoted({ open: "'", lines: true, escapes: false }),
        '<': [hereString, heredoc(/^<<-?[ \t]*\\?(?:"([^"\n]+)"|'([^'\n]+)'|([A-Za-z_]\w*))/)],
        $: scripts.expansion,
        '\\': scripts.escaped,
      },
    }),
  css: () => defineSyntax({ forms: { '/': BLOCK, '"': DOUBLE, "'": SINGLE, uU: cssUrl } }),
  scss: () => defineSyntax({ forms: { '/': C_COMMENTS, '"': DOUBLE, "'": SINGLE, uU: cssUrl } }),
  zig: () => defineSyntax({ forms: { '/': SLASHES, '"': DOUBLE, "'": character, '\\': zigLine } }),
  solidity: () => defineSyntax({ forms: { '/': C_COMMENTS, '"': DOUBLE, "'": SINGLE } }),
  proto: () => defineSyntax({ forms: { '/': C_COMMENTS, '"': DOUBLE, "'": SINGLE } }),
  graphql: () => defineSyntax({ forms: { '#': lineComment('#'), '"': [TRIPLE_DOUBLE, DOUBLE] } }),
  json: () => defineSyntax({ forms: { '"': DOUBLE } }),
  jsonc: () => defineSyntax({ forms: { '/': C_COMMENTS, '"': DOUBLE, "'": SINGLE } }),
};

/** Languages with the syntax of another. */
const ALIKE: Readonly<Record<string, string>> = {
  typescriptreact: 'javascript',
  javascriptreact: 'javascript',
  'objective-c': 'c',
  less: 'scss',
};

function rawDart(quote: string, lines = false): Form {
  const form = quoted({ open: `r${quote}`, close: quote, escapes: false, lines, unclosed: 'none' });
  return (lexer, at) => (/\w/.test(lexer.text.charAt(at - 1)) ? at : form(lexer, at));
}

/** A bracket that begins no literal. */
function openBracket(lexer: Parameters<Form>[0], at: number): number {
  lexer.bracket(at);
  return at + 1;
}

/** The shell's `<<<` and, in arithmetic, `<<`, open nothing. */
function hereString(lexer: Parameters<Form>[0], at: number): number {
  if (lexer.text.startsWith('<<<', at)) return at + 3;
  return /\(\([^)\n]*$/.test(lexer.text.slice(Math.max(0, at - 80), at)) ? at + 2 : at;
}

const MADE = new Map<string, Syntax>();

/** The syntax of a language identifier; undefined for one whose texts are left as they are. */
export function syntaxOf(language: string): Syntax | undefined {
  const name = Object.hasOwn(ALIKE, language) ? (ALIKE[language] ?? language) : language;
  const made = MADE.get(name);
  if (made) return made;
  const syntax = Object.hasOwn(SYNTAXES, name) ? SYNTAXES[name]?.() : undefined;
  if (syntax) MADE.set(name, syntax);
  return syntax;
}

import * as braces from './braces.ts';
import * as data from './data.ts';
import type { DeclarationRule, Grammar } from './grammar.ts';
import * as scripts from './scripts.ts';
import * as typed from './typed.ts';

const GRAMMARS: Readonly<Record<string, Grammar>> = {
  typescript: braces.javascript,
  typescriptreact: braces.javascript,
  javascript: braces.javascript,
  javascriptreact: braces.javascript,
  vue: braces.component,
  svelte: braces.component,
  astro: braces.component,
  go: braces.go,
  rust: braces.rust,
  kotlin: braces.kotlin,
  scala: braces.scala,
  swift: braces.swift,
  php: braces.php,
  powershell: braces.powershell,
  zig: braces.zig,
  java: typed.java,
  groovy: typed.groovy,
  csharp: typed.csharp,
  c: typed.c,
  cpp: typed.cpp,
  'objective-c': typed.objectiveC,
  dart: typed.dart,
  solidity: typed.solidity,
  python: scripts.python,
  ruby: scripts.ruby,
  elixir: scripts.elixir,
  lua: scripts.lua,
  shellscript: scripts.shell,
  perl: scripts.perl,
  r: scripts.r,
  julia: scripts.julia,
  haskell: scripts.haskell,
  elm: scripts.haskell,
  ocaml: scripts.ocaml,
  fsharp: scripts.ocaml,
  clojure: scripts.lisp,
  lisp: scripts.lisp,
  erlang: scripts.erlang,
  sql: data.sql,
  yaml: data.yaml,
  toml: data.sections,
  json: data.json,
  jsonc: data.json,
  html: data.html,
  ini: data.sections,
  makefile: data.makefile,
  just: data.just,
  dockerfile: data.dockerfile,
  proto: data.proto,
  thrift: data.proto,
  graphql: data.graphql,
  terraform: data.terraform,
  cmake: data.cmake,
  css: data.stylesheet,
  scss: data.stylesheet,
  less: data.stylesheet,
};

/** A grammar with its rules by the first word of a line, in the grammar's order. */
export interface IndexedGrammar extends Grammar {
  readonly byWord: ReadonlyMap<string, readonly DeclarationRule[]>;
  /** Rules for lines that begin with a word of no rule. */
  readonly others: readonly DeclarationRule[];
}

const NO_GRAMMAR: IndexedGrammar = { rules: [], byWord: new Map(), others: [] };
const INDEXED = new Map<string, IndexedGrammar>();

/** The grammar of a language identifier, made ready on first use; one without rules for an unknown language. */
export function grammarOf(language: string): IndexedGrammar {
  const known = INDEXED.get(language);
  if (known) return known;
  const grammar = Object.hasOwn(GRAMMARS, language) ? GRAMMARS[language] : undefined;
  const indexed = grammar ? indexRules(grammar) : NO_GRAMMAR;
  if (grammar) INDEXED.set(language, indexed);
  return indexed;
}

function indexRules(grammar: Grammar): IndexedGrammar {
  const words = new Set(grammar.rules.flatMap((rule) => rule.words?.split(' ') ?? []));
  const byWord = new Map<string, DeclarationRule[]>();
  for (const word of words) {
    const rules = grammar.rules.filter((rule) => !rule.words || rule.words.split(' ').includes(word));
    byWord.set(word, rules);
  }
  return { ...grammar, byWord, others: grammar.rules.filter((rule) => !rule.words) };
}

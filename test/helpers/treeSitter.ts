import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Language, Parser, type Node } from 'web-tree-sitter';

export type { Parser } from 'web-tree-sitter';

/**
 * Grammar of each language. Left out: those that cannot be used here, since their scanners need functions that the
 * runtime lacks (bash), they exhaust the compiler's memory (Swift), or they do not know the language (Lua's `local`).
 */
const GRAMMARS: Readonly<Record<string, string>> = {
  c: 'c',
  cpp: 'cpp',
  csharp: 'c_sharp',
  css: 'css',
  dart: 'dart',
  elixir: 'elixir',
  go: 'go',
  java: 'java',
  javascript: 'javascript',
  javascriptreact: 'javascript',
  json: 'json',
  kotlin: 'kotlin',
  'objective-c': 'objc',
  php: 'php',
  python: 'python',
  ruby: 'ruby',
  rust: 'rust',
  scala: 'scala',
  solidity: 'solidity',
  typescript: 'typescript',
  typescriptreact: 'tsx',
  zig: 'zig',
};

const FOLDER = join(dirname(fileURLToPath(import.meta.resolve('tree-sitter-wasms/package.json'))), 'out');
const PARSERS = new Map<string, Parser>();

/** The parser of a language identifier, or undefined where there is none. */
export async function parserOf(language: string): Promise<Parser | undefined> {
  const grammar = GRAMMARS[language];
  if (grammar === undefined) return undefined;
  let parser = PARSERS.get(grammar);
  if (!parser) {
    await Parser.init();
    parser = new Parser();
    parser.setLanguage(await Language.load(join(FOLDER, `tree-sitter-${grammar}.wasm`)));
    PARSERS.set(grammar, parser);
  }
  return parser;
}

/** True when a text holds no error. */
export function parses(parser: Parser, text: string): boolean {
  const tree = parser.parse(text);
  const isWhole = tree !== null && !tree.rootNode.hasError;
  tree?.delete();
  return isWhole;
}

const LITERALS = new Set(
  (
    'string template_string string_literal raw_string_literal char_literal interpreted_string_literal character_literal ' +
    'heredoc_body heredoc nowdoc regex multiline_string_literal line_string_literal verbatim_string_literal string_value'
  ).split(' '),
);

/** The literals of a text as they stand, in order. */
export function literals(parser: Parser, text: string): readonly string[] {
  const tree = parser.parse(text);
  const found: string[] = [];
  const visit = (node: Node) => {
    if (LITERALS.has(node.type)) found.push(node.text);
    else for (const child of node.namedChildren) if (child) visit(child);
  };
  if (tree) visit(tree.rootNode);
  tree?.delete();
  return found;
}

const FUNCTIONS = new Set(
  (
    'function_declaration generator_function_declaration function_expression arrow_function method_definition function_definition ' +
    'method_declaration constructor_declaration destructor_declaration operator_declaration function_item closure_expression ' +
    'method singleton_method lambda_literal anonymous_function lambda_expression func_literal local_function_statement ' +
    'compact_constructor_declaration anonymous_function_creation_expression function_body function generator_function lambda'
  ).split(' '),
);
const OTHERS = new Set(
  (
    'class_declaration abstract_class_declaration interface_declaration enum_declaration type_alias_declaration ' +
    'struct_item enum_item trait_item mod_item union_item record_declaration struct_declaration ' +
    'object_declaration trait_declaration class_definition class module type_spec annotation_type_declaration ' +
    'namespace_definition trait_definition object_definition contract_declaration library_declaration struct_specifier ' +
    'class_specifier enum_specifier protocol_declaration class_interface mixin_declaration extension_declaration'
  ).split(' '),
);

/** Names that a text declares outside of functions: functions, methods, classes and other types, each as often as it does. */
export function declaredNames(parser: Parser, text: string): readonly string[] {
  const tree = parser.parse(text);
  const names: string[] = [];
  if (tree) collect(tree.rootNode, names);
  tree?.delete();
  return names;
}

function collect(node: Node, names: string[]): void {
  const isFunction = FUNCTIONS.has(node.type);
  if (node.isNamed && (isFunction || (OTHERS.has(node.type) && hasBody(node)))) {
    const name = nameOf(node);
    if (name !== undefined) names.push(name);
  }
  if (isFunction) return;
  for (const child of node.namedChildren) if (child) collect(child, names);
}

/** `struct a b;` of C uses a name and declares none. */
function hasBody(node: Node): boolean {
  return !node.type.endsWith('_specifier') || node.childForFieldName('body') !== null;
}

function nameOf(node: Node): string | undefined {
  let named = node.childForFieldName('name') ?? node.childForFieldName('declarator');
  while (named?.childForFieldName('declarator')) named = named.childForFieldName('declarator');
  named ??= node.namedChildren.find((child) => child !== null && /(?:^|_)identifier$/.test(child.type)) ?? null;
  return named?.text;
}

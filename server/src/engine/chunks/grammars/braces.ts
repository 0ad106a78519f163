import { ANNOTATIONS, declaration, type DeclarationRule, type Grammar } from './grammar.ts';

const JS_EXPORT = '(?:export )?(?:default )?(?:declare )?';
const JS_FUNCTION_VALUE = String.raw`(?:async\b[ \t]*)?(?:function\b|NAME[ \t]*=>|(?:<[^\n]{0,100}>)?\([^\n]{0,300}=>|\([ \t]*[\r\n])`;
const JS_WORDS =
  'export default declare async abstract function class interface enum const type namespace module let var';
const JS_MEMBER_WORDS =
  '(?:(?:async|static|get|set|public|private|protected|readonly|override|abstract|declare|accessor) )*';

export const javascript: Grammar = {
  blockOpen: 'brace',
  annotations: ANNOTATIONS,
  rules: [
    {
      words: JS_WORDS,
      pattern: declaration(String.raw`${JS_EXPORT}(?:async )?function[ \t]*\*?[ \t]*(NAME)`),
      kind: 'function',
    },
    {
      words: JS_WORDS,
      pattern: declaration(`${JS_EXPORT}(?:abstract )?class (?!extends )(NAME)`),
      kind: 'class',
      container: true,
    },
    {
      words: 'module exports',
      pattern: declaration(String.raw`(?:module\.)?exports(?:\.NAME)?[ \t]*=[ \t]*class (?!extends\b)(NAME)`),
      kind: 'class',
      container: true,
    },
    { words: JS_WORDS, pattern: declaration(`${JS_EXPORT}interface (NAME)`), kind: 'interface', container: true },
    { words: JS_WORDS, pattern: declaration(`${JS_EXPORT}(?:const )?enum (NAME)`), kind: 'enum' },
    {
      words: JS_WORDS,
      pattern: declaration(String.raw`${JS_EXPORT}type (NAME)[ \t]*(?:<[^\n]{0,200})?=`),
      kind: 'type',
    },
    {
      words: JS_WORDS,
      pattern: declaration(`${JS_EXPORT}(?:namespace|module|global)(?: ['"]?([\\w$./@-]+))?['"]?[ \\t]*\\{`),
      kind: 'module',
      container: true,
    },
    {
      words: JS_WORDS,
      pattern: declaration(
        String.raw`${JS_EXPORT}(?:const|let|var) (NAME)[ \t]*(?::[^=\n]{0,200})?=[ \t]*${JS_FUNCTION_VALUE}`,
      ),
      kind: 'function',
    },
    {
      words: JS_WORDS,
      pattern: declaration(String.raw`${JS_EXPORT}(?:const|let|var) (NAME)`),
      kind: 'constant',
      where: 'top',
    },
    { pattern: declaration(String.raw`(?:NAME\.)+(NAME)[ \t]*=[ \t]*${JS_FUNCTION_VALUE}`), kind: 'function' },
    { pattern: declaration(String.raw`(?:exports|module\.exports)\.(NAME)[ \t]*=`), kind: 'constant' },
    {
      pattern: declaration(
        String.raw`${JS_MEMBER_WORDS}\*?[ \t]*(?!(?:if|for|while|switch|catch|function|return|super|await|new)\b)(#?NAME)[ \t]*(?:<[^()\n]{0,200}>)?\(`,
      ),
      kind: 'method',
      where: 'member',
    },
    {
      pattern: declaration(
        String.raw`${JS_MEMBER_WORDS}(#?NAME)[ \t]*(?::|=|:[^=\n]{0,200}=)[ \t]*${JS_FUNCTION_VALUE}`,
      ),
      kind: 'method',
      where: 'member',
    },
  ],
};

/** Vue, Svelte and Astro: their markup has no line that looks like a declaration of the script. */
export const component: Grammar = {
  ...javascript,
  rules: [
    {
      words: '<',
      pattern: declaration(String.raw`<(?:script|template|style)\b[^>\n]{0,200}>()`),
      kind: 'section',
      container: true,
    },
    ...javascript.rules,
  ],
};

const GO_GROUP_WORDS = 'const var type func';
export const go: Grammar = {
  blockOpen: 'brace',
  groups: { type: 'type', const: 'constant', var: 'constant' },
  rules: [
    {
      words: GO_GROUP_WORDS,
      pattern: declaration(String.raw`func (?:\([^)\n]{0,200}\)[ \t]*)?(NAME)[ \t]*[([]`),
      kind: 'function',
    },
    {
      words: GO_GROUP_WORDS,
      pattern: declaration(String.raw`type (NAME)(?:\[[^\n]{0,200}\])? interface\b`),
      kind: 'interface',
    },
    { words: GO_GROUP_WORDS, pattern: declaration('type (NAME)'), kind: 'type' },
    { words: GO_GROUP_WORDS, pattern: declaration('(?:const|var) (NAME)'), kind: 'constant' },
  ],
};

const RUST_VISIBILITY = String.raw`(?:pub(?:\([^)\n]{0,60}\))? )?`;
const RUST_WORDS = 'pub fn async const unsafe extern struct enum union trait impl mod type static macro_rules default';
const RUST_TYPE = String.raw`(?:&(?:mut )?)?(?:dyn )?(?:\w+::)*(\w+)`;
export const rust: Grammar = {
  blockOpen: 'brace',
  rules: [
    {
      words: RUST_WORDS,
      pattern: declaration(
        `${RUST_VISIBILITY}(?:(?:default|const|async|unsafe|extern(?: "[^"\\n]{0,20}")?) )*fn (NAME)`,
      ),
      kind: 'function',
    },
    { words: RUST_WORDS, pattern: declaration(`${RUST_VISIBILITY}(?:struct|union) (NAME)`), kind: 'class' },
    { words: RUST_WORDS, pattern: declaration(`${RUST_VISIBILITY}enum (NAME)`), kind: 'enum' },
    {
      words: RUST_WORDS,
      pattern: declaration(`${RUST_VISIBILITY}(?:unsafe )?(?:auto )?trait (NAME)`),
      kind: 'interface',
      container: true,
    },
    {
      words: RUST_WORDS,
      pattern: declaration(String.raw`(?:unsafe )?impl\b[^\n{]{1,200}? for ${RUST_TYPE}`),
      kind: 'implementation',
      container: true,
    },
    {
      words: RUST_WORDS,
      pattern: declaration(String.raw`(?:unsafe )?impl(?:<[^\n]{0,200}?>)? ${RUST_TYPE}`),
      kind: 'implementation',
      container: true,
    },
    { words: RUST_WORDS, pattern: declaration(`${RUST_VISIBILITY}mod (NAME)`), kind: 'module', container: true },
    { words: RUST_WORDS, pattern: declaration(`${RUST_VISIBILITY}type (NAME)`), kind: 'type' },
    {
      words: RUST_WORDS,
      pattern: declaration(`${RUST_VISIBILITY}(?:const|static)(?: mut)? (NAME)[ \\t]*:`),
      kind: 'constant',
    },
    { words: 'macro_rules', pattern: declaration('macro_rules! (NAME)'), kind: 'function' },
  ],
};

/** Languages of one shape: modifiers, a keyword, a name. */
interface KeywordShape {
  readonly modifiers: string;
  readonly functions?: string;
  readonly classes: string;
  readonly interfaces?: string;
  readonly enums?: string;
  readonly types?: string;
  readonly modules?: string;
  readonly constants?: string;
}

/** Rules of a language whose declarations read modifiers, keyword, name; words are separated by spaces. */
function keywordRules(shape: KeywordShape): DeclarationRule[] {
  const modifiers = `(?:(?:${shape.modifiers.replaceAll(' ', '|')})(?:\\([^)\\n]{0,60}\\)|\\[[^\\]\\n]{0,60}\\])? )*`;
  const rules: DeclarationRule[] = [];
  const add = (keywords: string | undefined, rule: Omit<DeclarationRule, 'words' | 'pattern'>, tail = '(NAME)') => {
    if (!keywords) return;
    const pattern = declaration(`${modifiers}(?:${keywords.replaceAll(' ', '|')}) ${tail}`);
    rules.push({ words: `${shape.modifiers} ${keywords}`, pattern, ...rule });
  };
  // A name may follow type parameters and a receiver: `fun <T> List<T>.second(`.
  add(
    shape.functions,
    { kind: 'function' },
    String.raw`(?:<[^\n]{0,200}?>[ \t]*)?&?[ \t]*(?:[\w?]+(?:<[^\n]{0,60}?>\??)?\.)*(NAME|` + '`[^`\\n]{1,200}`)',
  );
  add(shape.interfaces, { kind: 'interface', container: true });
  add(shape.enums, { kind: 'enum', container: true });
  add(shape.classes, { kind: 'class', container: true });
  add(shape.types, { kind: 'type' });
  add(shape.modules, { kind: 'module', container: true }, '([\\w.\\\\]+(?:::\\w+)*)');
  add(shape.constants, { kind: 'constant', where: 'top' });
  return rules;
}

export const kotlin: Grammar = {
  blockOpen: 'brace',
  annotations: ANNOTATIONS,
  rules: [
    { words: 'fun', pattern: declaration('fun interface (NAME)'), kind: 'interface', container: true },
    { words: 'companion', pattern: declaration('companion object()'), kind: 'class', container: true },
    { words: 'enum', pattern: declaration('enum class (NAME)'), kind: 'enum', container: true },
    ...keywordRules({
      modifiers:
        'public private protected internal open abstract final sealed data inner inline value annotation enum override suspend operator infix tailrec external expect actual const lateinit',
      functions: 'fun',
      interfaces: 'interface',
      classes: 'class object',
      types: 'typealias',
      constants: 'val var',
    }),
  ],
};

export const scala: Grammar = {
  blockOpen: 'brace',
  annotations: ANNOTATIONS,
  rules: keywordRules({
    modifiers:
      'private protected override final sealed abstract implicit lazy inline case open transparent opaque given',
    functions: 'def',
    interfaces: 'trait',
    enums: 'enum',
    classes: 'class object',
    types: 'type',
    constants: 'val var',
  }),
};

export const swift: Grammar = {
  blockOpen: 'brace',
  annotations: ANNOTATIONS,
  rules: [
    ...keywordRules({
      modifiers:
        'public private fileprivate internal open final static override mutating nonmutating convenience required indirect lazy weak unowned nonisolated isolated package async dynamic @objc @MainActor @discardableResult @inlinable @available',
      functions: 'func macro',
      interfaces: 'protocol',
      enums: 'enum',
      classes: 'class struct actor',
      types: 'typealias associatedtype',
      modules: 'extension',
      constants: 'let var',
    }),
    {
      pattern: declaration(
        String.raw`(?:(?:public|private|internal|open|override|convenience|required) )*(init|deinit|subscript)\b[?!]?[ \t]*[<({]`,
      ),
      kind: 'method',
      where: 'member',
    },
  ],
};

export const php: Grammar = {
  blockOpen: 'brace',
  rules: [
    ...keywordRules({
      modifiers: 'public private protected static abstract final readonly',
      functions: 'function',
      interfaces: 'interface trait',
      enums: 'enum',
      classes: 'class',
      modules: 'namespace',
    }),
    {
      words: 'public private protected final const',
      pattern: declaration(String.raw`(?:(?:public|private|protected|final) )*const (?:\w+ )?(NAME)[ \t]*=`),
      kind: 'constant',
    },
    { words: 'define', pattern: declaration(String.raw`define\([ \t]*['"](\w+)`), kind: 'constant' },
  ],
};

export const powershell: Grammar = {
  blockOpen: 'brace',
  rules: [
    {
      words: 'function Function filter',
      pattern: declaration(String.raw`(?:function|filter) (?:\w+:)?([\w-]+)`, 'i'),
      kind: 'function',
    },
    { words: 'class', pattern: declaration('class (NAME)', 'i'), kind: 'class', container: true },
    { words: 'enum', pattern: declaration('enum (NAME)', 'i'), kind: 'enum' },
    {
      pattern: declaration(
        String.raw`(?:(?:static|hidden) )*(?:\[[\w.[\]]{1,100}\][ \t]*)?(NAME)[ \t]*\([^\n]{0,300}\)[ \t]*(?=[{\r\n]|$)`,
      ),
      kind: 'method',
      where: 'member',
    },
  ],
};

export const zig: Grammar = {
  blockOpen: 'brace',
  rules: [
    {
      words: 'pub fn export extern inline',
      pattern: declaration('(?:(?:pub|export|inline|extern(?: "c")?) )*fn (NAME)'),
      kind: 'function',
    },
    {
      words: 'pub const',
      pattern: declaration(String.raw`(?:pub )?const (NAME)[ \t]*=[ \t]*(?:packed |extern )?(?:struct|union|enum)\b`),
      kind: 'class',
      container: true,
    },
    { words: 'pub const var', pattern: declaration('(?:pub )?(?:const|var) (NAME)'), kind: 'constant', where: 'top' },
  ],
};

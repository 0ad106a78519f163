import { ANNOTATIONS, ATTRIBUTES, declaration, type DeclarationRule, type Grammar } from './grammar.ts';

const OPENS = String.raw`(?=[ \t]*(?:<|\(|\{|:|extends\b|implements\b|permits\b|where\b|with\b|on\b|[\r\n]|$))`;

/** `class NAME` and its like behind modifiers, for languages whose functions are told by their types. */
function typeRules(modifiers: string, keywords: Readonly<Record<string, DeclarationRule['kind']>>): DeclarationRule[] {
  const words = `${modifiers} ${Object.keys(keywords).join(' ')}`;
  const before = `(?:(?:${modifiers.replaceAll(' ', '|')}) )*`;
  return Object.entries(keywords).map(([keyword, kind]) => ({
    words,
    pattern: declaration(`${before}${keyword} (NAME)${OPENS}`),
    kind,
    container: true,
  }));
}

const JAVA_MODIFIERS = 'public private protected static final abstract sealed non-sealed strictfp default';
export const java: Grammar = {
  blockOpen: 'brace',
  annotations: ANNOTATIONS,
  functions: 'typed',
  membersOnly: true,
  rules: [
    ...typeRules(JAVA_MODIFIERS, {
      class: 'class',
      interface: 'interface',
      '@interface': 'interface',
      enum: 'enum',
      record: 'class',
    }),
    {
      words: JAVA_MODIFIERS,
      pattern: declaration(
        String.raw`(?:(?:public|private|protected) )?(?:static final|final static) [\w<>[\],.? ]{1,100} (NAME)[ \t]*=`,
      ),
      kind: 'constant',
    },
  ],
};

export const groovy: Grammar = {
  ...java,
  membersOnly: false,
  rules: [
    ...java.rules,
    {
      words: 'def static private public',
      pattern: declaration(String.raw`(?:(?:static|private|public) )*def (NAME)[ \t]*\(`),
      kind: 'function',
    },
  ],
};

const CSHARP_MODIFIERS =
  'public private protected internal static sealed abstract partial readonly ref unsafe new file virtual override async extern required const';
/** A type may hold blanks behind its commas. */
const CSHARP_TYPE = String.raw`[\w(](?:[\w<>[\].:?()]|,[ \t]?){0,120}`;
export const csharp: Grammar = {
  blockOpen: 'brace',
  annotations: ATTRIBUTES,
  functions: 'typed',
  membersOnly: true,
  preprocessor: true,
  rules: [
    ...typeRules(CSHARP_MODIFIERS, {
      class: 'class',
      struct: 'class',
      'record struct': 'class',
      'record class': 'class',
      record: 'class',
      interface: 'interface',
      enum: 'enum',
    }),
    { words: 'namespace', pattern: declaration(String.raw`namespace ([\w.]+)`), kind: 'module', container: true },
    {
      words: CSHARP_MODIFIERS,
      pattern: declaration(String.raw`(?:(?:public|private|protected|internal|new) )?const [\w.?]+ (NAME)[ \t]*=`),
      kind: 'constant',
    },
    {
      words: CSHARP_MODIFIERS,
      pattern: declaration(
        String.raw`(?:(?:${CSHARP_MODIFIERS.replaceAll(' ', '|')}) )+${CSHARP_TYPE} (NAME)[ \t]*(?:\{|=>|[\r\n]|$)`,
      ),
      kind: 'method',
      where: 'member',
    },
    {
      pattern: declaration(String.raw`${CSHARP_TYPE} (NAME)[ \t]*\{[ \t]*(?:get|set|init)\b`),
      kind: 'method',
      where: 'member',
    },
  ],
};

const C_TAG = String.raw`(?=[ \t]*(?:final[ \t]*)?(?::[^;()\n]*)?(?:\{|[\r\n]|$))`;
const C_RULES: readonly DeclarationRule[] = [
  { words: '#', pattern: declaration(String.raw`#[ \t]*define (\w+)`), kind: 'constant' },
  {
    words: 'typedef struct union class',
    pattern: declaration(String.raw`(?:typedef )?(?:struct|union|class) (?:[A-Z][A-Z\d_]+ )?(?:\w+::)*(\w+)${C_TAG}`),
    kind: 'class',
    container: true,
  },
  {
    words: 'typedef enum',
    pattern: declaration(String.raw`(?:typedef )?enum(?: class| struct)? (\w+)${C_TAG}`),
    kind: 'enum',
  },
  { words: '}', pattern: declaration(String.raw`\}[ \t]*(\w+)[ \t]*;`), kind: 'type' },
  {
    words: 'typedef',
    pattern: declaration(String.raw`typedef [^;{(\n]{1,200}?\b(\w+)[ \t]*(?:\[[^\]\n]{0,40}\][ \t]*)?;`),
    kind: 'type',
  },
  {
    words: 'typedef',
    pattern: declaration(String.raw`typedef [^;{(\n]{1,200}\([ \t]*\*[ \t]*(\w+)[ \t]*\)`),
    kind: 'type',
  },
];

export const c: Grammar = { blockOpen: 'brace', functions: 'typed', preprocessor: true, rules: C_RULES };

const CPP_TEMPLATE = String.raw`(?:template[ \t]*<[^\n]{0,200}>[ \t]*)?`;
export const cpp: Grammar = {
  ...c,
  rules: [
    ...C_RULES,
    {
      words: 'template',
      pattern: declaration(
        String.raw`${CPP_TEMPLATE}(?:struct|class) (?:\w+::)*(\w+)(?:[ \t]*<[^;{}\n]{1,200}>)?${C_TAG}`,
      ),
      kind: 'class',
      container: true,
    },
    {
      words: 'namespace inline',
      pattern: declaration(String.raw`(?:inline )?namespace ([\w:]+)`),
      kind: 'module',
      container: true,
    },
    { words: 'using', pattern: declaration(String.raw`using (\w+)[ \t]*=`), kind: 'type' },
    {
      words: 'TEST TEST_F TEST_P TYPED_TEST TYPED_TEST_P TEST_CASE SCENARIO',
      pattern: declaration(String.raw`[A-Z_]{4,16}\([ \t]*(?:\w+,[ \t]*(\w+)|"([^"\r\n]{1,100}))`),
      kind: 'function',
    },
    { words: 'concept template', pattern: declaration(String.raw`${CPP_TEMPLATE}concept (\w+)`), kind: 'type' },
    {
      words: 'constexpr static inline const',
      pattern: declaration(String.raw`(?:(?:static|inline|const|constexpr) )+[\w:<>]{1,100} (\w+)[ \t]*[={]`),
      kind: 'constant',
      where: 'top',
    },
  ],
};

export const objectiveC: Grammar = {
  ...c,
  rules: [
    ...C_RULES,
    {
      words: 'typedef',
      pattern: declaration(String.raw`typedef NS_(?:ENUM|OPTIONS|CLOSED_ENUM|ERROR_ENUM)\(\w+,[ \t]*(\w+)`),
      kind: 'enum',
    },
    { words: '@', pattern: declaration(String.raw`@(?:interface|implementation) (\w+)`), kind: 'class' },
    { words: '@', pattern: declaration(String.raw`@protocol (\w+)[^;\n]*$`, 'm'), kind: 'interface' },
    { words: '- +', pattern: declaration(String.raw`[-+][ \t]*\([^)\n]{1,100}\)[ \t]*(\w+)`), kind: 'method' },
  ],
};

export const dart: Grammar = {
  blockOpen: 'brace',
  annotations: ANNOTATIONS,
  functions: 'typed',
  rules: [
    ...typeRules('abstract sealed base final interface mixin', {
      class: 'class',
      mixin: 'class',
      extension: 'class',
      enum: 'enum',
      'extension type': 'type',
    }),
    {
      pattern: declaration(String.raw`(?:(?:static|external) )?(?:[\w<>?]{1,80} )?get (NAME)`),
      kind: 'method',
      where: 'member',
    },
    { words: 'typedef', pattern: declaration(String.raw`typedef (NAME)`), kind: 'type' },
    {
      words: 'const final',
      pattern: declaration(String.raw`(?:const|final) (?:[\w<>?, ]{1,80} )?(NAME)[ \t]*=`),
      kind: 'constant',
      where: 'top',
    },
  ],
};

export const solidity: Grammar = {
  blockOpen: 'brace',
  rules: [
    {
      words: 'contract library abstract',
      pattern: declaration('(?:abstract )?(?:contract|library) (NAME)'),
      kind: 'class',
      container: true,
    },
    { words: 'interface', pattern: declaration('interface (NAME)'), kind: 'interface', container: true },
    {
      words: 'function modifier event error',
      pattern: declaration('(?:function|modifier|event|error) (NAME)'),
      kind: 'function',
    },
    { words: 'struct', pattern: declaration('struct (NAME)'), kind: 'class' },
    { words: 'enum', pattern: declaration('enum (NAME)'), kind: 'enum' },
  ],
};

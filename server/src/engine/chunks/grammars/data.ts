import { declaration, type Grammar } from './grammar.ts';

const SQL_MODIFIERS =
  '(?:(?:or replace|unique|temp(?:orary)?|materialized|global|local|recursive|unlogged|clustered) )*';
/** `schema."name"`: the last part is the name. */
const SQL_NAME = '(?:concurrently )?(?:if not exists )?(?:["`[]?\\w+["`\\]]?\\.)*["`[]?(\\w+)';
const SQL_OBJECTS = 'table|view|index|trigger|type|schema|sequence|database|extension|policy|domain';
const SQL_WORDS = 'create CREATE Create';
export const sql: Grammar = {
  rules: [
    {
      words: SQL_WORDS,
      pattern: declaration(`create ${SQL_MODIFIERS}(?:function|procedure) ${SQL_NAME}`, 'i'),
      kind: 'function',
    },
    {
      words: SQL_WORDS,
      pattern: declaration(`create ${SQL_MODIFIERS}(?:${SQL_OBJECTS}) ${SQL_NAME}`, 'i'),
      kind: 'type',
    },
  ],
};

export const yaml: Grammar = {
  rules: [
    {
      pattern: declaration(String.raw`["']?([\w./$-][\w./ $-]{0,100}?)["']?[ \t]*:(?=[ \t\r\n]|$)`),
      kind: 'section',
      where: 'top',
    },
  ],
};

/** Keys outside of everything whose value holds more; a list of records has none. */
export const json: Grammar = {
  rules: [
    {
      words: '"',
      pattern: declaration(String.raw`"([^"\\\n]{1,100})"[ \t]*:[ \t]*(?=[{[])`),
      kind: 'section',
      where: 'top',
    },
  ],
};

const HTML_BLOCKS =
  'html|head|body|main|header|footer|nav|aside|article|section|div|ul|ol|table|tbody|form|fieldset|template|dialog|script|style';
/** What has an `id`, headings, and the elements that hold others. */
export const html: Grammar = {
  rules: [
    {
      words: '<',
      pattern: declaration(String.raw`<[\w-]{1,60}\b[^>\n]{0,200}?\bid=["']([\w:.-]{1,100})["']`),
      kind: 'section',
      container: true,
    },
    {
      words: '<',
      pattern: declaration(
        String.raw`<(?:h[1-6]|title|caption|summary)\b[^>\n]{0,200}>[ \t]*([^<\n]{1,100}[^<\s])`,
        'i',
      ),
      kind: 'heading',
    },
    {
      words: '<',
      pattern: declaration(String.raw`<(?:${HTML_BLOCKS})\b[^>\n]{0,300}>?()[ \t]*(?=[\r\n]|$)`, 'i'),
      kind: 'section',
      container: true,
    },
  ],
};

export const sections: Grammar = {
  rules: [
    {
      words: '[',
      pattern: declaration(String.raw`\[{1,2}[ \t]*([^\]\r\n]{1,200}?)[ \t]*\]`),
      kind: 'section',
      where: 'top',
    },
  ],
};

export const makefile: Grammar = {
  rules: [
    { words: 'define', pattern: declaration('define (NAME)'), kind: 'function' },
    {
      pattern: declaration(String.raw`([\w./%-]+)(?![\w./%-])[\w./% \t-]{0,200}::?(?![=:])`),
      kind: 'target',
      where: 'top',
    },
  ],
};

export const just: Grammar = {
  rules: [{ pattern: declaration(String.raw`@?([\w-]+)(?![\w-])[^\n:=]{0,100}:(?!=)`), kind: 'target', where: 'top' }],
};

export const dockerfile: Grammar = {
  rules: [
    {
      words: 'FROM from',
      pattern: declaration(String.raw`from (?:--\S+ )?(?:\S+ as )?([^\s]{1,200})`, 'i'),
      kind: 'target',
    },
  ],
};

export const proto: Grammar = {
  blockOpen: 'brace',
  rules: [
    {
      words: 'message extend struct union exception',
      pattern: declaration(String.raw`(?:message|extend|struct|union|exception) ([\w.]+)`),
      kind: 'class',
      container: true,
    },
    { words: 'enum', pattern: declaration('enum (NAME)'), kind: 'enum' },
    { words: 'service', pattern: declaration('service (NAME)'), kind: 'interface', container: true },
    { words: 'rpc', pattern: declaration('rpc (NAME)'), kind: 'method' },
  ],
};

export const graphql: Grammar = {
  rules: [
    {
      words: 'type input extend interface',
      pattern: declaration('(?:extend )?(?:type|input|interface) (NAME)'),
      kind: 'class',
    },
    { words: 'enum', pattern: declaration('enum (NAME)'), kind: 'enum' },
    { words: 'union scalar directive', pattern: declaration('(?:union|scalar|directive) @?(NAME)'), kind: 'type' },
    {
      words: 'query mutation subscription fragment',
      pattern: declaration('(?:query|mutation|subscription|fragment) (NAME)'),
      kind: 'function',
    },
  ],
};

export const terraform: Grammar = {
  rules: [
    { words: 'resource data', pattern: declaration(String.raw`(?:resource|data) "[\w-]+" "([\w-]+)"`), kind: 'class' },
    {
      words: 'module variable output provider',
      pattern: declaration(String.raw`(?:module|variable|output|provider) "([\w-]+)"`),
      kind: 'constant',
    },
    { words: 'locals terraform', pattern: declaration(String.raw`(locals|terraform)[ \t]*\{`), kind: 'section' },
  ],
};

export const cmake: Grammar = {
  rules: [
    {
      words: 'function macro add_executable add_library',
      pattern: declaration(String.raw`(?:function|macro|add_executable|add_library)[ \t]*\([ \t]*([\w:.-]+)`, 'i'),
      kind: 'function',
    },
  ],
};

export const stylesheet: Grammar = {
  rules: [
    { words: '@', pattern: declaration(String.raw`@(?:mixin|function|keyframes|layer) ([\w-]+)`), kind: 'function' },
    {
      words: '@',
      pattern: declaration(String.raw`@(?:media|supports|container|include)\b[^;{\n]{0,200}\{()`),
      kind: 'section',
      container: true,
    },
    { words: '. # %', pattern: declaration(String.raw`[.#%]([\w-]+)(?=[^;\n]{0,200}[{,])`), kind: 'class' },
    { words: '$', pattern: declaration(String.raw`\$([\w-]+)[ \t]*:`), kind: 'constant', where: 'top' },
  ],
};

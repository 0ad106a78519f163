import { declaration, type Grammar } from './grammar.ts';

export const python: Grammar = {
  blockOpen: 'colon',
  rules: [
    { words: 'def async', pattern: declaration(String.raw`(?:async )?def (NAME)[ \t]*[([]`), kind: 'function' },
    { words: 'class', pattern: declaration(String.raw`class (NAME)[ \t]*[:([]`), kind: 'class', container: true },
    { words: 'type', pattern: declaration(String.raw`type (NAME)[ \t]*[=[]`), kind: 'type', where: 'top' },
    { pattern: declaration(String.raw`(_*[A-Z][A-Z\d_]*)[ \t]*(?::[^=\n]{1,200})?=(?!=)`), kind: 'constant' },
    {
      pattern: declaration(
        String.raw`(_*[A-Z]\w*)[ \t]*(?::[^=\n]{1,60})?=[ \t]*(?:[\w.]*(?:TypeVar|NewType|namedtuple|NamedTuple|TypedDict|Enum)\(|(?:t|typing)\.\w+\[|Union\[|Callable\[)`,
      ),
      kind: 'type',
      where: 'top',
    },
  ],
};

export const ruby: Grammar = {
  blockOpen: 'do',
  rules: [
    {
      words: 'def private protected public private_class_method',
      pattern: declaration(
        String.raw`(?:(?:private|protected|public|private_class_method) )?def (?:self\.|\w+\.)?([\w\u0080-\uffff]+[?!=]?|[-+*/<=>!~%^&|[\]]{1,3})`,
      ),
      kind: 'function',
    },
    { words: 'class', pattern: declaration(String.raw`class (?!<<)(?:\w+::)*(\w+)`), kind: 'class', container: true },
    { words: 'class', pattern: declaration(String.raw`class[ \t]*<<[ \t]*self()`), kind: 'class', container: true },
    { words: 'module', pattern: declaration(String.raw`module (?:\w+::)*(\w+)`), kind: 'module', container: true },
    {
      words: 'task namespace',
      pattern: declaration(String.raw`(?:task|namespace) [:'"]?(\w+)`),
      kind: 'target',
      container: true,
    },
    { words: 'scope', pattern: declaration(String.raw`scope :(\w+)`), kind: 'method' },
    { pattern: declaration(String.raw`([A-Z]\w*)[ \t]*=(?![=~>])`), kind: 'constant' },
  ],
};

export const elixir: Grammar = {
  blockOpen: 'do',
  rules: [
    {
      words: 'defmodule defprotocol defimpl',
      pattern: declaration(String.raw`def(?:module|protocol|impl) ([\w.]+)`),
      kind: 'module',
      container: true,
    },
    {
      words: 'def defp defmacro defmacrop defguard defguardp defdelegate defn',
      pattern: declaration(String.raw`def(?:p|macrop?|guardp?|delegate|n)? ([\w\u0080-\uffff]+[?!]?)`),
      kind: 'function',
    },
  ],
};

export const lua: Grammar = {
  rules: [
    {
      words: 'local function',
      pattern: declaration(String.raw`(?:local )?function (?:\w+[.:])*(\w+)`),
      kind: 'function',
    },
    { pattern: declaration(String.raw`(?:local )?(?:\w+\.)*(\w+)[ \t]*=[ \t]*function\b`), kind: 'function' },
  ],
};

export const shell: Grammar = {
  blockOpen: 'brace',
  rules: [
    { words: 'function', pattern: declaration(String.raw`function ([\w:.-]+)`), kind: 'function' },
    { pattern: declaration(String.raw`([\w:.-]+)[ \t]*\([ \t]*\)`), kind: 'function' },
    {
      words: 'readonly declare',
      pattern: declaration(String.raw`(?:readonly|declare -\w+) ([A-Z]\w*)=`),
      kind: 'constant',
      where: 'top',
    },
  ],
};

export const perl: Grammar = {
  blockOpen: 'brace',
  rules: [
    { words: 'sub', pattern: declaration('sub (NAME)'), kind: 'function' },
    { words: 'package', pattern: declaration(String.raw`package ([\w:]+)`), kind: 'module', container: true },
    { words: 'use', pattern: declaration(String.raw`use constant (\w+)[ \t]*=>`), kind: 'constant' },
  ],
};

export const r: Grammar = {
  blockOpen: 'brace',
  rules: [
    { pattern: declaration(String.raw`([\w.]+)[ \t]*(?:<-|=)[ \t]*(?:function\b|\\\()`), kind: 'function' },
    { pattern: declaration(String.raw`([A-Z][A-Z\d_.]+)[ \t]*(?:<-|=)`), kind: 'constant', where: 'top' },
    { pattern: declaration(String.raw`set(?:Class|Generic|Method|RefClass)\([ \t]*["']([\w.]+)`), kind: 'class' },
    { pattern: declaration(String.raw`([\w.]+)[ \t]*<-[ \t]*R6Class\(`), kind: 'class', container: true },
  ],
};

export const julia: Grammar = {
  rules: [
    {
      words: 'function macro',
      pattern: declaration(String.raw`(?:function|macro) (?:\w+\.)*([\w!\u0080-\uffff]+)`),
      kind: 'function',
    },
    {
      words: 'struct mutable abstract',
      pattern: declaration(String.raw`(?:mutable )?(?:struct|abstract type) (\w+)`),
      kind: 'class',
    },
    { words: 'module', pattern: declaration('module (NAME)'), kind: 'module', container: true },
    { words: 'const', pattern: declaration('const (NAME)'), kind: 'constant' },
  ],
};

export const haskell: Grammar = {
  rules: [
    {
      words: 'data newtype',
      pattern: declaration(String.raw`(?:data|newtype)(?: family| instance)? (?:[^\n=]{0,100}=>[ \t]*)?([A-Z]\w*)`),
      kind: 'class',
    },
    { words: 'type', pattern: declaration(String.raw`type(?: family| instance| alias)? ([A-Z]\w*)`), kind: 'type' },
    {
      words: 'class',
      pattern: declaration(String.raw`class (?:[^\n]{0,100}=>[ \t]*)?([A-Z]\w*)`),
      kind: 'interface',
      container: true,
    },
    {
      words: 'instance',
      pattern: declaration(String.raw`instance (?:[^\n]{0,100}=>[ \t]*)?([A-Z][\w.]*)`),
      kind: 'implementation',
      container: true,
    },
    { words: 'module', pattern: declaration(String.raw`module ([\w.]+)`), kind: 'module' },
    { pattern: declaration(String.raw`([a-z_][\w']*)[ \t]*::`), kind: 'function' },
  ],
};

export const ocaml: Grammar = {
  rules: [
    {
      words: 'let and',
      pattern: declaration(String.raw`(?:let|and)(?: (?:rec|inline|mutable|private))* ([a-z_][\w']*)`),
      kind: 'function',
      where: 'top',
    },
    {
      words: 'type and',
      pattern: declaration(String.raw`type (?:private |nonrec )?(?:'\w+ |\([^)\n]{1,60}\) )?(\w+)`),
      kind: 'type',
    },
    {
      words: 'module',
      pattern: declaration(String.raw`module (?:type |rec )?([\w.]+)`),
      kind: 'module',
      container: true,
    },
    {
      words: 'member static abstract override default',
      pattern: declaration(
        String.raw`(?:static )?(?:member|abstract|override|default)(?: (?:private|inline))* (?:\w+\.)?(\w+)`,
      ),
      kind: 'method',
    },
    { words: 'val external', pattern: declaration(String.raw`(?:val|external) (\w+)`), kind: 'function' },
  ],
};

export const lisp: Grammar = {
  rules: [
    {
      words: '(',
      pattern: declaration(String.raw`\((?:def[\w-]*|cl-def\w+|define[\w-]*|ns) (?:\^\S+ )*\(?([^\s()"]{1,100})`),
      kind: 'function',
    },
  ],
};

export const erlang: Grammar = {
  rules: [
    { pattern: declaration(String.raw`([a-z]\w*)\([^\n]{0,200}(?:->|when\b)`), kind: 'function' },
    { words: '-', pattern: declaration(String.raw`-(?:record|type|define|module)\([ \t]*(\w+)`), kind: 'type' },
  ],
};

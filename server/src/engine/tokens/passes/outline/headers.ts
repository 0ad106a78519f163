/** How a language's functions and containers are told by what stands before a `{`. */
export interface HeaderRules {
  /** Words that begin a function; the first word of either kind decides. */
  readonly functions: RegExp | undefined;
  /** Words that begin what holds declarations. */
  readonly containers: RegExp | undefined;
  /** True where parentheses before a brace make it a function's. */
  readonly byParentheses: boolean;
  /** True where a line break may end a statement. */
  readonly byLines?: boolean;
}

/** Statements whose blocks may hold declarations. */
const CONTROL =
  /^(?:\}?\s*)?(?:if|else|for|while|switch|try|catch|finally|do|with|unless|when|match|loop|foreach|guard|synchronized|using|lock|checked|unchecked|fixed)\b/;
const NO_WORDS = undefined;

const JAVASCRIPT: HeaderRules = {
  functions:
    /\bfunction\b|=>\s*$|^(?:export |default |async |static |get |set |\*|public |private |protected |readonly |override |#)*constructor\b/,
  containers: /(?<![.\w$])(?:class|interface|enum|namespace)\b(?!\s*[=:(])/,
  byParentheses: true,
  byLines: true,
};
const C: HeaderRules = {
  functions:
    /\)\s*(?:const|noexcept|override|final|volatile|mutable|&{1,2}|->\s*[\w:<>*& ]+|\w+_?\(\))*\s*$|\)\s*:\s*[\w:<>]+\s*[({]|(?:^|\n)[-+]\s*\(/,
  containers:
    /\b(?:class|struct|union|enum|namespace|extern|concept)\b|@(?:interface|implementation|protocol)\b[^\n]*$/,
  byParentheses: true,
};
const JVM: HeaderRules = {
  functions: /^static\s*$/,
  containers: /(?<![.\w])(?:class|interface|enum|record|@interface|namespace|struct|new)\b/,
  byParentheses: true,
};

const RULES: Readonly<Record<string, HeaderRules>> = {
  javascript: JAVASCRIPT,
  javascriptreact: JAVASCRIPT,
  typescript: JAVASCRIPT,
  typescriptreact: JAVASCRIPT,
  c: C,
  cpp: C,
  'objective-c': C,
  java: JVM,
  csharp: {
    ...JVM,
    functions: /^static\s*$|=>\s*$|^(?:(?:private|protected|internal) )*(?:get|set|init|add|remove)\s*$|\boperator\b/,
  },
  kotlin: {
    functions: /\b(?:fun|constructor)\b|^init\s*$|^(?:private |protected |internal )*[gs]et\s*\(\)/,
    containers: /(?<![.\w])(?:class|interface|object)\b/,
    byParentheses: false,
    byLines: true,
  },
  scala: {
    functions: /\bdef\b/,
    containers: /\b(?:class|object|trait|enum|extension|given)\b/,
    byParentheses: false,
    byLines: true,
  },
  swift: {
    functions:
      /(?<![.\w])(?:func|init|deinit|subscript)\b|^(?:[@\w() ]+ )?var [^=:]*:[^=]*$|^(?:mutating |nonmutating )?(?:get|set|willSet|didSet)\b/,
    containers: /(?<![.\w])(?:class|struct|enum|extension|protocol|actor)\b/,
    byParentheses: false,
    byLines: true,
  },
  dart: { functions: /=>\s*$|\bget \w+/, containers: /\b(?:class|mixin|extension|enum)\b/, byParentheses: true },
  go: { functions: /\bfunc\b/, containers: /\b(?:interface|struct)\s*$/, byParentheses: false, byLines: true },
  rust: {
    functions: /\bfn\b|\bmacro_rules!/,
    containers: /\b(?:impl|trait|mod|struct|enum|union|extern)\b/,
    byParentheses: false,
  },
  php: { functions: /\bfunction\b/, containers: /\b(?:class|interface|trait|enum|namespace)\b/, byParentheses: false },
  solidity: {
    functions: /\b(?:function|modifier|constructor|fallback|receive)\b/,
    containers: /\b(?:contract|library|interface|struct|enum)\b/,
    byParentheses: false,
  },
  zig: { functions: /\bfn\b|\btest\b/, containers: /\b(?:struct|union|enum|opaque)\b/, byParentheses: false },
  css: { functions: NO_WORDS, containers: NO_WORDS, byParentheses: false },
};

/** The rules of a language whose functions' bodies stand in braces. */
export function headerRulesOf(language: string): HeaderRules | undefined {
  return Object.hasOwn(RULES, language) ? RULES[language] : undefined;
}

const GOES_ON = /^(?:[.,:)\]}?&|=+*<>-]|(?:where|extends|implements|throws|with|by|async)\b|$)/;
const IS_OPEN = /(?:[,(=:&|+*<.-]|\b(?:extends|implements|return|new|in|of))$/;

/** The last statement of what stands before a brace, in a language in which line breaks end statements. */
function lastStatement(header: string): string {
  const lines = header.split('\n').map((line) => line.trim());
  let first = lines.length - 1;
  while (first > 0 && (GOES_ON.test(lines[first] ?? '') || IS_OPEN.test(lines[first - 1] ?? ''))) first--;
  return lines.slice(first).join('\n').trim();
}

/** True when a `{` behind `before` (nested brackets as empty pairs, no comments) opens a function's body. */
export function opensBody(before: string, { functions, containers, byParentheses, byLines }: HeaderRules): boolean {
  const header = byLines ? lastStatement(before) : before;
  if (CONTROL.test(header)) return false;
  const atFunction = functions ? header.search(functions) : -1;
  const atContainer = containers ? header.search(containers) : -1;
  if (atFunction >= 0 && (atContainer < 0 || atFunction < atContainer)) return true;
  if (atContainer >= 0) return false;
  return byParentheses && header.lastIndexOf(')') > header.lastIndexOf('=');
}

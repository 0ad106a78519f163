import type { Form, Lexer } from './lexer.ts';
import { quotedEnd } from './quoted.ts';

const CLOSING: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}', '<': '>' };

/** Ruby's `%w[…]`, `%q(…)`, `%r{…}`, `%(…)`, where an operand may stand. */
export const percentLiteral: Form = (lexer, at) => {
  const { text } = lexer;
  const match = /^%[wWiIqQrxs]?([[({<|!/])/.exec(text.slice(at, at + 3));
  if (!match?.[1] || !rubyOperand(lexer, at)) return at;
  if (match[0].length === 2 && match[1] !== '(' && match[1] !== '{' && match[1] !== '[') return at;
  return delimited(lexer, at, at + match[0].length - 1);
};

/** Elixir's `~r/…/`, `~s(…)`, `~w[…]`, `~S"""…"""`. */
export const sigil: Form = (lexer, at) => {
  const { text } = lexer;
  const match = /^~(?:[a-z]|[A-Z][A-Z0-9]*)("""|'''|[[({</|"'])/.exec(text.slice(at, at + 12));
  if (!match?.[1]) return at;
  if (match[1].length === 1) return delimited(lexer, at, at + match[0].length - 1);
  const end = text.indexOf(match[1], at + match[0].length);
  return end < 0 ? failed(lexer, at) : lexer.add('string', at, end + 3);
};

/** What stands between a delimiter and its counterpart; brackets nest, `#{code}` too. */
function delimited(lexer: Lexer, at: number, open: number): number {
  const { text } = lexer;
  const opener = text.charAt(open);
  const closer = CLOSING[opener] ?? opener;
  let depth = 1;
  for (let end = open + 1; end < text.length; end++) {
    const unit = text.charAt(end);
    if (unit === '\\') end++;
    else if (unit === closer && --depth === 0) return lexer.add('opaque', at, end + 1);
    else if (unit === opener && opener !== closer) depth++;
  }
  return failed(lexer, at);
}

/** Ruby's `/…/`, where an operand may stand. */
export const rubyRegex: Form = (lexer, at) => {
  if (!rubyOperand(lexer, at)) return at;
  const { text } = lexer;
  for (let end = at + 1; end < text.length; end++) {
    const unit = text.charCodeAt(end);
    if (unit === 10) return failed(lexer, at);
    if (unit === 92) end++;
    else if (unit === 35 && text.charCodeAt(end + 1) === 123) end = lexer.hidden(end + 1) - 1;
    else if (unit === 47) return lexer.add('opaque', at, end + 1);
  }
  return at;
};

/** True behind an operator, a bracket or a keyword, and where a command's first argument stands (`puts /a/`). */
function rubyOperand(lexer: Lexer, at: number): boolean {
  const { text } = lexer;
  let before = at - 1;
  while (before >= 0 && (text.charCodeAt(before) === 32 || text.charCodeAt(before) === 9)) before--;
  if (before < 0 || text.charCodeAt(before) === 10) return true;
  if (/[)\]}"'`]/.test(text.charAt(before))) return false;
  if (!/[\w?!$@]/.test(text.charAt(before))) return true;
  const isSpaced = before < at - 1;
  const word = /[\w?!.@$]*$/.exec(text.slice(Math.max(0, before - 40), before + 1))?.[0] ?? '';
  if (
    /^(?:if|unless|while|until|when|and|or|not|return|in|elsif|then|do|puts|raise|assert|split|match|scan)$/.test(word)
  ) {
    return true;
  }
  return isSpaced && /^[a-z_]\w*[?!]?$/.test(word) && !/[\s=]/.test(text.charAt(at + 1));
}

/** `?"`, `?#` and the like: a character of Ruby and Elixir that would else open something. */
export const questionCharacter: Form = (lexer, at) => {
  const before = lexer.text.charCodeAt(at - 1);
  const begins = at === 0 || before <= 32 || before === 40 || before === 91 || before === 44;
  if (!begins || !/["'#`({[\])}/\\<]/.test(lexer.text.charAt(at + 1))) return at;
  return at + (lexer.text.charAt(at + 1) === '\\' ? 3 : 2);
};

/** `$'`, `$#`, `$"`: a variable whose name would else open something. */
export const dollarName: Form = (lexer, at) => (/["'`#$]/.test(lexer.text.charAt(at + 1)) ? at + 2 : at + 1);

/** `=begin` to `=end`, each first on its line. */
export const beginComment: Form = (lexer, at) => {
  const { text } = lexer;
  if ((at > 0 && text.charCodeAt(at - 1) !== 10) || !/^=begin\b/.test(text.slice(at, at + 7))) return at;
  const end = text.indexOf('\n=end', at);
  return end < 0 ? failed(lexer, at) : lexer.add('block', at, lexer.lineEnd(end + 1));
};

/** `__END__`: what follows is no code. */
export const endMark: Form = (lexer, at) => {
  const isMark = lexer.text.startsWith('__END__', at) && (at === 0 || lexer.text.charCodeAt(at - 1) === 10);
  return isMark && lexer.lineEnd(at) === at + 7 ? lexer.add('opaque', at, lexer.text.length) : at;
};

/** The shell's `"…"`, which may hold commands that hold quotes. */
export const shellQuotes: Form = (lexer, at) => {
  const end = shellQuotesEnd(lexer, at + 1, 0);
  return end < 0 ? failed(lexer, at) : lexer.add('string', at, end);
};

function shellQuotesEnd(lexer: Lexer, from: number, depth: number): number {
  const { text } = lexer;
  if (depth > 8) return -1;
  for (let at = from; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (unit === 34) return at + 1;
    if (unit === 92) at++;
    else if (unit === 36 && (text.charCodeAt(at + 1) === 40 || text.charCodeAt(at + 1) === 123)) {
      at = substitutionEnd(lexer, at + 2, text.charCodeAt(at + 1) === 40 ? 41 : 125, depth) - 1;
      if (at < 0) return -1;
    }
  }
  return -1;
}

function substitutionEnd(lexer: Lexer, from: number, close: number, depth: number): number {
  const { text } = lexer;
  let open = 1;
  for (let at = from; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (unit === 92) at++;
    else if (unit === close && --open === 0) return at + 1;
    else if (unit === (close === 41 ? 40 : 123)) open++;
    else if (unit === 34) at = shellQuotesEnd(lexer, at + 1, depth + 1) - 1;
    else if (unit === 39 && close === 41) at = text.indexOf("'", at + 1);
    if (at < from) return -1;
  }
  return -1;
}

/** `${…}`: a parameter's expansion, in which `#` and quotes mean something else. */
export const expansion: Form = (lexer, at) => {
  const { text } = lexer;
  const next = text.charAt(at + 1);
  if (next === '#' || next === '$') return at + 2;
  if (next === "'") {
    const end = quotedEnd(lexer, at + 2, { open: "'", lines: true });
    return end < 0 ? failed(lexer, at) : lexer.add('string', at, end);
  }
  if (next !== '{') return at;
  const end = substitutionEnd(lexer, at + 2, 125, 0);
  return end < 0 ? failed(lexer, at) : lexer.add('opaque', at, end);
};

/** What is escaped opens nothing. */
export const escaped: Form = (_lexer, at) => at + 2;

function failed(lexer: Lexer, at: number): number {
  lexer.failed = true;
  return at;
}

import { quotedEnd } from './quoted.ts';
import type { Form } from './lexer.ts';

const QUOTE = 34;
const HASH = 35;
/** More marks than anybody writes: reading a long run again from each of its marks would take quadratic time. */
const MOST_MARKS = 20;

/** Rust's `r"…"`, `r#"…"#`, `br##"…"##`, which begin a word. */
export const rustRaw: Form = (lexer, at) => {
  const { text } = lexer;
  if (isWordUnit(text.charCodeAt(at - 1)) && !/(?:^|\W)[bc]$/.test(text.slice(Math.max(0, at - 2), at))) return at;
  let quote = at + 1;
  while (text.charCodeAt(quote) === HASH && quote - at < MOST_MARKS) quote++;
  if (text.charCodeAt(quote) !== QUOTE) return at;
  const close = `"${'#'.repeat(quote - at - 1)}`;
  return closedBy(lexer, { at, from: quote + 1, close });
};

/** C++11's `R"delimiter(…)delimiter"`. */
export const cppRaw: Form = (lexer, at) => {
  const { text } = lexer;
  if (text.charCodeAt(at + 1) !== QUOTE || /[\w]$/.test(text.slice(Math.max(0, at - 1), at).replace(/[uUL8]$/, ''))) {
    return at;
  }
  const paren = at + text.slice(at, at + 19).indexOf('(');
  if (paren < at) return at;
  return closedBy(lexer, { at, from: paren + 1, close: `)${text.slice(at + 2, paren)}"` });
};

/** Swift's `#"…"#` and `#"""…"""#`. */
export const swiftRaw: Form = (lexer, at) => {
  const { text } = lexer;
  let quote = at;
  while (text.charCodeAt(quote) === HASH && quote - at < MOST_MARKS) quote++;
  if (text.charCodeAt(quote) !== QUOTE) return at;
  const hashes = '#'.repeat(quote - at);
  const quotes = text.startsWith('"""', quote) ? '"""' : '"';
  return closedBy(lexer, { at, from: quote + quotes.length, close: quotes + hashes });
};

/** C#'s `@"…""…"`, `$@"…"`, `$"…{code}…"` and `"""…"""`. */
export const csharpString: Form = (lexer, at) => {
  const { text } = lexer;
  let quote = at;
  while ((text[quote] === '$' || text[quote] === '@') && quote - at < MOST_MARKS) quote++;
  if (text.charCodeAt(quote) !== QUOTE) return at;
  let quotes = quote;
  while (text.charCodeAt(quotes) === QUOTE) quotes++;
  const run = quotes - quote;
  if (run >= 3 && !text.slice(at, quote).includes('@')) {
    return closedBy(lexer, { at, from: quotes, close: '"'.repeat(run) });
  }
  const prefix = text.slice(at, quote);
  if (prefix.includes('@')) return verbatim(lexer, at, quote + 1);
  // A doubled brace is content: only what holds a quote inside of braces needs to be read as code, and that is rare.
  const end = quotedEnd(lexer, quote + 1, { open: '"' });
  return end < 0 ? at : lexer.add('string', at, end);
};

/** Lua's `[[…]]` and `[==[…]==]`, and the same as a comment behind `--`. */
export function luaLong(kind: 'string' | 'block'): Form {
  const lead = kind === 'block' ? 2 : 0;
  return (lexer, at) => {
    const { text } = lexer;
    if (lead > 0 && !text.startsWith('--', at)) return at;
    let open = at + lead + 1;
    if (text[open - 1] !== '[') return at;
    while (text[open] === '=' && open - at < MOST_MARKS) open++;
    if (text[open] !== '[') return at;
    return closedBy(lexer, { at, from: open + 1, close: `]${'='.repeat(open - at - lead - 1)}]`, kind });
  };
}

interface Closed {
  readonly at: number;
  readonly from: number;
  readonly close: string;
  readonly kind?: 'string' | 'block';
}

function closedBy(lexer: Parameters<Form>[0], { at, from, close, kind = 'string' }: Closed): number {
  const end = lexer.text.indexOf(close, from);
  if (end >= 0) return lexer.add(kind, at, end + close.length);
  lexer.failed = true;
  return at;
}

function verbatim(lexer: Parameters<Form>[0], at: number, from: number): number {
  let end = lexer.text.indexOf('"', from);
  while (end >= 0 && lexer.text.charCodeAt(end + 1) === QUOTE) end = lexer.text.indexOf('"', end + 2);
  if (end >= 0) return lexer.add('string', at, end + 1);
  lexer.failed = true;
  return at;
}

function isWordUnit(unit: number): boolean {
  return (
    (unit >= 97 && unit <= 122) || (unit >= 65 && unit <= 90) || (unit >= 48 && unit <= 57) || unit === 95 || unit > 127
  );
}

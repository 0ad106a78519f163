/** One line of block YAML, as far as its own characters tell. Columns are UTF-16 units. */
export interface YamlLine {
  /** Nothing but white space or a comment. */
  readonly isEmpty: boolean;
  /** True when its end lies in a comment. */
  readonly inComment: boolean;
  /** Columns of the dashes of lists. */
  readonly dashes: readonly number[];
  /** Column of what follows white space and dashes. */
  readonly column: number;
  /** The key, when the line begins with one. */
  readonly key?: string;
  /** Column at which the key's value begins; the line's length when there is none. */
  readonly valueColumn?: number;
}

/** What stands further right on a line is of no account. */
const MOST_COLUMNS = 2000;
const KEY = /("(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|[^\s"'[\]{},#&*!|>%@`][^#\n\r]*?)[ \t]*:(?:[ \t]+|$)/y;

export function parseYamlLine(line: string): YamlLine {
  const text = line.slice(0, MOST_COLUMNS).replace(/\r$/, '');
  const dashes: number[] = [];
  let column = blankLength(text, 0);
  while (text[column] === '-' && /[ \t]|$/y.test(text.slice(column + 1, column + 2))) {
    dashes.push(column);
    column = blankLength(text, column + 1);
  }
  const isEmpty = dashes.length === 0 && (column === text.length || text[column] === '#');
  const found = { isEmpty, inComment: hasComment(text), dashes, column };
  KEY.lastIndex = column;
  const match = KEY.exec(text);
  if (!match || text.startsWith('#', column)) return found;
  return { ...found, key: unquote(match[1] ?? ''), valueColumn: KEY.lastIndex };
}

/** The text of a key or a value without its quotes; escapes stay as they are written. */
export function unquote(text: string): string {
  return /^(["']).*\1$/s.test(text) && text.length > 1 ? text.slice(1, -1) : text;
}

function blankLength(text: string, from: number): number {
  let at = from;
  while (text[at] === ' ' || text[at] === '\t') at++;
  return at;
}

/** A `#` begins a comment at the start of a line or after white space, outside quotes. */
function hasComment(text: string): boolean {
  let quote = '';
  for (let at = 0; at < text.length; at++) {
    const unit = text[at]!;
    if (quote) {
      if (unit === '\\' && quote === '"') at++;
      else if (unit === quote) quote = '';
    } else if ((unit === '"' || unit === "'") && /(?:^|[\s[{,])$/.test(text.slice(Math.max(0, at - 1), at))) {
      quote = unit;
    } else if (unit === '#' && (at === 0 || /\s/.test(text[at - 1]!))) return true;
  }
  return false;
}

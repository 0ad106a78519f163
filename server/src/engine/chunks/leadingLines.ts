import { languageInfo, type Language } from './languages.ts';
import { contentEnd, type LineTable } from './lineTable.ts';

const MOST_COMMENT_LINES = 80;
const MOST_DECORATOR_LINES = 40;
/** Languages where `@name` above a declaration decorates it. */
const DECORATED = new Set(
  'typescript typescriptreact javascript javascriptreact vue svelte python java kotlin scala groovy swift dart elixir php'.split(
    ' ',
  ),
);
const BRACKETED = new Set(['csharp', 'rust', 'php', 'cpp', 'fsharp', 'powershell']);

/** What leads to a declaration: `first` is the declaration's own line when nothing does. */
export interface LeadingLines {
  readonly first: number;
  /** The topmost line that this was told from. */
  readonly seen: number;
}

/**
 * First line, not before `floor`, of the comment, decorators, attributes and annotations that lead to the declaration
 * on `line`.
 */
export function leadingLines(lines: LineTable, line: number, language: string, floor: number): LeadingLines {
  const info = languageInfo(language);
  const search: Search = { lines, language, info, seen: line };
  let first = line;
  while (first > floor) {
    const above = aboveOf(search, first);
    if (above === first || above < floor) break;
    first = above;
  }
  return { first, seen: search.seen };
}

interface Search {
  readonly lines: LineTable;
  readonly language: string;
  readonly info: Language;
  seen: number;
}

/** Start of what stands directly above `line` and belongs to it, or `line` itself. */
function aboveOf(search: Search, line: number): number {
  const { lines, language, info } = search;
  const above = line - 1;
  search.seen = Math.min(search.seen, above);
  if (lines.indents[above] === -1) return line;
  const { text } = lines;
  const at = lines.contents[above] as number;
  const end = contentEnd(lines, above);
  if (info.lineComments.some((mark) => text.startsWith(mark, at)) && !isDirective(text, at)) return above;
  if (info.blockComment && text.endsWith(info.blockComment[1], end)) {
    return upTo(search, above, (row) => lineHolds(lines, row, info.blockComment?.[0] ?? '')) ?? line;
  }
  if (text.startsWith('template', at) && language === 'cpp') return above;
  if (language === 'elixir' && text.startsWith('"""', at) && end - at === 3) {
    return upTo(search, above - 1, (row) => lineHolds(lines, row, '"""')) ?? line;
  }
  if ((language === 'c' || language === 'cpp') && isTypeAlone(lines, above, line)) return above;
  if (isDecorator(lines, above, language)) return above;
  return decoratorAbove(search, line) ?? line;
}

/** `#!` and Ruby's and Python's encoding lines are comments; a shell's shebang leads to nothing in particular. */
function isDirective(text: string, at: number): boolean {
  return text.startsWith('#!', at) && text.charCodeAt(at + 2) !== 91;
}

function isDecorator(lines: LineTable, line: number, language: string): boolean {
  const at = lines.contents[line] as number;
  const unit = lines.text.charCodeAt(at);
  if (unit === 64) return DECORATED.has(language);
  if (!BRACKETED.has(language)) return false;
  const bracket =
    unit === 91 || (unit === 35 && (lines.text.charCodeAt(at + 1) === 91 || lines.text.startsWith('#![', at)));
  return bracket && lines.text.charCodeAt(contentEnd(lines, line) - 1) === 93;
}

/** A decorator over several lines ends in `)`, `})` or `]` at the declaration's own indentation. */
function decoratorAbove(search: Search, line: number): number | undefined {
  const { lines, language } = search;
  if (!DECORATED.has(language) && !BRACKETED.has(language)) return undefined;
  const above = line - 1;
  const indent = lines.indents[line] as number;
  const last = lines.text.charCodeAt(contentEnd(lines, above) - 1);
  if (lines.indents[above] !== indent || (last !== 41 && last !== 93)) return undefined;
  const opening = upTo(
    search,
    above - 1,
    (row) => {
      const unit = lines.text.charCodeAt(lines.contents[row] as number);
      return (lines.indents[row] as number) <= indent && unit !== 125 && unit !== 41 && unit !== 93;
    },
    MOST_DECORATOR_LINES,
  );
  if (opening === undefined || lines.indents[opening] !== indent) return undefined;
  const unit = lines.text.charCodeAt(lines.contents[opening] as number);
  return unit === 64 || unit === 91 || unit === 35 ? opening : undefined;
}

/** `static int` alone above `main(…)`. */
function isTypeAlone(lines: LineTable, above: number, line: number): boolean {
  if (lines.indents[above] !== 0 || lines.indents[line] !== 0) return false;
  const at = lines.contents[above] as number;
  const end = contentEnd(lines, above);
  return end - at < 100 && /^(?!else\b|do\b)[A-Za-z_][\w \t]*[\w*][ \t]*\**$/.test(lines.text.slice(at, end));
}

/** The nearest line from `line` upwards that `test` accepts. */
function upTo(
  search: Search,
  line: number,
  test: (row: number) => boolean,
  most = MOST_COMMENT_LINES,
): number | undefined {
  for (let row = line; row >= 0 && row > line - most; row--) {
    search.seen = Math.min(search.seen, row);
    if (search.lines.indents[row] !== -1 && test(row)) return row;
  }
  return undefined;
}

function lineHolds(lines: LineTable, line: number, part: string): boolean {
  const found = lines.text
    .slice(lines.contents[line], Math.min(contentEnd(lines, line), (lines.contents[line] as number) + 400))
    .indexOf(part);
  return found >= 0;
}

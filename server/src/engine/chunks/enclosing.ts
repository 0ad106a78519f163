import { findDefinitions } from './definitions.ts';
import { hasHeadings } from './headings.ts';
import { languageInfo } from './languages.ts';

/** Lines of a text, zero-based, without their line breaks. */
export interface LineReader {
  line(line: number): string;
}

/** How far up a declaration is looked for. */
const MOST_LINES_UP = 1500;
const MOST_DEEP = 20;
/** A line as long as this is no orientation. */
const LONGEST_LINE = 200;
/** The innermost ones say most: a method, and the class that it belongs to. */
const MOST_SHOWN = 2;
/** Closing brackets, `{` alone, preprocessor lines and labels: their indentation says nothing. */
const SAYS_NOTHING =
  /^(?:[)\]}{>#]|(?:public|private|protected|default|case)\b[^(]*:$|(?:else|elif|except|catch|finally|ensure|rescue|end|where)\b)/;

/**
 * The lines that declare what a line stands in, outermost first: its class, its function. Told by indentation, as the
 * outline is; a literal that stands further left may hide one.
 */
export function enclosingDeclarations(text: LineReader, first: number, language: string): readonly number[] {
  if (hasHeadings(language)) return [];
  const outer = lessIndented(text, first, language);
  // What stands around, and nothing else, is a text whose outline is soon had.
  const skeleton = outer.map((line) => text.line(line)).join('\n');
  const declared = findDefinitions(skeleton, language).map(({ line }) => outer[line]);
  return [...new Set(declared)]
    .filter((line): line is number => line !== undefined && text.line(line).length <= LONGEST_LINE)
    .slice(-MOST_SHOWN);
}

/** The nearest lines above that are indented less, and less again, in the order of the text. */
function lessIndented(text: LineReader, first: number, language: string): readonly number[] {
  const { lineComments } = languageInfo(language);
  const found: number[] = [];
  let indent = firstIndent(text, first);
  for (let line = first - 1; line >= Math.max(0, first - MOST_LINES_UP) && indent > 0; line--) {
    const raw = text.line(line);
    const content = raw.trimStart();
    const at = raw.length - content.length;
    if (content === '' || at >= indent || SAYS_NOTHING.test(content.trimEnd())) continue;
    if (lineComments.some((mark) => content.startsWith(mark))) continue;
    indent = at;
    found.unshift(line);
    if (found.length === MOST_DEEP) break;
  }
  return found;
}

/** Indentation of the first line that has one to tell. */
function firstIndent(text: LineReader, first: number): number {
  for (let line = first; line < first + MOST_DEEP; line++) {
    const raw = text.line(line);
    const content = raw.trim();
    if (content !== '' && !SAYS_NOTHING.test(content)) return raw.length - raw.trimStart().length;
  }
  return 0;
}

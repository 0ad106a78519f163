import { languageInfo } from '../../engine/chunks/languages.ts';

const MARK = 'winnow:allow';

/** What follows the value on its line belongs to it in these languages. */
const NO_TRAILING_COMMENT: ReadonlySet<string> = new Set(['dockerfile', 'properties', 'ini']);

/** Literals that may run over many lines, by what opens and closes them. */
const LONG_QUOTES: Readonly<Record<string, readonly string[]>> = {
  javascript: ['`'],
  javascriptreact: ['`'],
  typescript: ['`'],
  typescriptreact: ['`'],
  go: ['`'],
  python: ['"""', "'''"],
  java: ['"""'],
  kotlin: ['"""'],
  scala: ['"""'],
  swift: ['"""'],
  csharp: ['"""'],
  toml: ['"""', "'''"],
};

/**
 * The comment that, put at the end of a line, allows the values on it; undefined where the language has none, or where
 * it would become part of a literal or of a tag. `upToEnd` is the text from its start to the end of the line.
 */
export function allowComment(language: string, upToEnd: string): string | undefined {
  const { lineComments, blockComment } = languageInfo(language);
  if (NO_TRAILING_COMMENT.has(language) || upToEnd.endsWith('\\')) return undefined;
  if (LONG_QUOTES[language]?.some((quote) => upToEnd.split(quote).length % 2 === 0)) return undefined;
  const [lineComment] = lineComments;
  if (lineComment !== undefined) return `${space(upToEnd)}${lineComment} ${MARK}`;
  if (!blockComment) return undefined;
  const [open, close] = blockComment;
  const insideTag = open === '<!--' && upToEnd.lastIndexOf('<') > upToEnd.lastIndexOf('>');
  return insideTag ? undefined : `${space(upToEnd)}${open} ${MARK} ${close}`;
}

function space(upToEnd: string): string {
  return /[ \t]$/.test(upToEnd) ? '' : ' ';
}

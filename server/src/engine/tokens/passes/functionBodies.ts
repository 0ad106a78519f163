import { languageInfo } from '../../chunks/languages.ts';
import type { Edit } from './edit.ts';
import type { Lexed } from './lexer/lexer.ts';
import type { Body } from './outline/bodies.ts';
import { braceBodies } from './outline/braceBodies.ts';
import { indentedBodies, type LineBody } from './outline/indentedBodies.ts';
import { isBlank, nextLine, type Pass, type Range, type Source } from './source.ts';

/** A body on one line that is no longer than this stays. */
const SHORT_UNITS = 120;
const SPACE = 32;

/** Leaves out what functions do, behind a mark; what they are called and what they take stays. */
export const functionBodies: Pass = {
  name: 'functionBodies',
  edits(source, range) {
    const edits: Edit[] = [];
    const { lexed } = source;
    if (!lexed) return edits;
    const { braces, lines } = bodiesOf(source, lexed);
    for (const body of braces) {
      const edit = body.end > range.start && body.start < range.end ? braceEdit(source, body, range) : undefined;
      if (edit) edits.push(edit);
    }
    for (const body of lines) {
      if (body.end > range.start && body.start < range.end) edits.push(...lineEdits(source, body, range));
    }
    return edits;
  },
};

/** The bodies of a text, found once for all the ranges that are asked for. */
interface Bodies {
  readonly braces: readonly Body[];
  readonly lines: readonly LineBody[];
}

const BODIES = new WeakMap<Source, Bodies>();

function bodiesOf(source: Source, lexed: Lexed): Bodies {
  let bodies = BODIES.get(source);
  if (!bodies) {
    bodies = { braces: braceBodies(source, lexed), lines: indentedBodies(source, lexed) };
    BODIES.set(source, bodies);
  }
  return bodies;
}

function braceEdit(source: Source, { start, end }: Body, range: Range): Edit | undefined {
  // A piece of a body alone is what was asked for.
  if (start <= range.start && end >= range.end) return undefined;
  const { text } = source;
  const isOneLine = !text.slice(start, end).includes('\n');
  if (isOneLine && end - start <= SHORT_UNITS) return undefined;
  const { lineComments, blockComment } = languageInfo(source.language);
  if (isOneLine) return blockComment ? { start, end, text: ` ${blockComment[0]} … ${blockComment[1]} ` } : undefined;
  if (text.slice(start, end).trim() === '') return undefined;
  const mark = lineComments[0] ? `${lineComments[0]} …` : '…';
  const from = Math.max(start, range.start);
  // What ends a body inside of something stands inside of it, too.
  const closing = end < range.end && isBlank(text.charCodeAt(end - 1)) ? ' ' : '';
  return { start: from, end: Math.min(end, range.end), text: `${from === start ? ' ' : ''}${mark}\n${closing}` };
}

function lineEdits(source: Source, body: LineBody, range: Range): Edit[] {
  const start = Math.max(body.start, range.start);
  const end = Math.min(body.end, range.end);
  if (body.start <= range.start && body.end >= range.end) return [];
  if (source.language === 'python') return pythonEdits(source, body, { start, end });
  if (end <= start) return [];
  return [{ start, end, text: MARKS[source.language] ?? '# …\n' }];
}

/** Where a body may not be empty, a command that does nothing. */
const MARKS: Readonly<Record<string, string>> = { lua: '-- …\n', shellscript: ': # …\n' };

/** `...` for the statements, as in stub files (PEP 484); of a docstring the first line stays. */
function pythonEdits({ text }: Source, { start, docstring }: LineBody, range: Range): Edit[] {
  const edits: Edit[] = [];
  let from = range.start;
  if (docstring && from === start && docstring.end <= range.end) {
    const cut = cutOf(text, docstring.start, docstring.end);
    if (cut) edits.push(cut);
    from = nextLine(text, docstring.end);
    if (text.slice(docstring.end, from).trim() !== '') return [];
    // What follows keeps its indentation, behind blank lines too.
    while (from < range.end && text.charCodeAt(from) <= SPACE) from++;
  }
  if (from < range.end && text.slice(from, range.end).trim() !== '')
    edits.push({ start: from, end: range.end, text: '...\n' });
  return edits;
}

/** Takes from a docstring what follows its first line with words. */
function cutOf(text: string, start: number, end: number): Edit | undefined {
  const quotes = /^(?:"""|''')/.exec(text.slice(start, start + 3))?.[0];
  if (!quotes || !text.endsWith(quotes, end)) return undefined;
  const line = /[\p{L}\p{N}][^\n\r]*/u.exec(text.slice(start + 3, end - 3));
  if (!line) return undefined;
  const lineEnd = start + 3 + line.index + line[0].length;
  if (lineEnd >= end - 3 || /["'\\]\s*$/.test(line[0])) return undefined;
  return { start: lineEnd, end: end - 3, text: '' };
}

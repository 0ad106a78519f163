import type { Lexed } from '../lexer/lexer.ts';
import type { Span } from '../lexer/spans.ts';
import { forEachLine, type Line, type Source } from '../source.ts';
import type { Body } from './bodies.ts';

/** A function's body that is told by lines: by its indentation, or by the word that ends it. */
export interface LineBody extends Body {
  /** The string that a Python body begins with. */
  readonly docstring?: Span;
}

/** Lines that begin a function; in languages of words the line that ends it stands as far left. */
const HEADERS: Readonly<Record<string, RegExp>> = {
  python: /^(?:async[ \t]+)?def[ \t]/,
  ruby: /^(?:private |protected |public |private_class_method |module_function )?def[ \t](?!.*(?:;[ \t]*end|\)[ \t]*=[ \t]|^def \w+[?!]? = ))/,
  elixir: /^defp?(?:macrop?)?[ \t(].*[ \t]do[ \t]*$|^defmacrop?[ \t(].*[ \t]do[ \t]*$/,
  lua: /^(?:local[ \t]+)?function\b(?!.*\bend[ \t;,)]*$)|^(?:local[ \t]+)?[\w.[\]"']+[ \t]*=[ \t]*function\b(?!.*\bend[ \t;,)]*$)/,
  shellscript: /^(?:function[ \t]+[\w:.-]+[ \t]*(?:\(\))?|[\w:.-]+[ \t]*\(\))[ \t]*\{[ \t]*$/,
};
const END: Readonly<Record<string, RegExp>> = {
  ruby: /^end\b/,
  elixir: /^end\b/,
  lua: /^end\b/,
  shellscript: /^\}/,
};
/** Lines as far left as the function that go on with it. */
const MIDDLE: Readonly<Record<string, RegExp>> = {
  ruby: /^(?:rescue|ensure|else)\b/,
  elixir: /^(?:rescue|after|catch|else)\b/,
};

/** The outermost bodies of functions of a text whose blocks are told by lines, in order. */
export function indentedBodies(source: Source, lexed: Lexed): readonly LineBody[] {
  const bodies: LineBody[] = [];
  const header = HEADERS[source.language];
  if (!header) return bodies;
  const lines: Line[] = [];
  const depths = new Map<number, number>();
  let bracket = 0;
  let depth = 0;
  forEachLine(source, { start: 0, end: source.text.length }, (line) => {
    while (bracket < lexed.brackets.length && lexed.brackets[bracket]! < line.start) {
      const partner = lexed.partners[bracket]!;
      if (partner >= 0) depth += partner > bracket ? 1 : -1;
      bracket++;
    }
    if (line.inside || line.content === line.end) return;
    // Inside of brackets the blocks of words still count, but a header does not end there.
    // The brace that opens a shell's function is a bracket, too.
    depths.set(lines.length, source.language === 'shellscript' ? 0 : depth);
    lines.push(line);
  });
  // Bodies that end nowhere are each looked at to the text's end: not too often.
  const search = { lines, depths, steps: lines.length * 20 };
  for (let at = 0; at < lines.length && search.steps > 0; at++) {
    const { content, end } = lines[at]!;
    if (!header.test(source.text.slice(content, Math.min(end, content + 400)))) continue;
    const found = bodyOf(source, lexed, search, at);
    if (!found) continue;
    bodies.push(found.body);
    at = found.last;
  }
  return bodies;
}

interface BodySearch {
  readonly lines: readonly Line[];
  readonly depths: ReadonlyMap<number, number>;
  /** How many lines may still be looked at. */
  steps: number;
}

function bodyOf(source: Source, lexed: Lexed, search: BodySearch, header: number) {
  const { lines, depths } = search;
  const { text, language } = source;
  const head = lines[header]!;
  const indent = head.content - head.start;
  let first = header + 1;
  // A signature over several lines ends where its brackets do.
  while (first < lines.length && depths.get(first)! > depths.get(header)!) first++;
  if (language === 'python') {
    const signature = lines[first - 1]!;
    if (!endsInColon(source, signature)) return undefined;
  }
  let last = first;
  while (last < lines.length) {
    const line = lines[last]!;
    const isComment = startsComment(source, lexed, line);
    const isDeeper = line.content - line.start > indent || depths.get(last)! > depths.get(header)!;
    if (!isDeeper && !(isComment && language === 'python')) {
      if (!MIDDLE[language]?.test(text.slice(line.content, line.end))) break;
    }
    last++;
  }
  // Comments behind the last statement of a Python body belong to what follows.
  while (last > first && language === 'python' && startsComment(source, lexed, lines[last - 1]!)) last--;
  search.steps -= last - header;
  const closer = lines[last];
  if (last === first) return undefined;
  const end = END[language];
  if (
    end &&
    !(closer && closer.content - closer.start === indent && end.test(text.slice(closer.content, closer.end)))
  ) {
    return undefined;
  }
  const start = lines[first]!.content;
  const bodyEnd = end ? closer!.start : endOfLast(source, lines[last - 1]!);
  const span = lexed.spans.at(lexed.spans.after(start));
  const docstring = language === 'python' && span?.kind === 'string' && span.start <= start + 1 ? span : undefined;
  return { body: { start, end: bodyEnd, ...(docstring ? { docstring } : {}) }, last: last - 1 };
}

function startsComment(source: Source, lexed: Lexed, { content }: Line): boolean {
  const span = lexed.spans.at(lexed.spans.after(content));
  return span?.start === content && span.kind === 'line';
}

/** True when the code of a line ends in a colon, whatever comment follows. */
function endsInColon(source: Source, { start, end }: Line): boolean {
  const { spans } = source;
  let codeEnd = end;
  for (let at = spans.after(start); at < spans.length && spans.start(at) < end; at++) {
    if (spans.at(at)!.kind === 'line') codeEnd = spans.start(at);
  }
  return source.text.slice(start, codeEnd).trimEnd().endsWith(':');
}

/** Where the statement ends that a body's last line begins: behind a literal that goes over lines. */
function endOfLast(source: Source, line: Line): number {
  const { spans } = source;
  let { next } = line;
  for (let at = spans.after(line.content); at < spans.length && spans.start(at) < next; at++) {
    const newline = source.text.indexOf('\n', spans.end(at) - 1);
    next = Math.max(next, newline < 0 ? source.text.length : newline + 1);
  }
  return next;
}

import { isGenerated } from '../../chunks/fileRole.ts';
import { lex, type Lexed, type Syntax } from './lexer/lexer.ts';
import { Spans, type Span } from './lexer/spans.ts';
import { syntaxOf } from './lexer/syntaxes.ts';
import type { Edit } from './edit.ts';

/** A longer text is left as it is. */
const MOST_UNITS = 1_000_000;
/** As much as generators' marks are looked for in. */
const HEAD_UNITS = 1200;

/** Lines of a text, from `start` to `end`, both line starts or the text's end. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

/** A compaction pass: pure, and linear in the lines that are asked for. Its edits are sorted, disjoint, within the range. */
export interface Pass {
  readonly name: string;
  edits(source: Source, range: Range): readonly Edit[];
}

export interface SourceOptions {
  /** VS Code's identifier of the text's language. */
  readonly language: string;
  /** Workspace-relative path, which tells generated files and logs. */
  readonly path?: string;
}

/** A whole text and what passes need to know of it, found when it is first asked for. */
export class Source {
  readonly text: string;
  readonly language: string;
  readonly path: string;
  readonly syntax: Syntax | undefined;
  #lexed: Lexed | undefined;
  #isLexed = false;
  #isWritten: boolean | undefined;
  #linesOf: (Range & { readonly lines: readonly Line[] }) | undefined;

  constructor(text: string, { language, path = '' }: SourceOptions) {
    this.text = text;
    this.language = language;
    this.path = path;
    this.syntax = syntaxOf(language);
  }

  /** Undefined for a language without a syntax, and for a text that was not understood: nothing of it is changed. */
  get lexed(): Lexed | undefined {
    if (!this.#isLexed) {
      this.#isLexed = true;
      // A lone CR ends a line to some readers and not to others.
      const isSafe = this.syntax !== undefined && this.text.length <= MOST_UNITS && !/\r(?!\n)/.test(this.text);
      this.#lexed = isSafe && this.syntax ? lex(this.text, this.syntax) : undefined;
    }
    return this.#lexed;
  }

  /** True for what a generator wrote, and for what a minifier did. */
  get isWritten(): boolean {
    const name = this.path.slice(this.path.lastIndexOf('/') + 1);
    this.#isWritten ??= isGenerated(name, this.text.slice(0, HEAD_UNITS)) || isMinified(this.text);
    return this.#isWritten;
  }

  /** The lines of a range, kept until `forgetLines`: several passes ask for the same ones in turn. */
  linesOf(range: Range): readonly Line[] {
    if (this.#linesOf?.start !== range.start || this.#linesOf.end !== range.end) {
      this.#linesOf = { start: range.start, end: range.end, lines: readLines(this, range) };
    }
    return this.#linesOf.lines;
  }

  /** A source lives as long as its file is remembered, its lines as long as one compaction. */
  forgetLines(): void {
    this.#linesOf = undefined;
  }

  /** None of a text that was not understood. */
  get spans(): Spans {
    return this.lexed?.spans ?? Spans.none;
  }
}

/** Lines of 500 units on average are no one's handwriting. */
function isMinified(text: string): boolean {
  if (text.length < 5000) return false;
  const most = text.length / 500;
  let lines = 0;
  for (let at = text.indexOf('\n'); at >= 0 && lines <= most; at = text.indexOf('\n', at + 1)) lines++;
  return lines <= most;
}

/** A line of a range: `content` is its first unit that is no blank, `end` stands before its line break. */
export interface Line {
  readonly start: number;
  readonly content: number;
  readonly end: number;
  /** Start of the next line. */
  readonly next: number;
  /** The span in which the line begins, if it does. */
  readonly inside: Span | undefined;
}

/** Calls `visit` for each line of a range, with the span that the line begins in. */
export function forEachLine(source: Source, range: Range, visit: (line: Line) => void): void {
  for (const line of source.linesOf(range)) visit(line);
}

function readLines(source: Source, { start, end }: Range): readonly Line[] {
  const lines: Line[] = [];
  const { text } = source;
  const { spans } = source;
  let next = spans.after(start);
  for (let at = start; at < end;) {
    while (next < spans.length && spans.end(next) <= at) next++;
    const isNear = next < spans.length && spans.start(next) <= at;
    const newline = text.indexOf('\n', at);
    const following = newline < 0 ? text.length : newline + 1;
    const lineEnd =
      newline < 0 ? text.length : newline > at && text.charCodeAt(newline - 1) === 13 ? newline - 1 : newline;
    let content = at;
    while (content < lineEnd && isBlank(text.charCodeAt(content))) content++;
    // A heredoc's content begins with its line.
    const span = isNear ? spans.at(next) : undefined;
    const isInside = span !== undefined && (span.start < at || span.kind === 'opaque');
    lines.push({ start: at, content, end: lineEnd, next: following, inside: isInside ? span : undefined });
    at = following;
  }
  return lines;
}

export function isBlank(unit: number): boolean {
  return unit === 32 || unit === 9;
}

/** Start of the line that `offset` stands on. */
export function lineStart(text: string, offset: number): number {
  return offset === 0 ? 0 : text.lastIndexOf('\n', offset - 1) + 1;
}

/** Start of the line behind the one that `offset` stands on. */
export function nextLine(text: string, offset: number): number {
  const newline = text.indexOf('\n', offset);
  return newline < 0 ? text.length : newline + 1;
}

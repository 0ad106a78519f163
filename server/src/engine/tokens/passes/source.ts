import { isGenerated } from '../../chunks/fileRole.ts';
import { lex, type Lexed, type Span, type Syntax } from './lexer/lexer.ts';
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

  /** Index of the first span that ends behind `offset`. */
  spanAfter(offset: number): number {
    const spans = this.lexed?.spans ?? [];
    let low = 0;
    let high = spans.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (spans[middle]!.end <= offset) low = middle + 1;
      else high = middle;
    }
    return low;
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
export function forEachLine(source: Source, { start, end }: Range, visit: (line: Line) => void): void {
  const { text } = source;
  const spans = source.lexed?.spans ?? [];
  let next = source.spanAfter(start);
  for (let at = start; at < end;) {
    while (next < spans.length && spans[next]!.end <= at) next++;
    const span = spans[next];
    const newline = text.indexOf('\n', at);
    const following = newline < 0 ? text.length : newline + 1;
    const lineEnd =
      newline < 0 ? text.length : newline > at && text.charCodeAt(newline - 1) === 13 ? newline - 1 : newline;
    let content = at;
    while (content < lineEnd && isBlank(text.charCodeAt(content))) content++;
    // A heredoc's content begins with its line.
    const isInside = span !== undefined && (span.start < at || (span.start === at && span.kind === 'opaque'));
    visit({ start: at, content, end: lineEnd, next: following, inside: isInside ? span : undefined });
    at = following;
  }
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

import { SpansBuilder, type Spans, type Span, type SpanKind } from './spans.ts';

/** What a text consists of, as far as compaction needs to know. */
export interface Lexed {
  readonly spans: Spans;
  /** Offsets of the brackets `()[]{}` that stand in code, in order. */
  readonly brackets: Uint32Array;
  /** For each bracket the index of the one that it belongs to, or -1. */
  readonly partners: Int32Array;
  /** True when every bracket has its partner. */
  readonly balanced: boolean;
}

/** Reads what begins at `at` and gives the offset behind it; `at` itself when it is none of its kind. */
export type Form = (lexer: Lexer, at: number) => number;

/** What a language's comments and literals look like. */
export interface Syntax {
  /** By the unit that a form begins with. */
  readonly forms: readonly (Form | 'open' | 'close' | undefined)[];
  /** True where brackets in code always match, so that a text in which they do not was not understood. */
  readonly mustBalance: boolean;
  /** Reads what stands before the first code. */
  readonly head?: Form;
  /** How a block of such a language is told, and so what its indentation is worth. */
  readonly blocks: 'brackets' | 'words' | 'indentation';
}

const LF = 10;
const MOST_NESTED = 60;
const CLOSERS: ReadonlyMap<number, number> = new Map([
  [41, 40],
  [93, 91],
  [125, 123],
]);
const OPENERS: ReadonlySet<number> = new Set(CLOSERS.values());
const OPEN_BRACE = 123;
const CLOSE_BRACE = 125;

/**
 * Tells code from comments and literals, in one walk over a whole text. Undefined where it is not certain: a literal that
 * is never closed, or brackets that do not match in a language where they must.
 */
export function lex(text: string, syntax: Syntax): Lexed | undefined {
  const lexer = new Lexer(text, syntax);
  const end = lexer.code(syntax.head?.(lexer, 0) ?? 0);
  if (lexer.failed || end < text.length) return undefined;
  const lexed = lexer.result();
  return lexed.balanced || !syntax.mustBalance ? lexed : undefined;
}

/** The walk, and what forms of a syntax may ask of it. */
export class Lexer {
  readonly text: string;
  readonly syntax: Syntax;
  /** Set when the text turned out not to be what its language allows. */
  failed = false;
  readonly #spans = new SpansBuilder();
  readonly #brackets: number[] = [];
  readonly #partners: number[] = [];
  /** Indices of brackets that are open; -1 for one inside of a literal. */
  readonly #open: number[] = [];
  readonly #openUnits: number[] = [];
  #muted = 0;
  #depth = 0;
  #balanced = true;
  /** Offset of the bracket that the last closing one belongs to. */
  lastOpener = -1;

  constructor(text: string, syntax: Syntax) {
    this.text = text;
    this.syntax = syntax;
  }

  /** Reads code from `start`; ends behind the `}` that closes what was open before, or at the end of the text. */
  code(start: number): number {
    const { text } = this;
    const { forms } = this.syntax;
    const { length } = text;
    const floor = this.#openUnits.length;
    let at = start;
    if (++this.#depth > MOST_NESTED) this.failed = true;
    while (at < length && !this.failed) {
      const unit = text.charCodeAt(at);
      const form = unit < 128 ? forms[unit] : undefined;
      if (form === undefined) {
        at++;
        continue;
      }
      if (form === 'open') this.#push(at++, unit);
      else if (form === 'close') {
        if (unit === CLOSE_BRACE && floor > 0 && this.#openUnits.length === floor) {
          this.#depth--;
          return at + 1;
        }
        this.#pop(at++, unit, floor);
      } else {
        const end = form(this, at);
        at = end > at ? end : at + 1;
      }
    }
    if (floor > 0) this.failed = true;
    this.#depth--;
    return at;
  }

  /** Reads code between braces, the first of which stands at `open`; the offset behind the other. */
  braces(open: number): number {
    this.#push(open, OPEN_BRACE);
    const end = this.code(open + 1);
    if (!this.failed) this.#pop(end - 1, CLOSE_BRACE, 0);
    return end;
  }

  /** The same inside of a literal: nothing of it is told. */
  hidden(open: number): number {
    this.#muted++;
    const end = this.braces(open);
    this.#muted--;
    return end;
  }

  /** Takes the unit at `at` in, when it is a bracket: for forms that read code themselves. */
  bracket(at: number): void {
    const unit = this.text.charCodeAt(at);
    if (OPENERS.has(unit)) this.#push(at, unit);
    else if (CLOSERS.has(unit)) this.#pop(at, unit, 0);
  }

  add(kind: SpanKind, start: number, end: number): number {
    if (this.#muted === 0) this.#spans.push(kind, start, end);
    return end;
  }

  lastSpan(): Span | undefined {
    return this.#muted === 0 ? this.#spans.last() : undefined;
  }

  lineEnd(at: number): number {
    const end = this.text.indexOf('\n', at);
    if (end < 0) return this.text.length;
    return end > at && this.text.charCodeAt(end - 1) === 13 ? end - 1 : end;
  }

  /** True when only blanks stand before `at` on its line. */
  isFirst(at: number): boolean {
    let before = at - 1;
    while (before >= 0 && (this.text.charCodeAt(before) === 32 || this.text.charCodeAt(before) === 9)) before--;
    return before < 0 || this.text.charCodeAt(before) === LF;
  }

  result(): Lexed {
    const balanced = this.#balanced && this.#open.length === 0;
    return {
      spans: this.#spans.build(),
      brackets: new Uint32Array(this.#brackets),
      partners: new Int32Array(this.#partners),
      balanced,
    };
  }

  #push(at: number, unit: number): void {
    this.#openUnits.push(unit);
    this.#open.push(this.#muted > 0 ? -1 : this.#brackets.length);
    if (this.#muted > 0) return;
    this.#brackets.push(at);
    this.#partners.push(-1);
  }

  #pop(at: number, unit: number, floor: number): void {
    const opener = this.#openUnits.at(-1);
    const matches = this.#openUnits.length > floor && opener === CLOSERS.get(unit);
    if (!matches) {
      this.#balanced = false;
      if (this.#muted === 0) {
        this.#brackets.push(at);
        this.#partners.push(-1);
      }
      return;
    }
    this.#openUnits.pop();
    const index = this.#open.pop() ?? -1;
    if (index < 0 || this.#muted > 0) return;
    this.lastOpener = this.#brackets[index] ?? -1;
    this.#partners[index] = this.#brackets.length;
    this.#brackets.push(at);
    this.#partners.push(index);
  }
}

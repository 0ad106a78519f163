import type { Form, Lexer } from './lexer.ts';

const LF = 10;
const BACKSLASH = 92;
const LONGEST_NAME = 300;

export interface Quoted {
  /** What opens it, such as `"` or `"""`. */
  readonly open: string;
  /** What closes it; `open` where it is left out. */
  readonly close?: string;
  /** True where a backslash says that the next unit is content. */
  readonly escapes?: boolean;
  /** True where it may go over lines. */
  readonly lines?: boolean;
  /** What begins code inside of it, such as `${`; its last unit is the brace. */
  readonly code?: string;
  /** What becomes of one that is not closed on its line: it is none, or it ends there. Otherwise the text is not understood. */
  readonly unclosed?: 'none' | 'ends';
  /** True where a run of more quotes than the closing one belongs to it (`""""`). */
  readonly greedy?: boolean;
}

/** A literal between quotes. */
export function quoted(form: Quoted): Form {
  return (lexer, at) => {
    if (!lexer.text.startsWith(form.open, at)) return at;
    const end = quotedEnd(lexer, at + form.open.length, form);
    return end < 0 ? at : lexer.add('string', at, end);
  };
}

/** Offset behind the literal whose content begins at `start`; -1 for none. */
export function quotedEnd(lexer: Lexer, start: number, form: Quoted): number {
  const { text } = lexer;
  const { open, close = open, escapes = true, lines = false, code, unclosed, greedy = false } = form;
  const last = close.charCodeAt(0);
  const codeUnit = code === undefined ? -1 : code.charCodeAt(0);
  for (let at = start; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (unit === last && (close.length === 1 || text.startsWith(close, at))) {
      let end = at + close.length;
      while (greedy && text.charCodeAt(end) === last) end++;
      return end;
    }
    if (unit === BACKSLASH && escapes && codeUnit !== BACKSLASH) {
      at += text.charCodeAt(at + 1) === 13 && text.charCodeAt(at + 2) === LF ? 2 : 1;
    } else if (unit === codeUnit && code !== undefined && text.startsWith(code, at)) {
      at = lexer.hidden(at + code.length - 1) - 1;
      if (lexer.failed) return -1;
    } else if (unit === BACKSLASH && escapes) at++;
    else if (unit === LF && !lines) {
      if (unclosed === 'ends') return at;
      if (unclosed !== 'none') lexer.failed = true;
      return -1;
    }
  }
  if (unclosed === 'ends') return text.length;
  if (unclosed !== 'none' || lines) lexer.failed = true;
  return -1;
}

/** A name between marks, such as Kotlin's back-ticks: code, but without brackets and quotes. */
export function quotedName(mark: string): Form {
  return (lexer, at) => {
    const head = lexer.text.slice(at + 1, at + LONGEST_NAME);
    const end = head.indexOf(mark);
    return end < 0 || head.slice(0, end).includes('\n') ? at : at + end + 2;
  };
}

/** `'a'`, `'\n'`; a lone quote (Rust's lifetimes, Scala's symbols) is none. */
export const character: Form = (lexer, at) => {
  const { text } = lexer;
  if (text.charCodeAt(at + 1) === BACKSLASH) {
    const end = text.indexOf("'", at + 3);
    return end < 0 || end - at > 14 ? at : lexer.add('string', at, end + 1);
  }
  for (const length of [2, 3]) {
    if (text.charCodeAt(at + length) === 39 && text.charCodeAt(at + 1) !== 39) {
      return lexer.add('string', at, at + length + 1);
    }
  }
  return at;
};

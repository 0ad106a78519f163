import type { Form, Lexer } from './lexer.ts';
import { quotedEnd } from './quoted.ts';

const SLASH = 47;
/** A longer one is not looked for to its end: many of them would take quadratic time. */
const LONGEST_REGEX = 4000;
const LESS = 60;
/** Words behind which an expression begins, so that `/` begins a regular expression and `<` an element. */
const BEFORE_EXPRESSION =
  /(?:^|[^\w$.])(?:return|typeof|case|in|of|delete|void|throw|new|do|else|instanceof|yield|await|default|extends)$/;
const CONDITION = /(?:^|[^\w$.])(?:if|while|for|with)[ \t]*$/;

/** `/…/`, where a regular expression may stand; otherwise `/` divides. */
export const regexLiteral: Form = (lexer, at) => {
  if (!beginsExpression(lexer, at)) return at;
  const { text } = lexer;
  let inClass = false;
  for (let end = at + 1; end < text.length; end++) {
    const unit = text.charCodeAt(end);
    if (unit === 10) return at;
    if (end - at > LONGEST_REGEX) {
      lexer.failed = true;
      return at;
    }
    if (unit === 92) end++;
    else if (unit === 91) inClass = true;
    else if (unit === 93) inClass = false;
    else if (unit === SLASH && !inClass) return lexer.add('opaque', at, end + 1);
  }
  return at;
};

/** True when an expression may begin at `at`, told by what stands before it. */
export function beginsExpression(lexer: Lexer, at: number): boolean {
  const { text } = lexer;
  const before = codeBefore(lexer, at);
  if (before < 0) return true;
  const unit = text.charCodeAt(before);
  if (unit === 41) {
    const opener = lexer.lastOpener;
    return opener >= 0 && CONDITION.test(text.slice(Math.max(0, opener - 12), opener));
  }
  if (unit === 93 || unit === 34 || unit === 39 || unit === 96) return false;
  const isWord =
    (unit >= 97 && unit <= 122) ||
    (unit >= 65 && unit <= 90) ||
    (unit >= 48 && unit <= 57) ||
    unit === 95 ||
    unit === 36 ||
    unit > 127;
  if (!isWord) return true;
  return BEFORE_EXPRESSION.test(text.slice(Math.max(0, before - 12), before + 1));
}

/** Offset of the last unit of code before `at`, or -1. */
function codeBefore(lexer: Lexer, at: number): number {
  const span = lexer.lastSpan();
  let before = at - 1;
  while (before >= 0) {
    if (lexer.text.charCodeAt(before) <= 32) before--;
    else if (span && (span.kind === 'line' || span.kind === 'block') && before < span.end && before >= span.start) {
      before = span.start - 1;
    } else break;
  }
  return before;
}

/** `<a b="c">text {code}</a>`, where an element may stand. Its text has no comments and no quotes. */
export const jsxElement: Form = (lexer, at) => {
  const { text } = lexer;
  if (!/[A-Za-z_$>]/.test(text.charAt(at + 1)) || !beginsExpression(lexer, at)) return at;
  if (/^<(?:const )?[\w$]{1,60}(?:,| extends\b)/.test(text.slice(at, at + 90))) return at;
  let depth = 0;
  for (let end = at; end < text.length && !lexer.failed;) {
    const unit = text.charCodeAt(end);
    if (unit === LESS) {
      const isClosing = text.charCodeAt(end + 1) === SLASH;
      const tag = tagEnd(lexer, end + 1);
      if (tag < 0) break;
      if (isClosing) depth--;
      else if (text.charCodeAt(tag - 2) !== SLASH) depth++;
      end = tag;
      if (depth <= 0) return end;
    } else if (unit === 123) end = lexer.braces(end);
    else end++;
  }
  lexer.failed = true;
  return at;
};

/** Offset behind the `>` of a tag; attributes may hold literals and code. */
function tagEnd(lexer: Lexer, from: number): number {
  const { text } = lexer;
  for (let at = from; at < text.length && !lexer.failed;) {
    const unit = text.charCodeAt(at);
    if (unit === 62 && text.charCodeAt(at - 1) !== 61) return at + 1;
    if (unit === 34 || unit === 39) {
      const end = quotedEnd(lexer, at + 1, { open: text.charAt(at), escapes: false, lines: true });
      if (end < 0) return -1;
      at = lexer.add('string', at, end);
    } else if (unit === 123) at = lexer.braces(at);
    else if (unit === SLASH && text.charCodeAt(at + 1) === 42) {
      const end = text.indexOf('*/', at + 2);
      if (end < 0) return -1;
      at = lexer.add('block', at, end + 2);
    } else at++;
  }
  return -1;
}

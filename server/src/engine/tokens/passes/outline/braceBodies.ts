import type { Lexed } from '../lexer/lexer.ts';
import type { Source } from '../source.ts';
import type { Body } from './bodies.ts';
import { headerRulesOf, opensBody, type HeaderRules } from './headers.ts';

const LONGEST_HEADER = 2000;
/** How far back a header is looked for, and over how many groups on its own line. */
const MOST_UNITS_BACK = 12_000;
const MOST_GROUPS_BACK = 8;
const BRACE_OPEN = 123;
const BRACE_CLOSE = 125;
const PAREN_OPEN = 40;
const SEMICOLON = 59;
const COMMA = 44;
/** A function around more than this share of a text is a wrapper: what it holds are the text's declarations. */
const WRAPPER_SHARE = 0.5;
/** Directives of the C preprocessor; those in a body must be a whole. */
const CONDITIONAL = /^[ \t]*#[ \t]*(if|ifdef|ifndef|else|elif|endif)\b/gm;

/** The outermost bodies of functions of a text whose blocks stand in braces, in order. */
export function braceBodies(source: Source, lexed: Lexed): readonly Body[] {
  const rules = headerRulesOf(source.language);
  const bodies: Body[] = [];
  if (!rules || !lexed.balanced) return bodies;
  const { brackets, partners } = lexed;
  const headers = new Headers(source.text, lexed);
  /** Closing parentheses of those that are open, the innermost last. */
  const parentheses: number[] = [];
  for (let at = 0; at < brackets.length; at++) {
    const partner = partners[at]!;
    if (partner < at) {
      if (parentheses.at(-1) === at) parentheses.pop();
      continue;
    }
    const open = brackets[at]!;
    if (source.text.charCodeAt(open) === BRACE_OPEN && isBody(headers, at, rules)) {
      const body = { start: open + 1, end: brackets[partner]! };
      const isWrapper = parentheses.length > 0 && body.end - body.start > source.text.length * WRAPPER_SHARE;
      if (!isWrapper && hasWholeConditionals(source.text.slice(body.start, body.end))) {
        bodies.push(body);
        at = partner;
        continue;
      }
    }
    if (source.text.charCodeAt(open) === PAREN_OPEN) parentheses.push(partner);
  }
  return bodies;
}

function isBody(headers: Headers, at: number, rules: HeaderRules): boolean {
  const header = headers.before(at);
  return header !== undefined && opensBody(header, rules);
}

/** What stands before braces, back to where the statement begins. */
class Headers {
  readonly #text: string;
  readonly #lexed: Lexed;
  /** Index of the first span behind the brace that was asked for last. */
  #span = 0;

  constructor(text: string, lexed: Lexed) {
    this.#text = text;
    this.#lexed = lexed;
  }

  /** Asked for brackets in order. Undefined when it is too long to be one. */
  before(bracket: number): string | undefined {
    const { spans, brackets, partners } = this.#lexed;
    const open = brackets[bracket]!;
    while (this.#span < spans.length && spans.start(this.#span) < open) this.#span++;
    let span = this.#span - 1;
    let next = bracket - 1;
    const parts: string[] = [];
    let end = open;
    let at = open - 1;
    let isSameLine = true;
    let groups = 0;
    for (; at >= 0; at--) {
      if (open - at > MOST_UNITS_BACK) return undefined;
      const current = span >= 0 && at < spans.end(span) && at >= spans.start(span) ? spans.at(span) : undefined;
      if (current) {
        parts.push(this.#text.slice(current.end, end), current.kind === 'string' ? '""' : ' ');
        at = current.start;
        end = at;
        span--;
        continue;
      }
      const unit = this.#text.charCodeAt(at);
      if (unit === 10) isSameLine = false;
      if (unit === SEMICOLON || unit === BRACE_OPEN || unit === PAREN_OPEN || unit === 91) break;
      if (unit === COMMA && this.#isInList(bracket)) break;
      if (unit !== 41 && unit !== 93 && unit !== BRACE_CLOSE) continue;
      if (unit === BRACE_CLOSE && (!isSameLine || ++groups > MOST_GROUPS_BACK)) break;
      while (next >= 0 && brackets[next]! > at) next--;
      const opener = partners[next] ?? -1;
      if (brackets[next] !== at || opener < 0) break;
      parts.push(this.#text.slice(at, end), this.#text.charAt(brackets[opener]!));
      at = brackets[opener]!;
      end = at;
      while (span >= 0 && spans.start(span) > at) span--;
      next = opener - 1;
    }
    parts.push(this.#text.slice(at + 1, end));
    const header = parts.toReversed().join('').trimStart();
    return header.length > LONGEST_HEADER ? undefined : header;
  }

  /** True when what encloses a bracket is an argument list or an array. */
  #isInList(bracket: number): boolean {
    const { brackets, partners } = this.#lexed;
    for (let at = bracket - 1, steps = 0; at >= 0 && steps < 60; steps++) {
      const partner = partners[at]!;
      if (partner > at) return this.#text.charCodeAt(brackets[at]!) !== BRACE_OPEN;
      at = partner - 1;
    }
    return false;
  }
}

/** True when each `#if` in a body ends in it, and nothing else does. */
function hasWholeConditionals(body: string): boolean {
  if (!body.includes('#')) return true;
  let depth = 0;
  for (const [, word] of body.matchAll(CONDITIONAL)) {
    if (word === 'endif') depth--;
    else if (word?.startsWith('if')) depth++;
    else if (depth === 0) return false;
    if (depth < 0) return false;
  }
  return depth === 0;
}

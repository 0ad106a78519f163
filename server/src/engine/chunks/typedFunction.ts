import type { Span } from '../text/span.ts';

/** Words that stand before `name(` without making a declaration of it. */
const NOT_A_TYPE = new Set(
  'return if for foreach while switch else new throw await case using assert yield delete sizeof do catch synchronized lock goto throws in is as not and or import package defined when fixed'.split(
    ' ',
  ),
);
const LONGEST_HEAD = 400;
const OPEN = 40;
const CLOSE = 41;
const AT = 64;
const COLON = 58;
const DOT = 46;

export interface TypedFunctionOptions {
  /** Offset of the line's first character that is no white space. */
  readonly start: number;
  /** Offset of the line's end. */
  readonly end: number;
  /** Name of the class around, whose constructors have no type before them. */
  readonly className: string;
  /** True when a name without a type may be taken: its type stands on the line before (GNU style). */
  readonly typeAbove: boolean;
}

/**
 * The name in `type name(`, where functions are told by their types (C, C++, Java, C#, Dart), or undefined when the
 * line declares none. Reads up to the first parenthesis, and no more than a few hundred characters.
 */
export function typedFunction(text: string, options: TypedFunctionOptions): Span | undefined {
  const { className, typeAbove } = options;
  const limit = Math.min(options.end, options.start + LONGEST_HEAD);
  const start = skipAnnotations(text, options.start, limit);
  let at = start;
  while (at < limit && isHeadUnit(text.charCodeAt(at))) at++;
  if (at >= limit || text.charCodeAt(at) !== OPEN || at === start) return undefined;
  let end = at;
  while (end > start && isBlank(text.charCodeAt(end - 1))) end--;
  end = beforeTypeParameters(text, start, end);
  let nameStart = end;
  while (nameStart > start && isWordUnit(text.charCodeAt(nameStart - 1))) nameStart--;
  if (nameStart === end || isDigit(text.charCodeAt(nameStart))) return undefined;
  const name = { start: nameStart, end };
  let typeEnd = nameStart;
  while (typeEnd > start && isQualifierUnit(text.charCodeAt(typeEnd - 1))) typeEnd--;
  // `void IList.Add(` of C#: a type stands before what qualifies the name.
  const isMember = text.charCodeAt(typeEnd - 1) === DOT;
  while (isMember && typeEnd > start && !isTypeEnd(text.charCodeAt(typeEnd - 1))) typeEnd--;
  if (typeEnd === start) {
    const word = text.slice(nameStart, end);
    if (NOT_A_TYPE.has(word)) return undefined;
    const known = (!isMember && word === className) || typeAbove || isOwnName(text.slice(start, nameStart), word);
    return known ? name : undefined;
  }
  // `a.b(` and the like: nothing that separates a type from a name.
  if (!isTypeEnd(text.charCodeAt(typeEnd - 1)) && !isBlank(text.charCodeAt(typeEnd))) return undefined;
  return NOT_A_TYPE.has(firstWord(text, start, limit)) || NOT_A_TYPE.has(text.slice(nameStart, end)) ? undefined : name;
}

/** A constructor or destructor outside of its class: `Name::Name(`, `Name::~Name(`. */
function isOwnName(qualifier: string, name: string): boolean {
  const scope = qualifier.replace(/::~?$/, '');
  return scope !== qualifier && (scope === name || scope.endsWith(`:${name}`));
}

/** Offset of the `<` of `name<T>` when `end` stands behind its `>`, otherwise `end`. */
function beforeTypeParameters(text: string, start: number, end: number): number {
  let depth = 0;
  for (let at = end; at > start; at--) {
    const unit = text.charCodeAt(at - 1);
    if (unit === 62) depth++;
    else if (unit === 60) depth--;
    if (depth === 0) return at === end ? end : at - 1;
  }
  return end;
}

/** Offset behind `@Annotation(…)`, `extern "C"` and blanks. */
function skipAnnotations(text: string, start: number, limit: number): number {
  let at = start;
  if (text.startsWith('extern "C', at)) at = text.indexOf('"', at + 8) + 2;
  while (at < limit && text.charCodeAt(at) === AT) {
    at++;
    while (at < limit && (isWordUnit(text.charCodeAt(at)) || text.charCodeAt(at) === 46)) at++;
    if (text.charCodeAt(at) === OPEN) {
      while (at < limit && text.charCodeAt(at) !== CLOSE) at++;
      at++;
    }
    while (at < limit && isBlank(text.charCodeAt(at))) at++;
  }
  return at;
}

function firstWord(text: string, start: number, limit: number): string {
  let end = start;
  while (end < limit && isWordUnit(text.charCodeAt(end))) end++;
  return text.slice(start, end);
}

/** Letters, digits, blanks and `<>[],.?*&:~@`. */
function isHeadUnit(unit: number): boolean {
  return isWordUnit(unit) || isBlank(unit) || HEAD_UNITS.has(unit);
}

const HEAD_UNITS = new Set([...'<>[],.?*&:~@'].map((character) => character.charCodeAt(0)));

function isWordUnit(unit: number): boolean {
  return (
    (unit >= 97 && unit <= 122) ||
    (unit >= 65 && unit <= 90) ||
    isDigit(unit) ||
    unit === 95 ||
    unit === 36 ||
    unit > 127
  );
}

function isDigit(unit: number): boolean {
  return unit >= 48 && unit <= 57;
}

function isBlank(unit: number): boolean {
  return unit === 32 || unit === 9;
}

/** What may stand between a type and a name: `Type *Class::~name`. */
function isQualifierUnit(unit: number): boolean {
  return unit === 42 || unit === 38 || unit === COLON || unit === 126 || isWordUnit(unit);
}

/** `>`, `]`, `?` and blanks end a type. */
function isTypeEnd(unit: number): boolean {
  return isBlank(unit) || unit === 62 || unit === 93 || unit === 63;
}

/** One element of a segment: a code unit, any one unit, any run of units, or one unit of a set. */
type Token = number | 'any' | 'star' | UnitSet;

interface UnitSet {
  readonly negated: boolean;
  readonly ranges: readonly (readonly [low: number, high: number])[];
}

export type Segment = readonly Token[];
/** A pattern cut at its slashes. */
export type Glob = readonly (Segment | 'globstar')[];

interface GlobOptions {
  readonly ignoreCase: boolean;
  /** The pattern is for names, not for paths: `**` is no more than `*`. */
  readonly nameOnly: boolean;
}

const POSIX_CLASSES: Readonly<Record<string, string>> = {
  alnum: '09AZaz',
  alpha: 'AZaz',
  blank: '  \t\t',
  cntrl: '\x00\x1f\x7f\x7f',
  digit: '09',
  graph: '!~',
  lower: 'az',
  print: ' ~',
  punct: '!/:@[`{~',
  space: '  \t\r',
  upper: 'AZ',
  xdigit: '09AFaf',
};

/** Parses a glob as git's `wildmatch.c` does with `WM_PATHNAME`; undefined when it can match nothing. */
export function parseGlob(source: string, options: GlobOptions): Glob | undefined {
  const segments: Token[][] = [[]];
  for (let at = 0; at < source.length; at++) {
    const segment = segments[segments.length - 1] as Token[];
    const character = source[at] as string;
    if (character === '/') segments.push([]);
    else if (character === '?') segment.push('any');
    else if (character === '*') segment.push('star');
    else if (character === '\\') {
      const escaped = source[++at];
      if (escaped === undefined) return undefined;
      if (escaped === '/') segments.push([]);
      else segment.push(escaped.charCodeAt(0));
    } else if (character === '[') {
      const set = parseSet(source, at, options.ignoreCase);
      if (!set) return undefined;
      segment.push(set.set);
      at = set.end;
    } else segment.push(character.charCodeAt(0));
  }
  return segments.map((segment) =>
    !options.nameOnly && segment.length > 1 && segment.every((token) => token === 'star') ? 'globstar' : segment,
  );
}

/** True when the segment matches the whole of `text`; going back to the latest `*` alone is enough. */
export function matchSegment(segment: Segment, text: string): boolean {
  let token = 0;
  let at = 0;
  let retryToken = -1;
  let retryAt = -1;
  while (at < text.length) {
    const expected = segment[token];
    if (expected === 'star') {
      retryToken = token++;
      retryAt = at;
    } else if (expected !== undefined && matchesUnit(expected, text.charCodeAt(at))) {
      token++;
      at++;
    } else if (retryToken >= 0) {
      token = retryToken + 1;
      at = ++retryAt;
    } else {
      return false;
    }
  }
  while (segment[token] === 'star') token++;
  return token === segment.length;
}

function matchesUnit(token: Token, unit: number): boolean {
  if (typeof token === 'number') return token === unit;
  if (typeof token === 'string') return true;
  return token.ranges.some(([low, high]) => unit >= low && unit <= high) !== token.negated;
}

interface ParsedSet {
  readonly set: UnitSet;
  /** Offset of the closing bracket. */
  readonly end: number;
}

/** The set that begins with `[` at `start`; undefined when it has no end or names an unknown class. */
function parseSet(source: string, start: number, ignoreCase: boolean): ParsedSet | undefined {
  let at = start + 1;
  const negated = source[at] === '!' || source[at] === '^';
  if (negated) at++;
  const ranges: [number, number][] = [];
  // The unit that a `-` would begin a range from; none behind a range or a class.
  let previous = -1;
  for (let first = true; first || source[at] !== ']'; first = false, at++) {
    if (at >= source.length) return undefined;
    if (source[at] === '-' && previous >= 0 && at + 1 < source.length && source[at + 1] !== ']') {
      if (source[++at] === '\\') at++;
      if (at >= source.length) return undefined;
      ranges.push([previous, source.charCodeAt(at)]);
      previous = -1;
      continue;
    }
    const named = source.startsWith('[:', at) ? namedClass(source, at) : 'none';
    if (named === undefined) return undefined;
    if (named !== 'none') {
      ranges.push(...named.ranges);
      at = named.end;
      previous = -1;
      continue;
    }
    if (source[at] === '\\' && ++at >= source.length) return undefined;
    previous = source.charCodeAt(at);
    ranges.push([previous, previous]);
  }
  return { set: { negated, ranges: ignoreCase ? bothCases(ranges) : ranges }, end: at };
}

/** `[:alpha:]` at `at`; `none` when it is not closed as a class and so is a plain `[`; undefined when it is unknown. */
function namedClass(
  source: string,
  at: number,
): { readonly ranges: [number, number][]; readonly end: number } | 'none' | undefined {
  const close = source.indexOf(']', at + 2);
  if (close < 0) return undefined;
  if (source[close - 1] !== ':' || close - 1 < at + 2) return 'none';
  const name = source.slice(at + 2, close - 1);
  const bounds = Object.hasOwn(POSIX_CLASSES, name) ? (POSIX_CLASSES[name] as string) : undefined;
  if (bounds === undefined) return undefined;
  const ranges: [number, number][] = [];
  for (let index = 0; index < bounds.length; index += 2)
    ranges.push([bounds.charCodeAt(index), bounds.charCodeAt(index + 1)]);
  return { ranges, end: close };
}

/** Texts are lower-cased before the test, so capitals in a set must take small letters too. */
function bothCases(ranges: readonly [number, number][]): [number, number][] {
  const small = ranges.flatMap(([low, high]): [number, number][] => {
    const from = Math.max(low, 65);
    const to = Math.min(high, 90);
    return from <= to ? [[from + 32, to + 32]] : [];
  });
  return [...ranges, ...small];
}

import { matchSegment, parseGlob, type Glob } from './ignoreGlob.ts';

/** One line of an ignore file, ready to be tested. */
export interface IgnorePattern {
  /** Where it stands in its file, from 1. */
  readonly line: number;
  /** It began with `!`: what it matches is kept. */
  readonly negative: boolean;
  /** It ended with `/`: it matches directories only. */
  readonly directoryOnly: boolean;
  /** It holds no other `/`: it is tested against the last part of a path. */
  readonly nameOnly: boolean;
  /** Takes bytes (see `asBytes`): those of the last part of a path when `nameOnly`, otherwise the path relative to the ignore file's directory. */
  readonly matches: (pathOrName: string) => boolean;
}

/** A string of UTF-8 bytes, one a unit: git matches bytes, so that a `?` is no match for `é`. */
export function asBytes(text: string): string {
  return NOT_ASCII.test(text) ? Buffer.from(text, 'utf8').toString('latin1') : text;
}

const NOT_ASCII = /[^\0-\x7f]/;
const GLOB_CHARACTER = /[*?[\\]/;

/**
 * Lines of an ignore file as git 2.39 reads them (gitignore(5); `dir.c`, `parse_path_pattern`): a leading byte order mark is
 * dropped, lines end at LF or CR LF, trailing spaces go unless a backslash stands before them, `#` begins a comment.
 */
export function parseIgnoreFile(text: string, ignoreCase: boolean): readonly IgnorePattern[] {
  const patterns: IgnorePattern[] = [];
  const lines = (text.startsWith('\uFEFF') ? text.slice(1) : text).split('\n');
  for (const [at, line] of lines.entries()) {
    const body = trimTrailingSpaces(line.endsWith('\r') ? line.slice(0, -1) : line);
    const pattern = body.startsWith('#') ? undefined : parseIgnorePattern(body, ignoreCase);
    if (pattern) patterns.push({ ...pattern, line: at + 1 });
  }
  return patterns;
}

/** One pattern, without its line break and trailing spaces; undefined when it can match nothing. */
export function parseIgnorePattern(line: string, ignoreCase: boolean): Omit<IgnorePattern, 'line'> | undefined {
  const negative = line.startsWith('!');
  let body = negative ? line.slice(1) : line;
  const directoryOnly = body.endsWith('/');
  if (directoryOnly) body = body.slice(0, -1);
  if (body === '') return undefined;
  const nameOnly = !body.includes('/');
  if (body.startsWith('/')) body = body.slice(1);
  if (body === '') return undefined;
  const bytes = asBytes(body);
  const matches = compile(ignoreCase ? lowerCase(bytes) : bytes, nameOnly, ignoreCase);
  return matches && { negative, directoryOnly, nameOnly, matches };
}

function compile(body: string, nameOnly: boolean, ignoreCase: boolean): IgnorePattern['matches'] | undefined {
  const matches = compileFolded(body, nameOnly, ignoreCase);
  return matches && ignoreCase ? (text) => matches(lowerCase(text)) : matches;
}

function compileFolded(body: string, nameOnly: boolean, ignoreCase: boolean): IgnorePattern['matches'] | undefined {
  const special = body.search(GLOB_CHARACTER);
  if (special < 0) return (text) => text === body;
  const tail = body.slice(1);
  if (nameOnly && special === 0 && body.startsWith('*') && !GLOB_CHARACTER.test(tail))
    return (text) => text.endsWith(tail);
  // Git compares what stands before the first special character as it is and gives only the rest to its glob matcher,
  // which therefore takes `**` for a globstar there even when a letter precedes it. So do we.
  const literal = body.slice(0, special);
  const glob = parseGlob(body.slice(special), { ignoreCase, nameOnly });
  if (!glob) return undefined;
  return (text) => text.startsWith(literal) && matchGlob(glob, text.slice(special));
}

/**
 * Segments against segments. A `**` takes any number of them, at least one at the end. Going back to the latest `**`
 * alone is enough, as with `*` within a segment, so a hostile pattern costs no more than pattern times path.
 */
function matchGlob(glob: Glob, text: string): boolean {
  const parts = text.split('/');
  let part = 0;
  let segment = 0;
  let retryPart = -1;
  let retrySegment = -1;
  while (part < parts.length) {
    const expected = glob[segment];
    if (expected === 'globstar') {
      if (segment === glob.length - 1) return true;
      retrySegment = segment++;
      retryPart = part;
    } else if (expected && matchSegment(expected, parts[part] as string)) {
      part++;
      segment++;
    } else if (retrySegment >= 0) {
      segment = retrySegment + 1;
      part = ++retryPart;
    } else {
      return false;
    }
  }
  return segment === glob.length;
}

/** Drops spaces from the end, but not one that a backslash makes literal; a backslash at the very end stops it (as git's `trim_trailing_spaces`). */
function trimTrailingSpaces(line: string): string {
  if (!line.endsWith(' ')) return line;
  let end = line.length;
  while (end > 0 && line[end - 1] === ' ') end--;
  let backslashes = 0;
  while (backslashes < end && line[end - 1 - backslashes] === '\\') backslashes++;
  return line.slice(0, backslashes % 2 ? end + 1 : end);
}

/** Capitals of ASCII only, as git folds them. */
function lowerCase(bytes: string): string {
  return bytes.replace(/[A-Z]+/g, (capitals) => capitals.toLowerCase());
}

import { visitTerms } from './terms.ts';

/** A question, taken apart for ranking. */
export interface RankQuery {
  /** Word hash → how often asked (at most 3, so that a pasted log does not drown the question). */
  readonly words: ReadonlyMap<number, number>;
  /** The same of the first line, when there are several: in issues the title says most. */
  readonly titleWords: ReadonlyMap<number, number>;
  /** Spelling of each word hash, for explanations. */
  readonly spelling: ReadonlyMap<number, string>;
  /** Identifiers that look like code: camelCase, snake_case or between back-ticks. */
  readonly codeIdentifiers: readonly string[];
  /** Every identifier that might be a declared name. */
  readonly names: readonly string[];
  /** Paths, file names and dotted modules named in the question, lower case, `/` between the parts. */
  readonly paths: readonly string[];
  /** Lines of files that the question points at, as stack traces and links do. */
  readonly places: readonly NamedPlace[];
  /** Roles that the question is about, so that they are not demoted. */
  readonly about: ReadonlySet<string>;
}

/** A one-based line of a path as the question spells it, lower case, `/` between the parts. */
export interface NamedPlace {
  readonly path: string;
  readonly line: number;
}

/** "src/a.ts:12:5", "a.py#L12", "File \"a/b.py\", line 12", "at f (a.js:12)". */
const PLACE = /(?<![\w@./\\-])([\w@./\\-]*[\w@-]\.[a-z]{1,5})(?:["']?,? line |:|#L|\()(\d{1,6})\b/gi;
const MOST_PLACES = 60;

const MOST_REPEATS = 3;
const LOOKS_LIKE_CODE = /[a-z][A-Z]|\w_\w/;
const QUOTED_NAME = /`([A-Za-z_$][\w$]{2,})(?:\(\))?`/g;
const PATH_LIKE = /(?<![\w@-])[\w@-]+(?:[/\\.:]+[\w@-]+)+/g;
const ABOUT = [
  ['test', /\b(?:tests?|specs?|testing|unit tests?|fixtures?|benchmarks?)\b/i],
  ['documentation', /\b(?:docs?|documentation|readme|changelog|guide|tutorial)\b/i],
  [
    'config',
    /\b(?:config(?:uration)? files?|workflows?|ci|pipeline|dockerfile|makefile|package\.json|tsconfig|ya?ml|toml)\b/i,
  ],
] as const;

export function parseQuery(given: string): RankQuery {
  const text = withoutBoilerplate(given);
  const words = new Map<number, number>();
  const spelling = new Map<number, string>();
  const names = new Set<string>();
  const code = new Set<string>();
  visitTerms(text, 0, text.length, {
    word: (hash, start, end) => {
      words.set(hash, Math.min(MOST_REPEATS, (words.get(hash) ?? 0) + 1));
      spelling.set(hash, text.slice(start, end).toLowerCase());
    },
    identifier: (_, start, end) => {
      const name = text.slice(start, end);
      if (LOOKS_LIKE_CODE.test(name)) code.add(name);
      if (name.length > 3 || LOOKS_LIKE_CODE.test(name)) names.add(name);
    },
  });
  for (const [, name = ''] of text.matchAll(QUOTED_NAME)) {
    code.add(name);
    names.add(name);
  }
  return {
    words,
    titleWords: titleWords(text),
    spelling,
    codeIdentifiers: [...code],
    names: [...names],
    paths: namedPaths(text),
    places: namedPlaces(text),
    about: new Set(ABOUT.filter(([, pattern]) => pattern.test(firstLine(text))).map(([role]) => role)),
  };
}

/** Links and pictures that lead elsewhere, and the ticked boxes of issue forms. */
const BOILERPLATE =
  /!\[[^\]\n]{0,500}\]\([^)\n]{0,2000}\)|<img\b[^>]{0,2000}>|\bhttps?:\/\/[^\s)>\]]+|^[ \t]*[-*] \[[ xX]\].*$/gm;
/** A link to a line of a file says where to look. */
const LINK_TO_LINE = /#L\d/;

/** What an issue form says to those who fill it in is not what they ask. */
function withoutBoilerplate(text: string): string {
  const question = withoutComments(text).replace(BOILERPLATE, (found) => (LINK_TO_LINE.test(found) ? found : ' '));
  return question.trim() === '' ? text : question;
}

function withoutComments(text: string): string {
  let outside = '';
  for (let at = 0; ;) {
    const start = text.indexOf('<!--', at);
    const end = start < 0 ? -1 : text.indexOf('-->', start);
    if (end < 0) return outside + text.slice(at);
    outside += `${text.slice(at, start)} `;
    at = end + 3;
  }
}

function firstLine(text: string): string {
  const trimmed = text.trim();
  const lineEnd = trimmed.indexOf('\n');
  return lineEnd < 0 ? trimmed : trimmed.slice(0, lineEnd);
}

function titleWords(text: string): Map<number, number> {
  const title = firstLine(text);
  const words = new Map<number, number>();
  if (title.length === text.trim().length) return words;
  visitTerms(title, 0, title.length, {
    word: (hash) => words.set(hash, Math.min(MOST_REPEATS, (words.get(hash) ?? 0) + 1)),
    identifier: () => {},
  });
  return words;
}

function namedPaths(text: string): string[] {
  const paths = new Set<string>();
  for (const [found] of text.matchAll(PATH_LIKE)) {
    const path = found.replaceAll('\\', '/').toLowerCase();
    paths.add(path);
    // "net.http.server", "std::fs::File": the parts may be folders.
    if (!path.includes('/')) paths.add(path.replaceAll(/[.:]+/g, '/'));
  }
  return [...paths];
}

function namedPlaces(text: string): NamedPlace[] {
  const places: NamedPlace[] = [];
  for (const [, path = '', line = ''] of text.matchAll(PLACE)) {
    if (places.length === MOST_PLACES) break;
    places.push({ path: path.replaceAll('\\', '/').toLowerCase(), line: Number(line) });
  }
  return places;
}

/** The lines of a file that the question points at: where at least the name, and one folder if both name any, agree. */
export function placesIn({ places }: RankQuery, path: string): readonly number[] {
  const own = path.toLowerCase().split('/').toReversed();
  return places
    .filter(({ path: named }) => {
      const parts = named
        .split('/')
        .filter((part) => part !== '' && part !== '.')
        .toReversed();
      return parts.slice(0, Math.min(2, own.length)).every((part, at) => part === own[at]);
    })
    .map(({ line }) => line);
}

/**
 * How surely the question names this file: 1 when two or more trailing parts agree, 0.7 for a bare file name with its
 * extension, else 0. A bare stem ("server") is an ordinary word and is left to the path's terms.
 */
export function pathMention(query: RankQuery, path: string): number {
  let best = 0;
  const lower = path.toLowerCase();
  const dot = lower.lastIndexOf('.');
  const stem = dot > lower.lastIndexOf('/') ? lower.slice(0, dot) : lower;
  for (const named of query.paths) {
    const parts = named.split('/').length;
    if (endsWithPath(lower, named) || (parts > 1 && endsWithPath(stem, named)))
      best = Math.max(best, parts > 1 ? 1 : 0.7);
  }
  return best;
}

function endsWithPath(path: string, tail: string): boolean {
  return path.endsWith(tail) && (path.length === tail.length || path[path.length - tail.length - 1] === '/');
}

/**
 * A commit's message as a question that does not give the answer away: without trailers, links, issue numbers and
 * identifiers of commits, without the prefix that names a part of the repository, and without anything that spells a path
 * to a file which the commit changed.
 */
export function commitQuestion(message: string, changed: readonly string[]): string {
  const [subject = '', ...body] = message.trim().split('\n');
  const text = [withoutScope(subject), ...body.filter((line) => !TRAILER.test(line))].join('\n');
  const plain = NOISE.reduce((rest, pattern) => rest.replace(pattern, ' '), text);
  return withoutPaths(plain, changed)
    .replace(/[ \t]+/g, ' ')
    .replace(/\s*\n\s*/g, '\n')
    .trim()
    .slice(0, MOST_UNITS);
}

/** Whether a subject says that nothing was to be understood: releases, dependencies, texts, formatting. */
export function isDull(subject: string): boolean {
  const kind = CONVENTIONAL.exec(subject)?.[1]?.toLowerCase();
  return DULL.test(subject) || (kind !== undefined && DULL_KINDS.has(kind));
}

const MOST_UNITS = 4000;

/** "fix(parser)!: ", as conventionalcommits.org has it. */
const CONVENTIONAL = /^([A-Za-z]+)(?:\([^)]*\))?!?:\s+/;
const DULL_KINDS = new Set(['chore', 'ci', 'build', 'test', 'tests', 'style', 'docs', 'doc', 'release', 'wip']);
const DULL =
  /\b(?:reverts?|merge|bump|release[sd]?|upgrade|version \d|changelog|typos?|format(?:ting|ted)?|prettier|lint(?:er|ing)?|readme|copyright|licen[sc]e|dependenc(?:y|ies)|dependabot|renovate|lock ?file|cherry.?pick|backport|whitespace|renam(?:e[sd]?|ing)|cleanups?|clean up)\b/i;

/** "[core] ", "net/http: ", "(ui) ". */
const SCOPES = [/^(?:\[[^\]]{1,60}\]\s*)+/, /^[\w@*{}.,/-]{1,60}:\s+/, /^\([^)]{1,60}\)\s*/];

function withoutScope(subject: string): string {
  const bare = subject.replace(CONVENTIONAL, '');
  return SCOPES.reduce((rest, scope) => rest.replace(scope, ''), bare);
}

const TRAILER =
  /^\s*(?:[A-Za-z][A-Za-z-]*-by|change-id|cc|pr-url|reviewed-on|git-svn-id|differential revision|bug|(?:close|fix|resolve|update)[sd]?|fixes|refs?|references|see(?: also)?|issue|related(?: to)?|part of)\b[\s:]*(?:https?:|[\w./-]*#\d|gh-\d|\d{3,}|[^\n]*<[^<>\n]*@|I[0-9a-f]{20,}|$)/i;

const NOISE: readonly RegExp[] = [
  /<!--[\s\S]{0,5000}?-->/g,
  /https?:\/\/\S+/g,
  /\(?(?:[\w.-]{1,60}\/[\w.-]{1,60})?#\d+\)?|\bgh-\d+\b/gi,
  /\b[0-9a-f]{9,64}\b/g,
  /^[-=_*\s]{4,}$/gm,
];

const PATH_LIKE = /[\w@$+-]+(?:(?:\/|\\|::|\.)[\w@$+-]+)+/g;

/** Takes out what names a changed file or the folders that lead to it; of "package.module.symbol" the symbol stays. */
function withoutPaths(text: string, changed: readonly string[]): string {
  const parts = changed.map((path) => path.toLowerCase().split('/'));
  const folders = new Set(parts.flatMap((path) => path.slice(0, -1)));
  const names = parts.map((path) => path.at(-1) ?? '');
  const endings = new Set(names.map((name) => name.slice(name.lastIndexOf('.') + 1)));
  const stems = new Set(names.map((name) => name.replace(/\.[^.]*$/, '')));
  return text.replaceAll(PATH_LIKE, (found) => {
    const pieces = found.split(/\/|\\|::|\./).filter((piece) => piece !== '');
    const low = pieces.map((piece) => piece.toLowerCase());
    const last = low.at(-1) ?? '';
    if (endings.has(last) || stems.has(last)) return '';
    const leads = low.some((piece) => stems.has(piece)) || low.filter((piece) => folders.has(piece)).length > 1;
    const isPath = found.includes('/') && low.some((piece) => folders.has(piece));
    if (isPath) return '';
    return leads ? (pieces.at(-1) ?? '') : found;
  });
}

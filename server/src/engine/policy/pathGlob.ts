/**
 * Compiles a glob of a policy. `*` is any run of characters within a name, `?` one of them, `**` as a whole segment any
 * number of folders. Without `/` (a last one aside) it names files and folders anywhere; with one it is read from the
 * workspace's folder. What names a folder names all in it. Case is not told apart, as on most desktops' file systems.
 *
 * Our own and not a regular expression: policies of workspaces that nobody trusts are read too, and this takes no more
 * than (length of the glob) × (length of the path) steps, whatever stands in it.
 */
export function compileGlob(glob: string): (path: string) => boolean {
  const trimmed = glob.toLowerCase().replace(/\/$/, '');
  const anchored = trimmed.includes('/');
  const segments = trimmed.split('/').filter((segment) => segment !== '');
  const pattern = [...(anchored ? [] : [ANY_FOLDERS]), ...segments, ANY_FOLDERS];
  return (path) => matchesAll(pattern, path.toLowerCase().split('/'), ANY_FOLDERS, matchesName);
}

const ANY_FOLDERS = '**';

function matchesName(pattern: string, name: string): boolean {
  if (!pattern.includes('*') && !pattern.includes('?')) return pattern === name;
  return matchesAll([...pattern], [...name], '*', (wanted, unit) => wanted === '?' || wanted === unit);
}

/**
 * Greedy matching with one wildcard for any run of items: on a mismatch the last wildcard takes one more. Earlier ones
 * need no second look, since what the last may take includes all that they could leave to it.
 */
function matchesAll(
  pattern: readonly string[],
  items: readonly string[],
  wildcard: string,
  matches: (wanted: string, item: string) => boolean,
): boolean {
  let at = 0;
  let star = -1;
  let resume = 0;
  for (let item = 0; item < items.length;) {
    if (pattern[at] === wildcard) {
      star = at++;
      resume = item;
    } else if (at < pattern.length && matches(pattern[at]!, items[item]!)) {
      at++;
      item++;
    } else if (star >= 0) {
      at = star + 1;
      item = ++resume;
    } else {
      return false;
    }
  }
  while (pattern[at] === wildcard) at++;
  return at === pattern.length;
}

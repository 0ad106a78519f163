import { homedir } from 'node:os';
import { dirname, isAbsolute, join, relative, resolve } from 'node:path';
import { IgnoreRules } from './ignoreRules.ts';
import { readIgnoreFile, readPlainFile } from './textFile.ts';

const MOST_PARENTS = 64;
const USER_EXCLUDES = 'core.excludesFile';

export interface RootRules {
  /** Rules of the files above and outside of the root; its own ignore files are not among them. */
  readonly rules: IgnoreRules;
  /** The root relative to the top of its repository, with a trailing `/`; empty when it is the top. */
  readonly prefix: string;
}

/**
 * What git would ignore in `root` before its own ignore files are read: the user's excludes file, the repository's
 * `info/exclude`, and the ignore files of the directories between the repository's top and the root. When these ignore
 * the root itself they are left out: whoever opens an ignored directory wants to see it. `ignoreCase`: whether the file
 * system of the root does.
 */
export async function rulesAbove(root: string, ignoreCase: boolean): Promise<RootRules> {
  const user = await userRules(ignoreCase);
  const repository = await findRepository(root);
  if (!repository) return { rules: user, prefix: '' };
  let rules = await withInfoExclude(user, { gitPath: join(repository, '.git'), base: '' });
  const parts = relative(repository, root).split(/[\\/]/).filter(Boolean);
  let base = '';
  for (const part of parts) {
    rules = await withIgnoreFiles(rules, { folder: join(repository, base), base });
    if (rules.ignores(base + part, true)) return { rules: user, prefix: '' };
    base += `${part}/`;
  }
  return { rules, prefix: base };
}

/** Rules at the top of a repository inside of another: git's own begin anew. */
export async function rulesOfNested(
  rules: IgnoreRules,
  options: { readonly folder: string; readonly base: string },
): Promise<IgnoreRules> {
  const ours = rules.withoutGit();
  const excludes = await userExcludes();
  const user = excludes ? ours.with(excludes, { base: options.base, source: 'git', name: USER_EXCLUDES }) : ours;
  return withInfoExclude(user, { gitPath: join(options.folder, '.git'), base: options.base });
}

/** With the directory's own `.gitignore` and `.winnowignore`. */
export async function withIgnoreFiles(
  rules: IgnoreRules,
  options: { readonly folder: string; readonly base: string },
): Promise<IgnoreRules> {
  const { folder, base } = options;
  const git = await readIgnoreFile(join(folder, '.gitignore'));
  const ours = await readIgnoreFile(join(folder, '.winnowignore'));
  return rules
    .with(git, { base, source: 'git', name: `${base}.gitignore` })
    .with(ours, { base, source: 'winnow', name: `${base}.winnowignore` });
}

async function userRules(ignoreCase: boolean): Promise<IgnoreRules> {
  const text = await userExcludes();
  return new IgnoreRules(ignoreCase).with(text, { base: '', source: 'git', name: USER_EXCLUDES });
}

/**
 * Text of the user's excludes file (`core.excludesFile`, by default `git/ignore` in the configuration folder). Only the
 * user's own configuration is asked: a repository's could name any file, on Windows one of another machine.
 */
async function userExcludes(): Promise<string> {
  const folder = process.env['XDG_CONFIG_HOME'] || join(homedir(), '.config');
  let file = join(folder, 'git', 'ignore');
  for (const config of [join(folder, 'git', 'config'), join(homedir(), '.gitconfig')]) {
    const named = excludesFileOf(await readPlainFile(config));
    if (named !== undefined) file = named;
  }
  return file && isAbsolute(file) ? readIgnoreFile(file, { followLinks: true }) : '';
}

/** `core.excludesFile` of a git configuration (git-config(1)), the last one set; `~` is the home folder. */
export function excludesFileOf(config: string): string | undefined {
  let section = '';
  let value: string | undefined;
  for (const line of config.split(/\r?\n/)) {
    const header = /^[ \t]*\[[ \t]*([^\]"]{0,200}?)[ \t]*(?:"|\])/.exec(line);
    if (header) section = (header[1] ?? '').toLowerCase() + (line.includes('"') ? '"' : '');
    const entry = /^[ \t]*(?:\[[^\]]{0,200}\][ \t]*)?excludesfile[ \t]*=[ \t]*(.*)$/i.exec(line);
    if (entry && section === 'core') value = unquote(entry[1] ?? '');
  }
  return value?.startsWith('~/') ? join(homedir(), value.slice(2)) : value;
}

/** A value of git's configuration: quotes fall, `#` and `;` outside of them begin a comment, a backslash escapes. */
function unquote(source: string): string {
  let value = '';
  let quoted = false;
  for (let at = 0; at < source.length; at++) {
    const character = source[at] as string;
    if (character === '"') quoted = !quoted;
    else if (!quoted && (character === '#' || character === ';')) break;
    else value += character === '\\' ? (source[++at] ?? '') : character;
  }
  return value.trimEnd();
}

/** The nearest directory at or above `root` that holds `.git`. */
async function findRepository(root: string): Promise<string | undefined> {
  let folder = resolve(root);
  for (let step = 0; step < MOST_PARENTS; step++) {
    if (await isRepository(folder)) return folder;
    const parent = dirname(folder);
    if (parent === folder) return undefined;
    folder = parent;
  }
  return undefined;
}

async function isRepository(folder: string): Promise<boolean> {
  if (await readPlainFile(join(folder, '.git', 'HEAD'))) return true;
  return (await readPlainFile(join(folder, '.git'))).startsWith('gitdir:');
}

/** `info/exclude` of the repository whose `.git` (a directory, or a file that names one) is given. */
async function withInfoExclude(
  rules: IgnoreRules,
  options: { readonly gitPath: string; readonly base: string },
): Promise<IgnoreRules> {
  const { gitPath, base } = options;
  const link = /^gitdir:[ \t]*([^\r\n]+)/.exec(await readPlainFile(gitPath))?.[1];
  const directory = link ? localPath(dirname(gitPath), link) : gitPath;
  if (!directory) return rules;
  // A linked worktree shares `info/` with the repository it belongs to (gitrepository-layout(5)).
  const common = (await readPlainFile(join(directory, 'commondir'))).trim();
  const home = common ? localPath(directory, common) : directory;
  if (!home) return rules;
  return rules.with(await readIgnoreFile(join(home, 'info', 'exclude'), { followLinks: true }), {
    base,
    source: 'git',
    name: `${base}.git/info/exclude`,
  });
}

/** A path that a repository names, or undefined when it leads to another machine (`\\host\share`). */
function localPath(from: string, named: string): string | undefined {
  return /^[\\/]{2}/.test(named) ? undefined : resolve(from, named);
}

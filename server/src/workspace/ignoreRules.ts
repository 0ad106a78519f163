import { asBytes, parseIgnoreFile, type IgnorePattern } from './ignorePattern.ts';

/** Whose file the patterns come from: git's end at a nested repository, ours go on. */
export type IgnoreSource = 'git' | 'winnow';

interface IgnoreList {
  /** What the user knows the file by. */
  readonly name: string;
  /** Bytes of the ignore file's directory relative to the top, with a trailing `/`; none at the top. */
  readonly base: string;
  readonly source: IgnoreSource;
  readonly patterns: readonly IgnorePattern[];
}

/**
 * The ignore files that hold for a directory, as gitignore(5) orders them: the nearest directory first; in one
 * directory `.winnowignore` before `.gitignore`; in one file the last line that matches. Immutable.
 *
 * It decides on one path and does not look at its parents: whoever walks must not enter an ignored directory, for
 * nothing inside can be kept. (So a deeper file may keep what a shallower one ignores, directories too, as in git;
 * matchers that ask about each parent anew get that wrong.)
 */
export class IgnoreRules {
  /** Nearest first. */
  readonly #lists: readonly IgnoreList[];
  readonly #ignoreCase: boolean;

  /** `ignoreCase`: as `core.ignoreCase` of git-config(1), which git sets where the file system ignores case. */
  constructor(ignoreCase: boolean, lists: readonly IgnoreList[] = []) {
    this.#ignoreCase = ignoreCase;
    this.#lists = lists;
  }

  /** With one more ignore file, which outranks those there are. An empty one changes nothing. */
  with(
    text: string,
    options: {
      readonly base: string;
      readonly source: IgnoreSource;
      readonly name: string;
    },
  ): IgnoreRules {
    const patterns = parseIgnoreFile(text, this.#ignoreCase);
    if (patterns.length === 0) return this;
    const { base, source, name } = options;
    return new IgnoreRules(this.#ignoreCase, [{ base: asBytes(base), source, name, patterns }, ...this.#lists]);
  }

  /** What still holds inside of a nested repository: only our own files. */
  withoutGit(): IgnoreRules {
    return new IgnoreRules(
      this.#ignoreCase,
      this.#lists.filter(({ source }) => source === 'winnow'),
    );
  }

  /** `path` is relative to the top, with `/`, without a trailing one, and inside of the directory that these rules hold for. */
  ignores(path: string, isDirectory: boolean): boolean {
    return this.ignoredBy(path, isDirectory) !== undefined;
  }

  /** The line that ignores the path, as `FILE:LINE`; undefined when none does. */
  ignoredBy(path: string, isDirectory: boolean): string | undefined {
    const bytes = asBytes(path);
    const name = bytes.slice(bytes.lastIndexOf('/') + 1);
    for (const { base, name: file, patterns } of this.#lists) {
      const relative = bytes.slice(base.length);
      for (let index = patterns.length - 1; index >= 0; index--) {
        const pattern = patterns[index] as IgnorePattern;
        if (pattern.directoryOnly && !isDirectory) continue;
        if (pattern.matches(pattern.nameOnly ? name : relative))
          return pattern.negative ? undefined : `${file}:${pattern.line}`;
      }
    }
    return undefined;
  }
}

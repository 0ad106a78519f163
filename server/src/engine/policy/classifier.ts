import { classifyDocument, classifyFindings, compareLevels, headOf, ORDINARY_LEVEL } from '../secrets/classify.ts';
import type { Finding } from '../secrets/finding.ts';
import type { Level } from '../secrets/rule.ts';
import { compileGlob } from './pathGlob.ts';
import { highestOf, type MarkerLevel, type Policy } from './policy.ts';

export interface ClassifiedDocument {
  /** Workspace-relative, with `/`. */
  readonly path: string;
  readonly text: string;
  readonly findings: readonly Finding[];
}

/** `never`: the policy holds the file back whatever its level. */
export type PathVerdict = Level | 'never';

/**
 * The levels that a policy gives, stage by stage, each at least as high as the one before: the path alone (a file that
 * is held back by its path need not be read), the document (its letterhead, its kind), a part of it (the secrets and
 * markers that stand in that part).
 */
export class PolicyClassifier {
  readonly #levels: readonly { readonly matches: (path: string) => boolean; readonly level: Level }[];
  readonly #never: readonly ((path: string) => boolean)[];
  readonly #markers: readonly MarkerLevel[];
  readonly #verdicts = new Map<string, PathVerdict>();

  constructor(policy: Policy) {
    this.#levels = policy.levels.map(({ glob, level }) => ({ matches: compileGlob(glob), level }));
    this.#never = policy.neverInclude.map(compileGlob);
    this.#markers = policy.markers;
  }

  /** The least level of any part of a file: the highest of the rules that name it, `internal` where none does. */
  path(path: string): PathVerdict {
    let verdict = this.#verdicts.get(path);
    if (verdict === undefined) {
      verdict = this.#judge(path);
      // Bounded for a server that lives long; a workspace of that many files is judged again.
      if (this.#verdicts.size >= MOST_VERDICTS) this.#verdicts.clear();
      this.#verdicts.set(path, verdict);
    }
    return verdict;
  }

  /** What holds for all of a document. A marker among its first lines is its letterhead. */
  document(document: ClassifiedDocument): PathVerdict {
    const base = this.path(document.path);
    if (base === 'never') return base;
    return highestOf([classifyDocument(document, base), this.#marked(headOf(document.text))]);
  }

  /** What a part of a document adds: the secrets that were replaced in it, and its markers. */
  part(text: string, found: readonly Level[]): Level {
    return highestOf([classifyFindings(found), this.#marked(text)]);
  }

  #judge(path: string): PathVerdict {
    if (this.#never.some((matches) => matches(path))) return 'never';
    const matching = this.#levels.filter(({ matches }) => matches(path));
    return matching.length === 0 ? ORDINARY_LEVEL : highestOf(matching.map(({ level }) => level));
  }

  #marked(text: string): Level {
    return highestOf(this.#markers.filter((marker) => text.includes(marker.text)).map(({ level }) => level));
  }
}

const MOST_VERDICTS = 200_000;

/** True when what has `level` must stay. */
export function isAbove(level: PathVerdict, highest: Level): boolean {
  return level === 'never' || compareLevels(level, highest) > 0;
}

/** Chunks held back, by their level; `never` are those of files that a policy never lets out. */
export type HeldBackCounts = Readonly<Record<PathVerdict, number>>;

export function noneHeldBack(): Record<PathVerdict, number> {
  return { public: 0, internal: 0, sensitive: 0, classified: 0, never: 0 };
}

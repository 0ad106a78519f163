import { compareLevels, higherLevel, lowerLevel } from '../secrets/classify.ts';
import { LEVELS, type Level } from '../secrets/rule.ts';

/** Files that a glob names, and the level that they have at least. For the glob's language see `pathGlob.ts`. */
export interface PathLevel {
  readonly glob: string;
  readonly level: Level;
}

/** A text that, standing in a document, gives it a level. Literal, case as written, on one line. */
export interface MarkerLevel {
  readonly text: string;
  readonly level: Level;
}

/** What may leave the machine. */
export interface Policy {
  /** Nothing above it leaves, whatever a request or a setting says. */
  readonly highestLevel: Level;
  readonly levels: readonly PathLevel[];
  readonly markers: readonly MarkerLevel[];
  /** Globs of files that never leave, whatever their level. */
  readonly neverInclude: readonly string[];
}

/** Says nothing: the shipped classification and the request's level decide alone. */
export const OPEN_POLICY: Policy = { highestLevel: 'classified', levels: [], markers: [], neverInclude: [] };

/** In place of a policy that cannot be read. */
export const LOCKED_POLICY: Policy = { ...OPEN_POLICY, highestLevel: 'public' };

/**
 * `base`, made stricter by `stricter`: what the result lets out, `base` alone lets out too. The lower highest level
 * holds, path rules, markers and globs add up, and the highest of a document's levels counts. A `public` path rule would
 * lower what an ordinary file has without it (`internal`), so only `base` may have such rules.
 */
export function tighten(base: Policy, stricter: Policy): Policy {
  return {
    highestLevel: lowerLevel(base.highestLevel, stricter.highestLevel),
    levels: [...base.levels, ...stricter.levels.filter(({ level }) => compareLevels(level, LEVELS[0]) > 0)],
    markers: [...base.markers, ...stricter.markers],
    neverInclude: [...base.neverInclude, ...stricter.neverInclude],
  };
}

/** The same policy for a workspace in which `folder` is put before the paths of the folder that it was written for. */
export function underFolder(policy: Policy, folder: string): Policy {
  const within = (glob: string) => {
    const bare = glob.replace(/\/$/, '');
    return `/${folder}/${bare.includes('/') ? bare.replace(/^\//, '') : `**/${bare}`}`;
  };
  return {
    ...policy,
    levels: policy.levels.map(({ glob, level }) => ({ glob: within(glob), level })),
    neverInclude: policy.neverInclude.map(within),
  };
}

/** Highest of the given levels; `public` of none. */
export function highestOf(levels: readonly Level[]): Level {
  return levels.reduce(higherLevel, LEVELS[0]);
}

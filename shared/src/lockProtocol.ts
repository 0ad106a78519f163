import type { OptimizeResult, PackFormat } from './protocol.ts';

/** How a lockfile is named, or how its name ends: such files are never part of a pack. */
export const LOCK_NAME = 'winnow.lock.json';

/** Reply to `winnow/lock`, which takes the params of `winnow/optimize`: the pack, and the lockfile that pins it. */
export interface LockResult {
  /** The lockfile's text. Equal packs give equal lockfiles. */
  readonly lock: string;
  readonly pack: OptimizeResult;
}

/** `winnow/checkLock`: makes the pack anew that a lockfile pins, from the files as they are now, without ranking any. */
export interface CheckLockParams {
  /** The lockfile's text. */
  readonly lock: string;
}

export interface CheckLockResult {
  readonly question: string;
  readonly format: PackFormat;
  /** How many chunks are pinned. */
  readonly pinned: number;
  /** What is not as it was pinned; empty when the pack is. */
  readonly changes: readonly LockChange[];
  /** The pack, where nothing has changed. */
  readonly pack?: OptimizeResult;
}

export interface LockChange {
  /** `chunk`: its lines; `block`: only how they are shown; `agents`: whom the trigger rules name; `pack`: the rest of it. */
  readonly what: 'chunk' | 'block' | 'agents' | 'pack';
  /** Of a chunk, as it was pinned. */
  readonly path?: string;
  readonly startLine?: number;
  readonly endLine?: number;
  /** In words. */
  readonly reason: string;
  /** The first line of the same lines, where they stand elsewhere in the file now. */
  readonly movedToLine?: number;
}

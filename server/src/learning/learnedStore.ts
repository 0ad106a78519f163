import type { LearnedState } from '../engine/ranking/learned.ts';

/** What was learned in one workspace, and what tells it from every other state of it. */
export interface LearnedSnapshot {
  readonly state: LearnedState;
  /** Empty while nothing was learned. */
  readonly digest: string;
}

/** Where what was learned in one workspace is kept. A store that fails costs what was learned, never a request. */
export interface LearnedStore {
  /** As it is now, changes of other processes included. Asked for each question: cheap while nothing changed. */
  current(): LearnedSnapshot;
  /** Why what was learned does not count. */
  readonly problem: string | undefined;
  /** Changes what is there now, one process at a time; `change` is pure. @returns whether it was kept */
  update(change: (state: LearnedState) => LearnedState): Promise<boolean>;
  /** Forgets everything. */
  reset(): Promise<boolean>;
}

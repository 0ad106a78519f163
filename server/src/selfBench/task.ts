/** Lines of a file, 1-based and inclusive. */
export interface LineRange {
  readonly first: number;
  readonly last: number;
}

export interface GoldFile {
  /** Relative to the workspace, with `/`. */
  readonly path: string;
  /** Lines of the base version that the commit touched; an insertion counts as the two lines around it. */
  readonly ranges: readonly LineRange[];
}

/** A question that a past commit answers: where would this change go? */
export interface DerivedTask {
  /** The commit. */
  readonly id: string;
  /** Its parent: the tree to search, and the end of the past that may be known. */
  readonly base: string;
  /** When the commit was made, in seconds since 1970. */
  readonly time: number;
  readonly query: string;
  readonly gold: readonly GoldFile[];
}

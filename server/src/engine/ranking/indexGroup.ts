import type { Segment } from './segment.ts';

/** The index of some files, and what each of them held when it was made: what a machine hands to another. */
export interface IndexGroup {
  readonly segment: Segment;
  /** Of the bytes of each file, in the segment's order. */
  readonly digests: readonly string[];
}

import type { FileRole } from '../engine/chunks/fileRole.ts';
import type { SegmentPart } from '../engine/ranking/mergeSegments.ts';
import { SEGMENT_ARRAYS, type Segment, type SegmentFile } from '../engine/ranking/segment.ts';
import { bytesOf, segmentOf, segmentParts, viewOf } from '../engine/ranking/segmentBytes.ts';
import { isPackedState, packStates, type FileState } from './fileState.ts';
import type { KeptPast } from './gitHistory.ts';
import type { SealedContent } from './sealedFile.ts';

/** A path and the digest of its bytes. */
export type PathDigest = readonly [path: string, digest: string];

/** An index as it is kept between processes. */
export interface StoredIndex {
  readonly segments: readonly StoredSegment[];
  /** Files that were looked at and hold no text; their states are packed. */
  readonly binary: { readonly paths: readonly string[]; readonly states: Float64Array };
  readonly past: readonly KeptPast[];
  /** Of files whose content is compared with that of other machines. */
  readonly digests: readonly PathDigest[];
}

interface StoredSegment {
  readonly segment: Segment;
  /** The state in which each file was read, packed; none where the entry counts no longer, or must be read again. */
  readonly states: Float64Array;
}

/** Changes when a segment's arrays do: what was kept before is then not read. */
export const STORED_SHAPE = JSON.stringify([2, SEGMENT_ARRAYS]);

interface Description {
  readonly segments: readonly {
    readonly paths: readonly string[];
    /** Numbers in `words`. */
    readonly languages: readonly number[];
    readonly roles: readonly number[];
  }[];
  readonly words: readonly string[];
  readonly binary: readonly string[];
  readonly past: readonly KeptPast[];
  readonly digests: readonly PathDigest[];
}

interface IndexAsItStands {
  readonly parts: readonly SegmentPart[];
  readonly notRead: ReadonlyMap<string, string>;
  readonly past: readonly KeptPast[];
  readonly digests: Iterable<PathDigest>;
}

/** What is kept of an index; `stateOf` gives the state in which a path was read, where that is certain. */
export function storedIndex(
  { parts, notRead, past, digests }: IndexAsItStands,
  stateOf: (path: string) => FileState | undefined,
): StoredIndex {
  const segments = parts.map(({ segment, live }) => ({
    segment,
    states: packStates(segment.files.map(({ path }, at) => (live && !live(at) ? undefined : stateOf(path)))),
  }));
  const paths = [...notRead].flatMap(([path, reason]) => (reason === 'binary' ? [path] : []));
  return { segments, binary: { paths, states: packStates(paths.map(stateOf)) }, past, digests: [...digests] };
}

/** Which files are still in the state that what is kept was made of. */
export function unchangedFiles(
  stored: StoredIndex | undefined,
  known: ReadonlyMap<string, FileState>,
): { readonly fresh: Set<string>; readonly binary: Set<string> } {
  const isSame = (path: string, states: Float64Array, at: number): boolean => {
    const now = known.get(path);
    return now !== undefined && isPackedState(now, states, at);
  };
  const fresh = new Set<string>();
  for (const { segment, states } of stored?.segments ?? []) {
    for (const [at, { path }] of segment.files.entries()) if (isSame(path, states, at)) fresh.add(path);
  }
  const binary = stored?.binary.paths.filter((path, at) => isSame(path, stored.binary.states, at));
  return { fresh, binary: new Set(binary) };
}

/** The arrays themselves, without a copy. */
export function toSealed({ segments, binary, past, digests }: StoredIndex): SealedContent {
  const words = new Map<string, number>();
  const number = (word: string): number => {
    const known = words.get(word) ?? words.size;
    words.set(word, known);
    return known;
  };
  const described = segments.map(({ segment: { files } }) => ({
    paths: files.map(({ path }) => path),
    languages: files.map(({ language }) => number(language)),
    roles: files.map(({ role }) => number(role)),
  }));
  const parts = segments.flatMap(({ segment, states }) => [...segmentParts(segment), bytesOf(states)]);
  const description: Description = {
    segments: described,
    words: [...words.keys()],
    binary: binary.paths,
    past,
    digests,
  };
  return { description, parts: [...parts, bytesOf(binary.states)] };
}

/** What `toSealed` made, with arrays that look into the parts. @throws when the content is something else */
export function fromSealed({ description, parts }: SealedContent): StoredIndex {
  const { segments, words, binary, past, digests } = description as Description;
  let next = 0;
  const take = () => parts[next++];
  const stored = segments.map(({ paths, languages, roles }) => {
    const files = paths.map((path, at): SegmentFile => {
      return { path, language: words[languages[at]!]!, role: words[roles[at]!] as FileRole };
    });
    return { segment: segmentOf(files, take), states: statesOf(take()) };
  });
  return { segments: stored, binary: { paths: binary, states: statesOf(take()) }, past, digests };
}

function statesOf(part: Uint8Array | undefined): Float64Array {
  return viewOf(part, Float64Array) as Float64Array;
}

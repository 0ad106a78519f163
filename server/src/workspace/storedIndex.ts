import type { FileRole } from '../engine/chunks/fileRole.ts';
import {
  ARRAY_TYPES,
  SEGMENT_ARRAY_NAMES,
  SEGMENT_ARRAYS,
  type Segment,
  type SegmentFile,
} from '../engine/ranking/segment.ts';
import type { SegmentPart } from '../engine/ranking/mergeSegments.ts';
import { isPackedState, packStates, type FileState } from './fileState.ts';
import type { KeptPast } from './gitHistory.ts';
import type { SealedContent } from './sealedFile.ts';

/** An index as it is kept between processes. */
export interface StoredIndex {
  readonly segments: readonly StoredSegment[];
  /** Files that were looked at and hold no text; their states are packed. */
  readonly binary: { readonly paths: readonly string[]; readonly states: Float64Array };
  readonly past: readonly KeptPast[];
}

interface StoredSegment {
  readonly segment: Segment;
  /** The state in which each file was read, packed; none where the entry counts no longer, or must be read again. */
  readonly states: Float64Array;
}

/** Changes when a segment's arrays do: what was kept before is then not read. */
export const STORED_SHAPE = JSON.stringify([1, SEGMENT_ARRAYS]);

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
}

interface IndexAsItStands {
  readonly parts: readonly SegmentPart[];
  readonly notRead: ReadonlyMap<string, string>;
  readonly past: readonly KeptPast[];
}

/** What is kept of an index; `stateOf` gives the state in which a path was read, where that is certain. */
export function storedIndex(
  { parts, notRead, past }: IndexAsItStands,
  stateOf: (path: string) => FileState | undefined,
): StoredIndex {
  const segments = parts.map(({ segment, live }) => ({
    segment,
    states: packStates(segment.files.map(({ path }, at) => (live && !live(at) ? undefined : stateOf(path)))),
  }));
  const paths = [...notRead].flatMap(([path, reason]) => (reason === 'binary' ? [path] : []));
  return { segments, binary: { paths, states: packStates(paths.map(stateOf)) }, past };
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
export function toSealed({ segments, binary, past }: StoredIndex): SealedContent {
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
  const parts = segments.flatMap(({ segment, states }) => [
    ...SEGMENT_ARRAY_NAMES.map((name) => bytesOf(segment[name])),
    bytesOf(states),
  ]);
  const description: Description = {
    segments: described,
    words: [...words.keys()],
    binary: binary.paths,
    past,
  };
  return { description, parts: [...parts, bytesOf(binary.states)] };
}

/** What `toSealed` made, with arrays that look into the parts. @throws when the content is something else */
export function fromSealed({ description, parts }: SealedContent): StoredIndex {
  const { segments, words, binary, past } = description as Description;
  let next = 0;
  const take = <Type extends TypedArrayConstructor>(type: Type) => viewOf(parts[next++], type) as InstanceType<Type>;
  const stored = segments.map(({ paths, languages, roles }) => {
    const files = paths.map((path, at): SegmentFile => {
      return { path, language: words[languages[at]!]!, role: words[roles[at]!] as FileRole };
    });
    const arrays = SEGMENT_ARRAY_NAMES.map((name) => [name, take(ARRAY_TYPES[SEGMENT_ARRAYS[name].type])] as const);
    const segment = { files, ...Object.fromEntries(arrays) } as unknown as Segment;
    return { segment, states: take(Float64Array) };
  });
  return { segments: stored, binary: { paths: binary, states: take(Float64Array) }, past };
}

type TypedArrayConstructor = (typeof ARRAY_TYPES)[keyof typeof ARRAY_TYPES] | typeof Float64Array;

function bytesOf({ buffer, byteOffset, byteLength }: ArrayBufferView): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

function viewOf(bytes: Uint8Array | undefined, type: TypedArrayConstructor): InstanceType<TypedArrayConstructor> {
  const size = type.BYTES_PER_ELEMENT;
  if (!bytes || bytes.byteLength % size !== 0) throw new Error('not an array of its type');
  const aligned = bytes.byteOffset % size === 0 ? bytes : bytes.slice();
  return new type(aligned.buffer as ArrayBuffer, aligned.byteOffset, aligned.byteLength / size);
}

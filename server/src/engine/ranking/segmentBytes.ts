import { ARRAY_TYPES, SEGMENT_ARRAY_NAMES, SEGMENT_ARRAYS, type Segment, type SegmentFile } from './segment.ts';

type TypedArrayConstructor = (typeof ARRAY_TYPES)[keyof typeof ARRAY_TYPES] | typeof Float64Array;

/** The bytes of a typed array, without a copy. */
export function bytesOf({ buffer, byteOffset, byteLength }: ArrayBufferView): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

/** Bytes as a typed array, without a copy where they lie as its numbers must. @throws when they are none */
export function viewOf(
  bytes: Uint8Array | undefined,
  type: TypedArrayConstructor,
): InstanceType<TypedArrayConstructor> {
  const size = type.BYTES_PER_ELEMENT;
  if (!bytes || bytes.byteLength % size !== 0) throw new Error('not an array of its type');
  // `slice` of Node's buffers does not copy.
  const aligned = bytes.byteOffset % size === 0 ? bytes : new Uint8Array(bytes);
  return new type(aligned.buffer as ArrayBuffer, aligned.byteOffset, aligned.byteLength / size);
}

/** The arrays of a segment as bytes, in the order of `SEGMENT_ARRAYS`, without a copy. */
export function segmentParts(segment: Segment): readonly Uint8Array[] {
  return SEGMENT_ARRAY_NAMES.map((name) => bytesOf(segment[name]));
}

/** The segment whose arrays `segmentParts` gave; `take` gives them one after the other. @throws when they are none */
export function segmentOf(files: readonly SegmentFile[], take: () => Uint8Array | undefined): Segment {
  const arrays = SEGMENT_ARRAY_NAMES.map(
    (name) => [name, viewOf(take(), ARRAY_TYPES[SEGMENT_ARRAYS[name].type])] as const,
  );
  return { files, ...Object.fromEntries(arrays) } as unknown as Segment;
}

/** Whether the arrays of a segment fit each other in their lengths; what stands in them is not looked at. */
export function isWhole({ files, fileChunks, keys, offsets, postings, ...columns }: Segment): boolean {
  const chunks = fileChunks.at(-1);
  const { chunkStartLine, chunkEndLine, chunkWords, chunkTokens } = columns;
  return (
    fileChunks.length === files.length + 1 &&
    [chunkStartLine, chunkEndLine, chunkWords, chunkTokens].every(({ length }) => length === chunks) &&
    offsets.length === keys.length + 1 &&
    offsets.at(-1) === postings.length
  );
}

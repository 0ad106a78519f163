const TAG_BYTES = 12;
/** No sealed value begins so: its first byte is the seal's format. */
const MARK = Buffer.from('wtag');
const COUNT_BYTES = 2;
const HEADER_BYTES = MARK.length + COUNT_BYTES;
const MOST_TAGS = 2 ** 16 - 1;

/** So much of a value tells of the tags of most packs. */
export const USUAL_HEAD_BYTES = HEADER_BYTES + 100 * TAG_BYTES;

/** A value with its tags before it. Of more than 65,535 nobody knows what is in it: it is kept without. */
export function withTags(value: Uint8Array, tags: readonly string[]): Uint8Array {
  if (tags.length > MOST_TAGS) return value;
  const count = Buffer.alloc(COUNT_BYTES);
  count.writeUInt16BE(tags.length);
  return Buffer.concat([MARK, count, ...tags.map((tag) => Buffer.from(tag, 'base64url')), value]);
}

/** The value without its tags, if it has any. */
export function withoutTags<B extends Uint8Array>(bytes: B): Uint8Array {
  const end = headEnd(bytes);
  return end === undefined ? bytes : bytes.subarray(end);
}

/** The tags before a value whose beginning this is: undefined where there are none, or the beginning is too short. */
export function tagsBefore(head: Uint8Array): readonly string[] | undefined {
  const end = headEnd(head);
  if (end === undefined || end > head.length) return undefined;
  const tags: string[] = [];
  for (let at = HEADER_BYTES; at < end; at += TAG_BYTES)
    tags.push(Buffer.from(head.subarray(at, at + TAG_BYTES)).toString('base64url'));
  return tags;
}

/** Where the tags end, in bytes; undefined for a value without. */
export function headEnd(bytes: Uint8Array): number | undefined {
  if (bytes.length < HEADER_BYTES || MARK.compare(bytes, 0, MARK.length) !== 0) return undefined;
  return HEADER_BYTES + TAG_BYTES * ((bytes[MARK.length]! << 8) | bytes[MARK.length + 1]!);
}

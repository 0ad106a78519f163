import { keyedHash } from '../base/keyedHash.ts';
import { deriveKey, seal, SEAL_FORMAT, unseal } from '../base/seal.ts';
import type { IndexGroup } from '../engine/ranking/indexGroup.ts';
import { SEGMENT_ARRAYS, type SegmentFile } from '../engine/ranking/segment.ts';
import { isWhole, segmentOf, segmentParts } from '../engine/ranking/segmentBytes.ts';
import type { Codec } from './codec.ts';
import { compressArrays, decompressArrays } from './compression.ts';

export interface GroupCodecOptions {
  /** Of the team, 32 bytes. */
  readonly key: Uint8Array;
  readonly tenant: string;
}

/** Changes with the layout below and with a segment's arrays. */
const GROUP_SHAPE = JSON.stringify([1, SEGMENT_ARRAYS]);
const LENGTH_BYTES = 4;

interface Header {
  readonly files: readonly SegmentFile[];
  readonly digests: readonly string[];
  /** Of the arrays, in bytes. */
  readonly lengths: readonly number[];
}

/**
 * Groups of an index to bytes and back: a header, the arrays as they stand, compressed, sealed (AES-256-GCM) and bound to
 * tenant, shape and name. A group holds hashed terms, line numbers and paths, no text.
 */
export function createGroupCodec({ key, tenant }: GroupCodecOptions): Codec<IndexGroup> {
  const cipherKey = deriveKey(key, 'winnow index group');
  const addressKey = deriveKey(key, 'winnow index group address');
  const bound = (name: string) => Buffer.from(JSON.stringify([SEAL_FORMAT, GROUP_SHAPE, tenant, name]));
  return {
    address: (name) => keyedHash(addressKey, bound(name)),
    encode: (name, group) => seal(cipherKey, bound(name), compressArrays(toBytes(group))),
    decode: (name, bytes) => {
      try {
        const opened = unseal(cipherKey, bound(name), bytes);
        return opened && fromBytes(decompressArrays(opened));
      } catch {
        return undefined;
      }
    },
  };
}

function toBytes({ segment, digests }: IndexGroup): Buffer {
  const arrays = segmentParts(segment);
  const lengths = arrays.map(({ byteLength }) => byteLength);
  const told = Buffer.from(JSON.stringify({ files: segment.files, digests, lengths } satisfies Header));
  // Arrays of numbers begin where they can be read as they stand.
  const header = Buffer.concat([told, Buffer.alloc(-told.length & 3, ' ')]);
  const length = Buffer.alloc(LENGTH_BYTES);
  length.writeUInt32LE(header.length);
  return Buffer.concat([length, header, ...arrays]);
}

/** @throws when it is no group */
function fromBytes(bytes: Buffer): IndexGroup {
  let at = LENGTH_BYTES;
  const take = (length: number) => bytes.subarray(at, (at += length));
  const header = JSON.parse(take(bytes.readUInt32LE(0)).toString()) as Header;
  const lengths = [...header.lengths];
  const segment = segmentOf(header.files, () => take(lengths.shift() ?? 0));
  if (at !== bytes.length || !isWhole(segment) || header.digests.length !== header.files.length)
    throw new Error('the arrays do not fit each other');
  return { segment, digests: header.digests };
}

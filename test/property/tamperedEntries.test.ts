import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createCodec, type Codec } from '../../server/src/cache/codec.ts';
import { createGroupCodec } from '../../server/src/cache/groupCodec.ts';
import { indexGroup } from '../unit/cache/indexGroups.ts';
import { samplePack } from '../unit/cache/samplePack.ts';

const ENTRIES = 10_000;
const [TEAM, OTHER] = [new Uint8Array(32).fill(7), new Uint8Array(32).fill(8)];

interface Sealed {
  readonly decode: (bytes: Uint8Array) => unknown;
  readonly genuine: Uint8Array;
  /** Of another name, another tenant, another key: each genuine at its own place. */
  readonly misplaced: readonly Uint8Array[];
}

function sealed<V>(codecOf: (key: Uint8Array, tenant: string) => Codec<V>, one: V, other: V): Sealed {
  const codec = codecOf(TEAM, 'team');
  return {
    decode: (bytes) => codec.decode('one', bytes),
    genuine: codec.encode('one', one),
    misplaced: [
      codec.encode('other', other),
      codec.encode('other', one),
      codecOf(TEAM, 'other team').encode('one', one),
      codecOf(OTHER, 'team').encode('one', one),
    ],
  };
}

const GROUPS = sealed(
  (key, tenant) => createGroupCodec({ key, tenant }),
  indexGroup({ 'a.ts': 'walrus', 'b.ts': 'weasel' }),
  indexGroup({ 'c.ts': 'stork' }),
);
const PACKS = sealed(
  (key, tenant) => createCodec({ key, tenant, schemaVersion: 1 }),
  samplePack('the pack'.repeat(40)),
  samplePack('another'),
);

/** What a store that lies may give in place of the genuine bytes. */
function lies({ genuine, misplaced }: Sealed): fc.Arbitrary<Uint8Array> {
  const somewhere = fc.nat(genuine.length - 1);
  const anything = fc.oneof(
    fc.uniqueArray(fc.nat(genuine.length * 8 - 1), { minLength: 1, maxLength: 4 }).map((bits) => {
      const bytes = Uint8Array.from(genuine);
      for (const bit of bits) bytes[bit >> 3]! ^= 1 << (bit & 7);
      return bytes;
    }),
    somewhere.map((length) => genuine.subarray(0, length)),
    fc.uint8Array({ minLength: 1, maxLength: 40 }).map((more) => Buffer.concat([genuine, more])),
    fc.constantFrom(...misplaced),
    fc.tuple(somewhere, fc.constantFrom(...misplaced)).map(([at, other]) => {
      return Buffer.concat([genuine.subarray(0, at), other.subarray(at)]);
    }),
  );
  // Ends may be alike by chance, where no lie is left.
  return anything.filter((bytes) => !Buffer.from(bytes).equals(genuine));
}

test.each([
  ['groups of an index', GROUPS],
  ['packs', PACKS],
])(`of ${ENTRIES} tampered entries none is taken: %s`, (_, kind) => {
  expect(kind.decode(kind.genuine)).toBeDefined();
  const taken = fc
    .sample(lies(kind), { numRuns: ENTRIES, seed: 7 })
    .filter((bytes) => kind.decode(bytes) !== undefined);
  expect(taken).toEqual([]);
});

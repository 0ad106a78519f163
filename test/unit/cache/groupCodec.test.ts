import { expect, test } from 'vitest';
import { createGroupCodec } from '../../../server/src/cache/groupCodec.ts';
import { indexGroup } from './indexGroups.ts';

const KEY = new Uint8Array(32).fill(7);
const codec = createGroupCodec({ key: KEY, tenant: 'team' });
const NAMES = ['border src/a.ts', 'border src/m.ts', 'paths 0123'];
const groups = NAMES.map((name, at) =>
  indexGroup({ [`${name}/one.ts`]: `walrus${at}`, [`${name}/zwei.ts`]: `Überfluss${at}` }),
);
const sealed = groups.map((group, at) => codec.encode(NAMES[at]!, group));

test('a group comes back as it was, and nothing of it can be read before', () => {
  for (const [at, name] of NAMES.entries()) {
    expect(codec.decode(name, sealed[at]!)).toEqual(groups[at]);
    for (const word of ['walrus', 'src/', 'typescript']) expect(Buffer.from(sealed[at]!).includes(word)).toBe(false);
  }
  expect(codec.decode('empty', codec.encode('empty', indexGroup({})))).toEqual(indexGroup({}));
});

test('arrays that do not fit each other are no group, whoever sealed them', () => {
  const { segment, digests } = groups[0]!;
  for (const wrong of [
    { segment, digests: digests.slice(1) },
    { segment: { ...segment, chunkWords: segment.chunkWords.slice(1) }, digests },
    { segment: { ...segment, postings: segment.postings.slice(1) }, digests },
    { segment: { ...segment, keys: segment.keys.slice(1) }, digests },
    { segment: { ...segment, files: segment.files.slice(1) }, digests: digests.slice(1) },
  ])
    expect(codec.decode('k', codec.encode('k', wrong))).toBeUndefined();
});

test('names are keyed digests', () => {
  expect(codec.address(NAMES[0]!)).toMatch(/^[0-9a-f]{64}$/);
  expect(new Set(NAMES.map((name) => codec.address(name))).size).toBe(3);
  expect(createGroupCodec({ key: KEY, tenant: 'other' }).address(NAMES[0]!)).not.toBe(codec.address(NAMES[0]!));
});

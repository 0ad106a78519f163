import { describe, expect, it, test } from 'vitest';
import { headEnd, tagsBefore, withoutTags, withTags } from '../../../server/src/cache/taggedValue.ts';
import { createTagger, isTagged, taggedWith, tagLine, tagsInLine } from '../../../server/src/cache/tags.ts';

const team = createTagger({ key: new Uint8Array(32).fill(1), tenant: 'team' });
const other = createTagger({ key: new Uint8Array(32).fill(2), tenant: 'team' });
const tenant = createTagger({ key: new Uint8Array(32).fill(1), tenant: 'local' });

test.each([
  ['the same path', 'src/key.ts', 'src/key.ts', true],
  ['the folder above was opened', 'api/src/key.ts', 'src/key.ts', true],
  ['a folder within was opened', 'key.ts', 'src/key.ts', true],
  ['another case', 'src/Key.TS', 'src/key.ts', true],
  ['another Unicode form', 'cafe\u0301.md', 'caf\u00e9.md', true],
  ['another name', 'src/keys.ts', 'src/key.ts', false],
  ['a folder of the name', 'key.ts/index.ts', 'src/key.ts', false],
  ['a name with a secret', 'src/[REDACTED:rule:0123abcd].ts', 'src/key.ts', true],
])('%s', (_, held, cleared, goes) => {
  expect(isTagged(team.tagsOf([held]), { tags: taggedWith(team, [cleared]) })).toBe(goes);
});

test('tags tell nothing without the key, and are of one form', () => {
  const [own, tag] = team.tagsOf(['src/key.ts', 'lib/key.ts']);
  expect(team.tagsOf(['src/key.ts', 'lib/key.ts'])).toEqual([own, tag]);
  for (const one of [other, tenant]) expect(one.tagsOf(['src/key.ts'])).not.toContain(tag);
  expect(new Set([team.own, other.own, tenant.own]).size).toBe(3);
  expect(tag).toMatch(/^[\w-]{16}$/);
});

test('what nobody can judge goes where that is asked for', () => {
  const tags = taggedWith(team, ['key.ts']);
  expect(isTagged(undefined, { tags })).toBe(true);
  expect(isTagged(other.tagsOf(['lib.ts']), { tags })).toBe(false);
  expect(isTagged(other.tagsOf(['lib.ts']), { tags, judgedBy: [team.own] })).toBe(true);
  expect(isTagged(team.tagsOf(['lib.ts']), { tags, judgedBy: [team.own] })).toBe(false);
});

describe('tags in a line', () => {
  const tags = team.tagsOf(['a.ts', 'b.ts']);
  it('come back', () => expect(tagsInLine(tagLine(tags))).toEqual(tags));
  it.each([[''], ['everything'], [`${tagLine(tags)} x`], [` ${tagLine(tags)}`]])('“%s” is none', (line) => {
    expect(tagsInLine(line)).toBeUndefined();
  });
});

describe('tags before a value', () => {
  const value = Uint8Array.of(1, 2, 3);
  const tags = team.tagsOf(Array.from({ length: 300 }, (_, at) => `${at}.ts`));

  it.each([[[]], [[team.own]], [tags]])('come back, and so does the value', (kept) => {
    const bytes = withTags(value, kept);
    expect(tagsBefore(bytes)).toEqual(kept);
    expect(withoutTags(bytes)).toEqual(Buffer.from(value));
    expect(tagsBefore(bytes.subarray(0, headEnd(bytes)))).toEqual(kept);
  });

  it('are not told of a head that is cut off, nor of a value without', () => {
    const bytes = withTags(value, tags);
    expect(tagsBefore(bytes.subarray(0, 100))).toBeUndefined();
    expect(headEnd(bytes.subarray(0, 5))).toBeUndefined();
    expect(tagsBefore(value)).toBeUndefined();
    expect(withoutTags(value)).toBe(value);
  });

  it('are left out where there are more than can be counted', () => {
    expect(
      withTags(
        value,
        Array.from({ length: 65_536 }, () => team.own),
      ),
    ).toBe(value);
  });
});

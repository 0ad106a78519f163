import { describe, expect, it } from 'vitest';
import { cacheKey, canonicalJson, type CacheKeyParts, type Json } from '../../../server/src/cache/cacheKey.ts';

const PARTS: CacheKeyParts = {
  version: '1.0.0',
  workspace: 'w',
  rules: 'r',
  query: 'why?',
  options: { budget: 8000, include: [] },
};

describe('cache key', () => {
  it('is a SHA-256 in hexadecimal, the same for the same parts in any order', () => {
    const { version, workspace, rules, query } = PARTS;
    expect(cacheKey(PARTS)).toMatch(/^[0-9a-f]{64}$/);
    expect(cacheKey({ options: { include: [], budget: 8000 }, query, rules, workspace, version })).toBe(
      cacheKey(PARTS),
    );
  });

  it('differs whenever a part does', () => {
    const others: readonly Partial<CacheKeyParts>[] = [
      {},
      { version: '1.0.1' },
      { workspace: 'w2' },
      { rules: 'r2' },
      { query: 'why' },
      { options: { budget: 8001, include: [] } },
      { options: { budget: '8000', include: [] } },
      { options: { budget: 8000, include: ['**'] } },
      { workspace: 'r', rules: 'w' },
    ];
    expect(new Set(others.map((change) => cacheKey({ ...PARTS, ...change }))).size).toBe(others.length);
  });

  it.each<[Json, string]>([
    [{ b: 1, a: [true, null, 'x"y'] }, '{"a":[true,null,"x\\"y"],"b":1}'],
    [{ a: undefined, b: {} }, '{"b":{}}'],
    [{ é: 1, z: 2, Z: 3, 10: 4, 9: 5 }, '{"10":4,"9":5,"Z":3,"z":2,"é":1}'],
    ['\ud800', '"\\ud800"'],
    [1e21, '1e+21'],
    [-0, '0'],
  ])('spells %j in one way', (value, text) => {
    expect(canonicalJson(value)).toBe(text);
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY])('has no spelling for %d', (value) => {
    expect(() => canonicalJson([value])).toThrow(RangeError);
  });
});

import { brotliCompressSync, zstdCompressSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { compressArrays, decompressArrays } from '../../../server/src/cache/compression.ts';

const BYTES = Uint8Array.from({ length: 5000 }, (_, at) => (at * at) % 251);

test('what is compressed comes back, by whichever way it was compressed', () => {
  const packed = compressArrays(BYTES);
  expect(packed.length).toBeLessThan(BYTES.length);
  expect(decompressArrays(packed).equals(BYTES)).toBe(true);
  // As a Node without Zstandard makes it.
  expect(decompressArrays(Buffer.concat([Buffer.of(0), brotliCompressSync(BYTES)])).equals(BYTES)).toBe(true);
});

test('what is nothing of the kind, or too large, is refused', () => {
  const bomb = Buffer.concat([Buffer.of(1), zstdCompressSync(Buffer.alloc(65 * 1024 * 1024))]);
  for (const bytes of [Buffer.of(), Buffer.of(0, 1, 2), Buffer.of(1, 1, 2), bomb])
    expect(() => decompressArrays(bytes)).toThrow();
});

import { Buffer } from 'node:buffer';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { countLineFeeds, lineFeedEnds } from '../../../server/src/engine/scan/lineKernel.ts';

function slow(bytes: Uint8Array): number[] {
  return [...bytes.keys()].filter((at) => bytes[at] === 10).map((at) => at + 1);
}

const rows: readonly (readonly [what: string, bytes: Buffer])[] = [
  ['nothing', Buffer.alloc(0)],
  ['line feeds only, blocks of them', Buffer.alloc(200_001, 10)],
  ['none', Buffer.alloc(100_000, 11)],
  ['CR LF', Buffer.from('a\r\nb\r\n\r\n')],
  [
    'one at each border',
    Buffer.from(Array.from({ length: 140_000 }, (_, at) => ([0, 15, 63].includes(at % 64) ? 10 : 138))),
  ],
];
test.each(rows)('%s', (_, bytes) => {
  const ends = slow(bytes);
  expect(countLineFeeds(bytes)).toBe(ends.length);
  expect(Array.from(lineFeedEnds(bytes))).toEqual(ends);
});

test('random bytes', () => {
  const byte = fc.oneof(fc.constant(10), fc.constant(0x8a), fc.nat(255));
  fc.assert(
    fc.property(fc.array(byte, { maxLength: 700 }), fc.nat(70_000), (list, before) => {
      const bytes = Uint8Array.from([...Buffer.alloc(before, 32), ...list]);
      expect(countLineFeeds(bytes)).toBe(slow(bytes).length);
      expect(Array.from(lineFeedEnds(bytes))).toEqual(slow(bytes));
    }),
    { numRuns: 20 },
  );
});

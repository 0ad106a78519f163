import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { BucketList } from '../../../server/src/engine/text/bucketList.ts';
import { OffsetTable } from '../../../server/src/engine/text/offsetTable.ts';

const RUNS = { numRuns: 15 };
const place = fc.double({ min: 0, max: 1, noNaN: true });
/** From single items to more than a bucket holds. */
const count = fc.oneof(fc.nat({ max: 3 }), fc.nat({ max: 40 }), fc.constantFrom(300, 700));

describe('BucketList', () => {
  test('does what an array does', () => {
    const step = fc.record({ at: place, removed: count, added: count });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 12 }), (steps) => {
        const list = new BucketList<number>();
        const array: number[] = [];
        let next = 0;
        for (const { at, removed, added } of steps) {
          const start = Math.floor(at * (array.length + 1));
          const end = Math.min(array.length, start + removed);
          const items = Array.from({ length: added }, () => next++);
          list.replace(start, end, items);
          array.splice(start, end - start, ...items);
          if (start < array.length) {
            list.set(start, -next);
            array[start] = -next;
          }
          expect(Array.from({ length: list.length + 1 }, (_, index) => list.at(index))).toEqual([...array, undefined]);
        }
      }),
      RUNS,
    );
  });

  test('an item that is not there cannot be set', () => {
    expect(() => new BucketList<number>().set(0, 1)).toThrow('No item 0 among 0');
  });
});

describe('OffsetTable', () => {
  test('does what a sorted list of rows does', () => {
    const step = fc.record({
      from: fc.nat({ max: 3000 }),
      removed: fc.nat({ max: 900 }),
      added: count,
      moveBy: fc.nat(50),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 12 }), (steps) => {
        const table = new OffsetTable(2);
        let rows: (readonly [offset: number, first: number, second: number])[] = [];
        for (const { from, removed, added, moveBy } of steps) {
          const to = from + removed;
          const fresh = Array.from({ length: added }, (_, n) => [from + (n >> 2), n, -n] as const);
          const grown = Math.max(moveBy, (added >> 2) + 1 - removed);
          table.replace({ from, to, moveBy: grown }, fresh.flat());
          rows = [
            ...rows.filter(([offset]) => offset < from),
            ...fresh,
            ...rows.filter(([offset]) => offset >= to).map(([offset, a, b]) => [offset + grown, a, b] as const),
          ];
          const seen: unknown[] = [];
          table.forEachIn(-1, Infinity, (...row) => seen.push(row));
          expect(seen).toEqual(rows);
          expect(table.size).toBe(rows.length);
          expect(rows.map((_, index) => table.offsetAt(index))).toEqual(rows.map(([offset]) => offset));
          expect(table.countBelow(to)).toBe(rows.filter(([offset]) => offset < to).length);
        }
      }),
      RUNS,
    );
  });
});

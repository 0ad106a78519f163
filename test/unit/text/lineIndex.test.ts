import { expect, test } from 'vitest';
import { LineIndex } from '../../../server/src/engine/text/lineIndex.ts';

const TEXT = 'ab\ncd\r\ne';
/** Neither a number nor anything like one, as a client may send it. */
const NOTHING = undefined as unknown as number;

test.each([
  [0, 1, 1],
  [1, 2, 5],
  [1, 99, 7],
  [99, 0, 8],
  [Infinity, Infinity, 8],
  [-1, 5, 0],
  [1, -5, 3],
  // A search that began at half a line never ended.
  [0.5, 1.5, 1],
  [-0.5, 0, 0],
  [NaN, 1, 1],
  [1, NOTHING, 3],
])('line %s, character %s is offset %s', (line, character, offset) => {
  expect(new LineIndex(TEXT).offsetAt({ line, character })).toBe(offset);
});

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readLines } from '../../../server/src/cli/lines.ts';

async function linesOf(pieces: readonly string[], most = 1000): Promise<string[]> {
  const lines: string[] = [];
  async function* stream() {
    yield* pieces;
  }
  for await (const line of readLines(stream(), most)) {
    expect(line.number).toBe(lines.length + 1);
    lines.push('tooLong' in line ? 'too long' : line.text);
  }
  return lines;
}

test.each([
  [[], []],
  [['a\nb\n'], ['a', 'b']],
  [
    ['a\r', '\nb'],
    ['a', 'b'],
  ],
  [
    ['a', 'b', '\n', '\n', 'c'],
    ['ab', '', 'c'],
  ],
  [
    ['123456\n12345\n', '123', '456'],
    ['too long', '12345', 'too long'],
  ],
])('%j', async (pieces, lines) => {
  expect(await linesOf(pieces, 5)).toEqual(lines);
});

test('however a text is cut into pieces, its lines are those of split', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.string({ unit: fc.constantFrom('a', 'b', '\n') })), async (pieces) => {
      const expected = pieces.join('').split('\n');
      if (expected.at(-1) === '') expected.pop();
      expect(await linesOf(pieces)).toEqual(expected);
    }),
    { numRuns: 50 },
  );
});

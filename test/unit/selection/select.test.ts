import fc from 'fast-check';
import { expect, test } from 'vitest';
import { select, type Candidate, type SelectedBlock } from '../../../server/src/engine/selection/select.ts';

const HEADING_TOKENS = 10;
const TOKENS_PER_LINE = 8;

interface Case {
  /** Lines of each chunk: `lines[file][chunk]`. */
  readonly lines: readonly (readonly number[])[];
  readonly budget: number;
}

function run({ lines, budget }: Case): { readonly blocks: readonly SelectedBlock[]; readonly priced: number } {
  let priced = 0;
  const count = (file: number, chunk: number) => lines[file]?.[chunk] ?? 0;
  const candidates: Candidate[] = lines.flatMap((chunks, file) =>
    chunks.map((size, chunk) => ({
      file,
      chunk,
      score: 3 / (1 + file + chunk),
      estimatedTokens: size * TOKENS_PER_LINE,
    })),
  );
  candidates.sort((a, b) => b.score - a.score);
  const blocks = select({
    candidates,
    budget,
    lineCount: count,
    price: (file, first, last, keptLines) => {
      priced++;
      let sum = 0;
      for (let chunk = first; chunk < last; chunk++) sum += count(file, chunk);
      return HEADING_TOKENS + (sum + (keptLines ?? count(file, last))) * TOKENS_PER_LINE;
    },
  });
  return { blocks, priced };
}

const cases = fc.record({
  lines: fc.array(fc.array(fc.integer({ min: 1, max: 80 }), { minLength: 1, maxLength: 8 }), {
    minLength: 1,
    maxLength: 8,
  }),
  budget: fc.integer({ min: 0, max: 6000 }),
});

test('never over budget, never a chunk twice, best first, the same every time', () => {
  fc.assert(
    fc.property(cases, (one) => {
      const { blocks } = run(one);
      expect(blocks.reduce((sum, block) => sum + block.tokens, 0)).toBeLessThanOrEqual(one.budget);
      const chunks = blocks.flatMap(({ file, firstChunk, lastChunk }) =>
        Array.from({ length: lastChunk - firstChunk + 1 }, (_, at) => `${file}:${firstChunk + at}`),
      );
      expect(new Set(chunks).size).toBe(chunks.length);
      expect(blocks.map(({ score }) => score)).toEqual(blocks.map(({ score }) => score).sort((a, b) => b - a));
      expect(run(one).blocks).toEqual(blocks);
    }),
  );
});

test('a budget of 2,000 tokens is at least 97 % full when there is enough to fill it', () => {
  fc.assert(
    fc.property(
      fc.array(fc.array(fc.integer({ min: 20, max: 60 }), { minLength: 3, maxLength: 6 }), {
        minLength: 4,
        maxLength: 8,
      }),
      (lines) => {
        const used = run({ lines, budget: 2000 }).blocks.reduce((sum, block) => sum + block.tokens, 0);
        expect(used).toBeGreaterThanOrEqual(0.97 * 2000);
      },
    ),
  );
});

test('neighbours become one block', () => {
  const { blocks } = run({ lines: [[10, 10, 10]], budget: 10_000 });
  expect(blocks).toEqual([
    { file: 0, firstChunk: 0, lastChunk: 2, tokens: HEADING_TOKENS + 30 * TOKENS_PER_LINE, score: 3 },
  ]);
});

test('a pin comes first whatever its score', () => {
  const price = () => 100;
  const blocks = select({
    candidates: [
      { file: 0, chunk: 0, score: 3, estimatedTokens: 90 },
      { file: 1, chunk: 0, score: 10, estimatedTokens: 90, pinned: true },
    ],
    budget: 150,
    lineCount: () => 1,
    price,
  });
  expect(blocks.map(({ file }) => file)).toEqual([1]);
});

test('chunks that may not be had neither end the search nor come in cut', () => {
  const refused = Array.from({ length: 200 }, (_, file) => ({ file, chunk: 0, score: 2, estimatedTokens: 80 }));
  const blocks = select({
    candidates: [...refused, { file: 200, chunk: 0, score: 1, estimatedTokens: 80 }],
    budget: 1000,
    lineCount: () => 10,
    price: (file, _first, _last, keptLines) => (file < 200 && keptLines === undefined ? undefined : 80),
  });
  expect(blocks.map(({ file }) => file)).toEqual([200]);
});

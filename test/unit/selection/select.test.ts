import fc from 'fast-check';
import { expect, test } from 'vitest';
import { DIVERSITY } from '../../../server/src/engine/ranking/weights.ts';
import type { Candidate } from '../../../server/src/engine/selection/candidateQueue.ts';
import { select, type SelectedBlock } from '../../../server/src/engine/selection/select.ts';

const HEADING_TOKENS = 10;
const TOKENS_PER_LINE = 8;

/** Blocks whose first chunk is odd stand in something: two lines of orientation. */
const CONTEXT_TOKENS = 2 * TOKENS_PER_LINE;

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
    orient: ({ firstChunk, tokens }) =>
      firstChunk % 2 === 1 ? { context: [0, 1], tokens: tokens + CONTEXT_TOKENS } : undefined,
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

test('a file of a thousand chunks that all fit is priced in work that grows with the file alone', () => {
  const chunks = 1000;
  let priced = 0;
  const blocks = select({
    candidates: Array.from({ length: chunks }, (_, chunk) => ({ file: 0, chunk, score: 1, estimatedTokens: 1 })),
    budget: 10_000,
    lineCount: () => 120,
    price: (_file, first, last) => {
      priced += last - first + 1;
      return 1;
    },
  });
  expect(blocks.reduce((sum, { firstChunk, lastChunk }) => sum + lastChunk - firstChunk + 1, 0)).toBe(chunks);
  expect(priced).toBeLessThan(20 * chunks);
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

test('chunks that the pack has already do not enter, and nobody asks for their price', () => {
  const candidates = [0, 1, 2].map((file) => ({ file, chunk: 0, score: 3 - file, estimatedTokens: 80 }));
  const taken: number[] = [];
  const leftOut: unknown[] = [];
  const blocks = select({
    candidates,
    budget: 180,
    lineCount: () => 10,
    isCopy: (file) => file === 1 && taken.includes(0),
    onTaken: (file) => taken.push(file),
    onLeftOut: ({ file }, outcome, room) => leftOut.push([file, outcome, room]),
    price: (file) => (file === 1 ? Number.NaN : 100),
  });
  expect(blocks.map(({ file }) => file)).toEqual([0]);
  expect(leftOut).toEqual([
    [1, 'refused', 80],
    [2, 'misfit', 80],
  ]);
});

test('the best blocks are oriented, from what was kept for it', () => {
  const select3 = (cost: number) =>
    select({
      candidates: [0, 1, 2].map((file) => ({ file, chunk: 0, score: 3 - file, estimatedTokens: 90 })),
      budget: 1000,
      lineCount: () => 1,
      price: () => 100,
      orient: (block, blocks) => {
        expect(blocks).toHaveLength(3);
        return { context: [block.file], tokens: block.tokens + cost };
      },
    }).map(({ context, tokens }) => [context, tokens]);
  expect(select3(4)).toEqual([
    [[0], 104],
    [[1], 104],
    [undefined, 100],
  ]);
  expect(select3(20)).toEqual([
    [undefined, 100],
    [undefined, 100],
    [undefined, 100],
  ]);
});

/** Slow and plain: always the chunk with the best score less the penalty for its file, as long as it fits. */
function referenceFill({ lines, budget }: Case, diversity: number): readonly string[] {
  const waiting = lines
    .flatMap((chunks, file) => chunks.map((size, chunk) => ({ file, chunk, size, score: 3 / (1 + file + chunk) })))
    .toSorted((a, b) => b.score - a.score);
  const taken = new Map<string, number>();
  const room = budget - Math.floor(budget * 0.008);
  // Every run of neighbours costs one heading.
  const price = (chunks: ReadonlyMap<string, number>) =>
    [...chunks].reduce((sum, [key, size]) => {
      const [file = 0, chunk = 0] = key.split(':').map(Number);
      return sum + size * TOKENS_PER_LINE + (chunks.has(`${file}:${chunk - 1}`) ? 0 : HEADING_TOKENS);
    }, 0);
  while (waiting.length > 0 && room - price(taken) >= 40) {
    const runs = (file: number) => [...taken.keys()].filter((key) => key.startsWith(`${file}:`)).length;
    const adjusted = waiting.map(({ file, score }) => score - diversity * Math.log1p(runs(file)));
    const [next] = waiting.splice(adjusted.indexOf(Math.max(...adjusted)), 1);
    if (!next || next.size * TOKENS_PER_LINE > (room - price(taken)) * 1.5) continue;
    const more = new Map(taken).set(`${next.file}:${next.chunk}`, next.size);
    if (price(more) <= room) taken.set(`${next.file}:${next.chunk}`, next.size);
  }
  return [...taken.keys()].sort();
}

test('whole chunks enter as a slow selection would take them', () => {
  fc.assert(
    fc.property(cases, (one) => {
      const whole = run(one).blocks.filter(({ keptLines }) => keptLines === undefined);
      const chunks = whole.flatMap(({ file, firstChunk, lastChunk }) =>
        Array.from({ length: lastChunk - firstChunk + 1 }, (_, at) => `${file}:${firstChunk + at}`),
      );
      expect(chunks.sort()).toEqual(referenceFill(one, DIVERSITY));
    }),
  );
});

test('of a file of which nothing is in, an outline stands for what does not fit whole', () => {
  const blocks = select({
    candidates: [0, 1, 2].map((file) => ({ file, chunk: 0, score: 3 - file, estimatedTokens: 90 })),
    budget: 190,
    lineCount: () => 10,
    outline: (file) => (file === 1 ? { outline: [0, 4, 7], tokens: 60 } : undefined),
    price: (_file, _first, _last, keptLines) => (keptLines === undefined ? 100 : keptLines * 12),
  });
  expect(blocks.map(({ file, outline, tokens }) => [file, outline, tokens])).toEqual([
    [0, undefined, 100],
    [1, [0, 4, 7], 60],
  ]);
});

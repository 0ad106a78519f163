import { expect, test } from 'vitest';
import type { ComposedChunk, Composition, LeftOut } from '../../../server/src/engine/compose.ts';
import type { SegmentPart } from '../../../server/src/engine/ranking/mergeSegments.ts';
import { redacted, type RedactedText } from '../../../server/src/engine/secrets/redact.ts';
import { explainComposition } from '../../../server/src/pipeline/explain.ts';

/** One file `a.ts` of four chunks of ten lines. */
const PARTS = [
  {
    segment: {
      files: [{ path: 'a.ts' }],
      chunkStartLine: [1, 11, 21, 31],
      chunkEndLine: [10, 20, 30, 40],
      chunkTokens: [100, 100, 100, 100],
    },
  },
] as unknown as readonly SegmentPart[];
const A = redacted`a.ts`;

function chunkOf(startLine: number, endLine: number, path = A): ComposedChunk {
  return { path, startLine, endLine, packLine: 1, tokens: 100, score: 0.6, reasons: [redacted`why`], redactions: 0 };
}

interface Told {
  readonly chunks: readonly ComposedChunk[];
  readonly more?: readonly ComposedChunk[];
  readonly leftOut?: LeftOut;
  readonly score?: number;
}

/** What is said of the file's third chunk, lines 21 to 30. */
function verdict({ chunks, more = [], leftOut, score = 0.5 }: Told): string | undefined {
  const composition = {
    query: A,
    chunks,
    leftOut: new Map(leftOut ? [['0:2', leftOut]] : []),
    ranked: [{ part: 0, file: 0, chunk: 2, score, signals: {}, matched: [] }],
  } as unknown as Composition;
  const larger = { ...composition, chunks: [...chunks, ...more] };
  const analyzer = { redact: (text: string) => text as RedactedText };
  return explainComposition({ composition, larger, parts: PARTS, analyzer, budget: 100 }).chunks[0]?.verdict;
}

const other = chunkOf(1, 10, redacted`b.ts`);

test.each<[string, Told, string]>([
  ['in', { chunks: [chunkOf(11, 30)] }, 'why'],
  ['cut', { chunks: [chunkOf(11, 25)] }, 'cut to fill the budget: only its first lines are in'],
  ['a copy', { chunks: [other], leftOut: { why: 'copy', of: redacted`b.ts` } }, 'b.ts, which is in, says the same'],
  [
    'above the level',
    { chunks: [other], leftOut: { why: 'held back', level: 'classified' } },
    'held back: classified is above the highest level that may leave',
  ],
  [
    'never let out',
    { chunks: [other], leftOut: { why: 'held back', level: 'never' } },
    'held back: the policy never lets it out',
  ],
  ['gone', { chunks: [other], leftOut: { why: 'gone' } }, 'its file is gone or cannot be read any more'],
  [
    'too large for what was left',
    { chunks: [other], leftOut: { why: 'no room', room: 1234.5 }, more: [chunkOf(21, 30)] },
    'did not fit: 1,234 tokens were left when its turn came; the next 2,000 tokens would bring it in',
  ],
  ['below the line', { chunks: [other] }, 'below the line by 0.10: the lowest score that is in is 0.60'],
  ['its turn never came', { chunks: [other], score: 0.7 }, 'the budget was full'],
  [
    'its file is in',
    { chunks: [other, chunkOf(1, 10)], score: 0.7 },
    'the budget was full: its file is in already, which makes its further chunks count less',
  ],
  ['an empty pack', { chunks: [] }, 'the budget was full'],
])('%s', (_, told, expected) => expect(verdict(told)).toBe(expected));

test('a file that the question leaves out itself', () => {
  const composition = { query: A, chunks: [], leftOut: new Map(), ranked: [] } as unknown as Composition;
  const analyzer = { redact: (text: string) => text as RedactedText };
  const shared = { composition, larger: composition, parts: PARTS, analyzer, budget: 100, path: 'a.ts' };
  expect(explainComposition({ ...shared, allows: () => true }).skipped).toBeUndefined();
  expect(explainComposition({ ...shared, allows: () => false }).skipped).toEqual({
    path: 'a.ts',
    reason: 'left out by the question’s own globs',
  });
});
